#include "engine/plain_credit.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "engine/name_form.h"
#include "engine/one_receipt.h"
#include "engine/second_source.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

constexpr std::size_t name_min = 4;     // characters; less is no name
constexpr std::size_t tokens_max = 64;  // of a credit's texts that are looked at
constexpr std::array deposit_channels{
    Channel::lockbox, Channel::ach, Channel::direct_debit, Channel::statement, Channel::card
};

bool is_word_letter(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z');
}

// Words of letters and digits, and the references as a whole.
std::vector<std::string_view> tokens_of(const Payment& payment) {
    std::vector<std::string_view> tokens{payment.bank_reference, payment.trace};
    for (const std::string_view text :
         {std::string_view(payment.bank_reference),
          std::string_view(payment.trace),
          std::string_view(payment.lockbox),
          std::string_view(payment.batch),
          std::string_view(payment.memo)}) {
        std::size_t at = 0;
        while (at < text.size() && tokens.size() < tokens_max) {
            if (!is_word_letter(text[at])) {
                ++at;
                continue;
            }
            std::size_t end = at;
            while (end < text.size() && is_word_letter(text[end]))
                ++end;
            tokens.push_back(text.substr(at, end - at));
            at = end;
        }
    }
    std::erase_if(tokens, [](std::string_view token) { return token.size() < name_min; });
    return tokens;
}

bool says_lockbox(std::string_view text) {
    constexpr std::array<std::string_view, 3> words{"LOCKBOX", "LOCK BOX", "LBX"};
    const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; };
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
    });
}

std::string payer_text(std::string_view payer) {
    const auto forms = name_forms(payer);
    return forms.empty() ? std::string() : "payer\x1f" + forms.front().words;
}

// The text that all lines of a deposit share; empty when they differ.
Text shared(const ChannelDeposit& deposit, Text Payment::* field) {
    const Text first = deposit.lines.front()->payment.*field;
    const bool is_shared =
        std::all_of(deposit.lines.begin(), deposit.lines.end(), [&](const Movement* line) {
            return line->payment.*field == first;
        });
    return is_shared ? first : Text();
}

DepositId total_of(const DepositId& deposit) {
    DepositId id = deposit;
    id.channel = Channel::statement;
    return id;
}

void hold(Movement& credit, std::string detail) {
    credit.payment.kind = MovementKind::transfer;
    credit.note = "perhaps of a deposit that was taken";
    credit.match.reason = Reason::possible_duplicate;
    credit.match.detail = std::move(detail);
}

}  // namespace

void PlainCredits::name_lockbox_sum(Movement& credit) const {
    Payment& payment = credit.payment;
    if (credit.account == none<AccountNo>()) return;
    const std::string& lockbox = book_.accounts[slot(credit.account)].lockbox;
    if (lockbox.size() < name_min) return;
    const auto tokens = tokens_of(payment);
    const bool is_named = std::find(tokens.begin(), tokens.end(), lockbox) != tokens.end();
    const bool is_sure =
        says_lockbox(payment.memo) || payment.bank_reference == lockbox || payment.trace == lockbox;
    if (!is_named || !is_sure) return;
    payment.channel = Channel::lockbox;
    payment.role = LineRole::summary;
}

Mark PlainCredits::name_mark(const DepositId& deposit, std::string_view text) const {
    return secrets_.mark(fmt::format(
        "deposit\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
        word_of(deposit.channel),
        slot(deposit.account),
        deposit.currency.letters(),
        deposit.amount,
        text
    ));
}

std::vector<std::string> PlainCredits::names_of(const ChannelDeposit& deposit) const {
    std::vector<std::string> names;
    for (const Text& text :
         {shared(deposit, &Payment::lockbox), shared(deposit, &Payment::batch)}) {
        // A batch that a reader named by parts is no name that a bank would write.
        const bool is_plain = text.size() >= name_min && text.str().find('/') == std::string::npos;
        if (is_plain) names.push_back(text.str());
    }
    if (const Text payer = shared(deposit, &Payment::payer_name); !payer.empty()) {
        if (std::string text = payer_text(payer); !text.empty()) names.push_back(std::move(text));
    }
    return names;
}

void PlainCredits::note_names() {
    for (const ChannelDeposit& deposit : deposits_.deposits()) {
        for (const std::string& name : names_of(deposit))
            counts_.note(name_mark(deposit.id, name), *deposit.lines.front(), {1, 0});
        for (const Movement* line : deposit.lines)
            ++items_[deposit.id.of(line->payment.amount)];
    }
}

bool PlainCredits::names(const Movement& credit, const DepositId& deposit, bool by_payer) const {
    const auto is_name = [&](std::string_view text) {
        return counts_.of(name_mark(deposit, text)).details > 0;
    };
    const auto tokens = tokens_of(credit.payment);
    if (std::any_of(tokens.begin(), tokens.end(), is_name)) return true;
    const std::string payer = payer_text(credit.payment.payer_name);
    return by_payer && !payer.empty() && is_name(payer);
}

// Nothing covers it, and no other credit was asked about for it.
bool PlainCredits::is_open(const DepositId& deposit) const {
    const Minor asked = counts_.of(deposit.mark("asked")).details;
    return deposits_.fits(deposit) &&
           subtract(counts_.of(deposit.mark()).open(), asked) >= deposit.amount;
}

void PlainCredits::settle(Movement& credit) {
    DepositId wanted = credit_of(credit);
    for (const AccountNo account : accounts_of_details(wanted.account)) {
        wanted.account = account;
        const Minor known = counts_.of(wanted.mark("total")).details;
        if (known > 0 && settle(credit, wanted, known)) return;
    }
}

bool PlainCredits::settle(Movement& credit, DepositId wanted, Minor known) {
    for (const Channel channel : deposit_channels) {
        wanted.channel = channel;
        for (const int on : near_days(days_before(channel))) {
            const DepositId deposit = wanted.days_on(on);
            if (!is_open(deposit)) continue;
            if (names(credit, deposit, false)) {
                deposits_.cover(deposit, credit);
                only_list(credit, "sum of details of another file");
                return true;
            }
            const bool is_one = deposits_.items_of(deposit) == 1;
            if (is_one && (on == 0 || known > 1)) continue;
            ask(credit, deposit);
            return true;
        }
    }
    return false;
}

bool PlainCredits::is_sum_of(Movement& line) {
    const DepositId wanted = deposit_of(line, line.payment.amount);
    const auto deposit = deposits_.find_open(wanted, days_before(wanted.channel));
    if (!deposit) return false;
    const Payment& payment = line.payment;
    const bool is_word_of_bank =
        payment.channel != Channel::ach && payment.channel != Channel::wire;
    const bool is_bare = payment.payer_name.empty() && deposits_.items_of(*deposit) == 1 &&
                         deposit->date == wanted.date;
    if (is_word_of_bank || is_bare || names(line, *deposit, true)) {
        deposits_.cover(*deposit, line);
        return true;
    }
    if (is_open(*deposit) && deposits_.items_of(*deposit) > 1) ask(line, *deposit);
    return false;
}

void PlainCredits::ask(Movement& credit, const DepositId& deposit) {
    counts_.note(deposit.mark("asked"), credit, {deposit.amount, 0});
    const Minor items = deposits_.items_of(deposit);
    hold(
        credit,
        fmt::format(
            "this credit may be the {} of {} {} in {} {} on {}, whose items are receipts",
            words_of_deposit(deposit.channel),
            format_amount(deposit.amount, deposit.currency),
            deposit.currency.letters(),
            items,
            items == 1 ? "item" : "items",
            format_date(deposit.date)
        )
    );
}

void PlainCredits::look_back(LateDetails& late) {
    for (const ChannelDeposit& deposit : deposits_.deposits()) {
        const bool is_cash = deposit.lines.front()->payment.kind == MovementKind::receipt;
        if (is_cash && is_open(deposit.id)) look_back(deposit, late);
    }
}

bool PlainCredits::look_back(const ChannelDeposit& deposit, LateDetails& late) {
    const auto found = find_credit(deposit);
    if (!found) return false;
    const DepositId& credit = *found;
    counts_.note(credit.mark("asked"), *deposit.lines.front(), {1, 0});
    deposits_.cover(deposit.id, *deposit.lines.front());
    if (was_named_by_reference(deposit)) {
        late.list(deposit);
    } else {
        ask(deposit, fmt::format("credit of {} that was", format_date(credit.date)));
    }
    return true;
}

// How often statements brought such a credit for the account of the detail, and nothing was asked
// about it.
Minor PlainCredits::credits_on(const Movement& detail, const DepositId& credit) const {
    const bool is_own = credit.account == detail.account;
    const bool is_listed = credit.account != none<AccountNo>();
    const ReportedMoney money{
        is_own || !is_listed ? detail.entity : book_.accounts[slot(credit.account)].entity,
        account_key(credit.account, is_own ? detail.payment.account : Text()),
        credit.date,
        credit.amount,
        credit.currency
    };
    return subtract(credits_of(money), counts_.of(credit.mark("asked")).details);
}

// How often a source of statements brought it.
Minor PlainCredits::credits_of(const ReportedMoney& money) const {
    if (counts_.of(money.mark_of_most()).details == 0) return 0;
    Minor most = counts_.of(money.mark_of(interim_bai2)).details;
    for (const std::string_view format : statement_formats)
        most = std::max(most, counts_.of(money.mark_of(format)).details);
    return most;
}

bool PlainCredits::was_brought_singly(const ChannelDeposit& deposit, LateDetails& late) {
    if (deposit.lines.size() == 1 && !was_named(deposit, late)) return false;
    std::map<Minor, Minor> wanted;
    for (const Movement* line : deposit.lines)
        ++wanted[line->payment.amount];
    const Movement& first = *deposit.lines.front();
    const bool is_one = deposit.lines.size() == 1;
    for (const int days : near_days(is_one ? 0 : days_before(deposit.id.channel))) {
        // Other lines of its own day are asked about one by one (second_source.h).
        const bool is_sure = days == 0 && deposit.id.channel == Channel::ach;
        const DepositId credit = total_of(deposit.id).days_on(days);
        const bool all_there = std::all_of(wanted.begin(), wanted.end(), [&](const auto& each) {
            return credits_on(first, credit.of(each.first)) >= each.second;
        });
        if (!all_there || (days == 0 && !is_sure)) continue;
        for (const auto& [amount, times] : wanted)
            counts_.note(credit.of(amount).mark("asked"), first, {times, 0});
        if (is_sure) {
            late.list(deposit);
        } else {
            ask(deposit, fmt::format("credits of {} that were", format_date(credit.date)));
        }
        return true;
    }
    return false;
}

std::optional<DepositId> PlainCredits::find_credit(const ChannelDeposit& deposit) const {
    const bool is_one = deposit.lines.size() == 1;
    std::optional<DepositId> nearest;
    Minor all = 0;
    for (const AccountNo account : accounts_of_sums(book_, deposit.id)) {
        for (const int days : near_days(days_before(deposit.id.channel))) {
            const DepositId credit = total_of(deposit.id).in(account).days_on(days);
            const Minor credits = credits_on(*deposit.lines.front(), credit);
            all = add(all, credits);
            if (credits > 0 && !nearest) nearest = credit;
        }
    }
    // Equal lines of one day are asked about one by one (second_source.h).
    const bool is_rare = all == 1 && counts_.of(total_of(deposit.id).mark("total")).details == 1;
    const bool is_same_day = nearest && nearest->date == deposit.id.date;
    if (is_one && (is_same_day || !is_rare)) return std::nullopt;
    return nearest;
}

bool PlainCredits::was_named_by_reference(const ChannelDeposit& deposit) const {
    for (const std::string& name : names_of(deposit)) {
        for (const PaymentNo no : book_.payments_by_trace(name)) {
            const PaymentRow& row = book_.payment(no);
            const auto away = std::abs(days_between(row.booking_date, deposit.id.date));
            if (row.kind == MovementKind::receipt && row.account == deposit.id.account &&
                row.amount == deposit.id.amount && row.currency == deposit.id.currency &&
                away <= days_before(deposit.id.channel))
                return true;
        }
    }
    return false;
}

bool PlainCredits::was_named(const ChannelDeposit& deposit, const LateDetails& late) const {
    if (was_named_by_reference(deposit)) return true;
    const WaitingName* const credit = late.waiting_credit(deposit.id);
    const Text payer = shared(deposit, &Payment::payer_name);
    if (credit == nullptr || payer.empty()) return false;
    const Mark name = waiting_payer(
        secrets_,
        payer,
        deposit.id.amount,
        deposit.id.currency,
        book_.payment(credit->payment).booking_date
    );
    const auto same = book_.waiting_for(name);
    return std::any_of(same.begin(), same.end(), [&](const WaitingName* each) {
        return each->payment == credit->payment;
    });
}

void PlainCredits::ask(const ChannelDeposit& deposit, const std::string& what) {
    for (Movement* line : deposit.lines)
        only_list(*line, "perhaps money that a statement brought before");
    const DepositId& id = deposit.id;
    LooseException& open = outcome_.exceptions.emplace_back();
    open.row.reason = Reason::possible_duplicate;
    open.row.entity = deposit.lines.front()->entity;
    open.row.currency = id.currency;
    open.row.amount = id.amount;
    open.row.opened = id.date;
    open.detail = fmt::format(
        "the {} of {} {} in {} {} on {} may be the {} taken before; its items are not taken",
        words_of_deposit(id.channel),
        format_amount(id.amount, id.currency),
        id.currency.letters(),
        deposit.lines.size(),
        deposit.lines.size() == 1 ? "item" : "items",
        format_date(id.date),
        what
    );
}

void PlainCredits::settle_items(std::span<Movement* const> credits) {
    const DepositId first = credit_of(*credits.front());
    for (const Channel channel : deposit_channels) {
        for (const AccountNo account : accounts_of_details(first.account)) {
            for (const int days : near_days(days_before(channel))) {
                DepositId day = first.in(account).days_on(days).of(0);
                day.channel = channel;
                if (days != 0 && ask_about_items(credits, day)) return;
            }
        }
    }
}

// How many details of channel files, no credits of the bank, had an amount on a day.
Minor PlainCredits::items_on(const Movement& credit, const DepositId& item) const {
    ReportedMoney money{
        credit.entity,
        account_key(item.account, item.account == credit.account ? credit.payment.account : Text()),
        item.date,
        item.amount,
        item.currency
    };
    Minor items = counts_.of(money.mark_of_most()).details - credits_of(money);
    // A file of the channel may name no account where the statement does.
    if (item.account == none<AccountNo>() && !money.account.empty()) {
        money.account.clear();
        items += counts_.of(money.mark_of_most()).details - credits_of(money);
    }
    const auto fresh = items_.find(item);
    return items + (fresh == items_.end() ? 0 : fresh->second);
}

bool PlainCredits::ask_about_items(std::span<Movement* const> credits, const DepositId& day) {
    const Minor items = counts_.of(day.mark("day items")).open();
    const Minor asked = counts_.of(day.mark("day asked")).details;
    const Minor left = subtract(counts_.of(day.mark("day")).open(), asked);
    if (items < 2 || left <= 0) return false;
    std::vector<Movement*> found;
    std::map<Minor, Minor> used;
    WideMinor sum = 0;
    for (Movement* credit : credits) {
        const Payment& payment = credit->payment;
        if (payment.kind != MovementKind::receipt) continue;
        if (used[payment.amount] >= items_on(*credit, day.of(payment.amount))) continue;
        ++used[payment.amount];
        found.push_back(credit);
        sum += payment.amount;
    }
    if (sum != left) return false;
    counts_.note(day.mark("day asked"), *found.front(), {left, 0});
    for (Movement* credit : found) {
        hold(
            *credit,
            fmt::format(
                "this credit may be one of the {} items of the {} of {}, which are receipts",
                items,
                words_of_deposit(day.channel),
                format_date(day.date)
            )
        );
    }
    return true;
}

}  // namespace tieout
