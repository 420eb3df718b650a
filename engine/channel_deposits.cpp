#include "engine/channel_deposits.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout {

namespace {

constexpr std::size_t waiting_max = 16;  // Book::waiting_for finds no more

std::string counted(Minor count, const char* what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string money(Minor amount, const DepositId& id) {
    return fmt::format("{} {}", format_amount(amount, id.currency), id.currency.letters());
}

}  // namespace

std::vector<int> near_days(int most) {
    std::vector<int> days{0};
    for (int day = 1; day <= most; ++day) {
        days.push_back(-day);
        days.push_back(day);
    }
    return days;
}

std::vector<AccountNo> accounts_of_details(AccountNo account) {
    if (account == none<AccountNo>()) return {account};
    return {account, none<AccountNo>()};
}

std::vector<AccountNo> accounts_of_sums(const Book& book, const DepositId& deposit) {
    constexpr std::size_t accounts_max = 64;
    std::vector<AccountNo> accounts{deposit.account};
    if (deposit.account != none<AccountNo>()) return accounts;
    for (std::size_t i = 0; i < book.accounts.size() && accounts.size() < accounts_max; ++i) {
        const Currency currency = book.accounts[i].currency;
        if (currency.is_none() || currency == deposit.currency) {
            accounts.push_back(static_cast<AccountNo>(i));
        }
    }
    return accounts;
}

DepositId deposit_of(const Movement& movement, Minor amount) {
    const Payment& payment = movement.payment;
    return {payment.channel, movement.account, payment.currency, payment.booking_date, amount};
}

DepositId credit_of(const Movement& movement) {
    DepositId id = deposit_of(movement, movement.payment.amount);
    id.channel = Channel::statement;
    return id;
}

void ChannelDeposits::take(ChannelDeposit deposit, bool is_part) {
    const Movement& first = *deposit.lines.front();
    const auto items = static_cast<Minor>(deposit.lines.size());
    const DepositId& id = deposit.id;
    counts_.note(id.mark(), first, {id.amount, 0});
    counts_.note(id.mark("items"), first, {items, 0});
    DepositId total = id;
    total.channel = Channel::statement;
    counts_.note(total.mark("total"), first, {1, 0});
    if (is_part) {
        parts_.push_back(std::move(deposit));
        return;
    }
    counts_.note(id.mark("day"), first, {id.amount, 0});
    counts_.note(id.mark("day items"), first, {items, 0});
    touch(id, first);
    deposits_.push_back(std::move(deposit));
}

bool ChannelDeposits::fits(const DepositId& deposit) const {
    return counts_.of(deposit.mark()).open() >= deposit.amount &&
           counts_.of(deposit.mark("day")).open() >= deposit.amount;
}

std::optional<DepositId> ChannelDeposits::find_open(const DepositId& wanted, int days) const {
    for (const DepositId& id : places_of_details(wanted, days)) {
        if (fits(id)) return id;
    }
    return std::nullopt;
}

std::vector<DepositId> ChannelDeposits::places_of_details(const DepositId& wanted, int days) const {
    std::vector<DepositId> places;
    for (const AccountNo account : accounts_of_details(wanted.account)) {
        for (const int on : near_days(days))
            places.push_back(wanted.in(account).days_on(on));
    }
    return places;
}

Minor ChannelDeposits::items_of(const DepositId& deposit) const {
    const Minor deposits = counts_.of(deposit.mark()).open() / std::max(deposit.amount, Minor{1});
    return deposits <= 0 ? 0 : counts_.of(deposit.mark("items")).open() / deposits;
}

void ChannelDeposits::cover(const DepositId& deposit, const Movement& by) {
    const Minor items = items_of(deposit);
    counts_.note(deposit.mark(), by, {0, deposit.amount});
    counts_.note(deposit.mark("items"), by, {0, items});
    counts_.note(deposit.mark("day"), by, {0, deposit.amount});
    counts_.note(deposit.mark("day items"), by, {0, items});
    touch(deposit, by);
}

bool ChannelDeposits::tie(const Movement& sum, Minor amount) {
    const DepositId wanted = deposit_of(sum, amount);
    const int days = days_before(wanted.channel);
    if (const auto deposit = find_open(wanted, days)) {
        cover(*deposit, sum);
        return true;
    }
    for (const DepositId& place : places_of_details(wanted, days)) {
        const Left left = left_of(place);
        if (left.amount != amount) continue;
        cover_rest(left, amount, sum);
        return true;
    }
    return false;
}

ChannelDeposits::Left ChannelDeposits::left_of(const DepositId& day) const {
    return {
        day.of(0), counts_.of(day.mark("day")).open(), counts_.of(day.mark("day items")).open()
    };
}

void ChannelDeposits::cover_rest(const Left& left, Minor amount, const Movement& by) {
    counts_.note(left.day.mark("day"), by, {0, amount});
    counts_.note(left.day.mark("day items"), by, {0, left.items});
    touch(left.day, by);
}

void ChannelDeposits::touch(const DepositId& id, const Movement& by) {
    touched_.try_emplace(id.of(0), &by);
}

void ChannelDeposits::wait(const Movement& line) {
    const DepositId id = deposit_of(line, line.payment.amount);
    Waiting sum;
    sum.amount = id.amount;
    sum.entity = line.entity;
    sum.movement = static_cast<std::size_t>(&line - outcome_.movements.data());
    const auto items = static_cast<Minor>(line.payment.summary_items);
    if (items > 0) counts_.note(id.mark("stated"), line, {items, 1});
    fresh_[id.of(0)].push_back(sum);
    touch(id, line);
}

void ChannelDeposits::note_own_details(const Movement& first, Minor sum, std::size_t items) {
    const DepositId day = deposit_of(first, 0);
    counts_.note(day.mark("day own"), first, {sum, 0});
    counts_.note(day.mark("day own items"), first, {static_cast<Minor>(items), 0});
}

void ChannelDeposits::tie_waiting() {
    for (const std::vector<ChannelDeposit>* each : {&deposits_, &parts_}) {
        for (const ChannelDeposit& deposit : *each)
            look_back(deposit);
    }
}

void ChannelDeposits::settle_days() {
    // Sums wait near the days on which something came.
    std::map<DepositId, const Movement*> days;
    for (const auto& [day, by] : touched_) {
        for (const AccountNo account : accounts_of_sums(book_, day)) {
            for (const int on : near_days(days_before(day.channel)))
                days.try_emplace(day.in(account).days_on(on), by);
        }
    }
    for (const auto& [day, by] : days)
        settle_day(day, *by);
}

// Details that came behind the sum that the bank states of them.
void ChannelDeposits::look_back(const ChannelDeposit& deposit) {
    const Movement& first = *deposit.lines.front();
    if (first.payment.kind != MovementKind::receipt || !fits(deposit.id)) return;
    const int days = days_before(deposit.id.channel);
    const WaitingName* nearest = nullptr;
    int least = days + 1;
    std::vector<const WaitingName*> waiting;
    for (const AccountNo account : accounts_of_sums(book_, deposit.id)) {
        const auto found = book_.waiting_for(deposit.id.in(account).mark("total"));
        waiting.insert(waiting.end(), found.begin(), found.end());
    }
    for (const WaitingName* each : waiting) {
        if (tied_.contains(each->payment) || is_closed(each->exception)) continue;
        const Date date = book_.payment(each->payment).booking_date;
        const auto away = std::abs(days_between(date, deposit.id.date));
        if (away >= least) continue;
        least = static_cast<int>(away);
        nearest = each;
    }
    if (nearest == nullptr) return;
    tied_.insert(nearest->payment);
    cover(deposit.id, first);
    DepositId day = deposit.id;
    day.date = book_.payment(nearest->payment).booking_date;
    day.account = book_.payment(nearest->payment).account;
    touch(day, first);
    outcome_.closed.push_back(nearest->exception);
    // Others that waited under the same exception wait on.
    for (const WaitingName* each : book_.waiting_for(day.mark("day waits"))) {
        if (each->exception != nearest->exception || tied_.contains(each->payment)) continue;
        fresh_[day.of(0)].push_back(waiting_in_book(*each, {}));
    }
}

ChannelDeposits::Waiting ChannelDeposits::waiting_in_book(
    const WaitingName& name, std::optional<ExceptionNo> exception
) const {
    const PaymentRow& row = book_.payment(name.payment);
    return {row.amount, row.entity, std::nullopt, name.payment, exception};
}

bool ChannelDeposits::is_closed(ExceptionNo no) const {
    return std::find(outcome_.closed.begin(), outcome_.closed.end(), no) != outcome_.closed.end();
}

std::vector<ChannelDeposits::Waiting> ChannelDeposits::waiting_of(const DepositId& day) const {
    std::vector<Waiting> sums;
    for (const WaitingName* each : book_.waiting_for(day.mark("day waits"))) {
        if (tied_.contains(each->payment) || is_closed(each->exception)) continue;
        sums.push_back(waiting_in_book(*each, each->exception));
    }
    if (const auto fresh = fresh_.find(day); fresh != fresh_.end()) {
        sums.insert(sums.end(), fresh->second.begin(), fresh->second.end());
    }
    return sums;
}

Minor ChannelDeposits::stated_items(const DepositId& sum) const {
    const Tally stated = counts_.of(sum.mark("stated"));
    return stated.summary == 0 ? 0 : stated.details / stated.summary;
}

void ChannelDeposits::close(const Waiting& sum) {
    if (sum.exception && !is_closed(*sum.exception)) outcome_.closed.push_back(*sum.exception);
}

// What waits on one day, against the details that nothing covers: of this day, else of a day near
// to it.
void ChannelDeposits::settle_day(const DepositId& day, const Movement& by) {
    const std::vector<Waiting> sums = waiting_of(day);
    if (sums.empty()) return;
    WideMinor wide = 0;
    for (const Waiting& sum : sums)
        wide += sum.amount;
    const auto all = narrow(wide);
    if (!all || sums.size() >= waiting_max) return open_each(day, sums);
    Left nearest;
    for (const DepositId& place : places_of_details(day, days_before(day.channel))) {
        Left left = left_of(place);
        const Minor own = place == day ? counts_.of(day.mark("day own")).open() : 0;
        if (left.amount == *all || add(left.amount, own) == *all) {
            if (left.amount != *all) counts_.note(day.mark("day own"), by, {0, own});
            if (left.amount > 0) cover_rest(left, left.amount, by);
            for (const Waiting& sum : sums)
                close(sum);
            return;
        }
        left.amount = add(left.amount, own);
        if (own > 0) left.items = add(left.items, counts_.of(day.mark("day own items")).details);
        if (nearest.amount == 0 && left.amount > 0) nearest = left;
    }
    if (nearest.amount == 0) return open_each(day, sums);
    open_together(day, sums, nearest);
}

void ChannelDeposits::open_each(const DepositId& day, const std::vector<Waiting>& sums) {
    for (const Waiting& sum : sums) {
        const bool stays = sum.exception &&
                           book_.exceptions[slot(*sum.exception)].amount == sum.amount &&
                           std::count_if(sums.begin(), sums.end(), [&](const Waiting& other) {
                               return other.exception == sum.exception;
                           }) == 1;
        if (stays) continue;
        close(sum);
        std::string detail = fmt::format(
            "{} of {} on {}: its details have not been reported",
            words_of_deposit(day.channel),
            money(sum.amount, day),
            format_date(day.date)
        );
        if (const Minor items = stated_items(day.of(sum.amount)); items > 0) {
            detail += fmt::format("; the bank states {}", counted(items, "item"));
        }
        open(day, {&sum, 1}, sum.amount, std::move(detail));
    }
}

void ChannelDeposits::open_together(
    const DepositId& day, const std::vector<Waiting>& sums, const Left& left
) {
    WideMinor wide = 0;
    Minor items = 0;
    bool all_stated = true;
    for (const Waiting& sum : sums) {
        wide += sum.amount;
        const Minor own = stated_items(day.of(sum.amount));
        items = add(items, own);
        all_stated = all_stated && own > 0;
    }
    const Minor all = narrow(wide).value_or(0);
    const Minor gap = subtract(all, left.amount);
    const bool is_same_day = left.day.date == day.date;
    // Details of another day may belong to another sum: then all of it is at stake.
    const Minor amount = is_same_day ? std::abs(gap) : all;
    const auto& first = sums.front().exception;
    const bool stays = first && !touched_.contains(left.day) &&
                       book_.exceptions[slot(*first)].amount == amount &&
                       std::all_of(sums.begin(), sums.end(), [&](const Waiting& sum) {
                           return sum.exception == first;
                       });
    if (stays) return;
    for (const Waiting& sum : sums)
        close(sum);
    std::string stated = counted(static_cast<Minor>(sums.size()), "line");
    if (all_stated) stated += fmt::format(" of {}", counted(items, "item"));
    open(
        day,
        sums,
        amount,
        fmt::format(
            "{} on {}: the bank's sum is {} in {}, its details{} come to {} in {}, {} {}",
            words_of_deposit(day.channel),
            format_date(day.date),
            money(all, day),
            stated,
            is_same_day ? "" : fmt::format(" of {}", format_date(left.day.date)),
            money(left.amount, day),
            counted(left.items, "item"),
            money(std::abs(gap), day),
            gap > 0 ? "less" : "more"
        )
    );
}

void ChannelDeposits::open(
    const DepositId& day, std::span<const Waiting> sums, Minor amount, std::string detail
) {
    LooseException& open = outcome_.exceptions.emplace_back();
    open.row.reason = Reason::untied_deposit;
    open.row.entity = sums.front().entity;
    open.row.currency = day.currency;
    open.row.amount = amount;
    open.row.opened = day.date;
    open.detail = std::move(detail);
    for (const Waiting& sum : sums) {
        const DepositId id = day.of(sum.amount);
        for (const Mark& name : {id.mark("day waits"), id.mark("total"), id.mark("any account")})
            open.waiting.push_back({name, sum.movement, sum.payment});
    }
}

}  // namespace tieout
