#include "engine/one_receipt.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/channel_deposits.h"
#include "engine/late_details.h"
#include "engine/name_form.h"
#include "engine/plain_credit.h"
#include "engine/second_source.h"

// A deposit is known by channel, account, currency, day and amount. Details that a channel's own
// file reports (lockbox checks) are cash; the statement's summary (BAI2 115) and its own details of
// the same deposit (116) then only repeat them. Without such a file the statement's details are the
// cash and its summary repeats them; a summary without any details waits as a deposit in transit.

namespace tieout {

namespace {

bool is_notification(const std::string& format) {
    return format == "camt.054" || format == "edifact";
}

// The lines of one channel and side within one statement.
struct ChannelLines {
    std::vector<Movement*> summaries;
    std::vector<Movement*> details;
    WideMinor summary_sum = 0;
    WideMinor detail_sum = 0;
};

class Sources {
public:
    Sources(
        const JoinPlaces& places,
        DepositCount& counts,
        std::vector<FiledAdvice>& advice,
        CashOutcome& outcome
    )
        : book_(places.book),
          counts_(counts),
          outcome_(outcome),
          deposits_(places.book, counts, outcome),
          plain_(places.book, places.secrets, counts, deposits_, outcome),
          late_(places.book, outcome, advice) {}

    void settle(Parallel& parallel) {
        gather_touched(parallel);
        list_repeated_lines(true);
        list_repeated_lines(false);
        obey_cash_sources();
        gather_channel_files();
        plain_.note_names();
        for (Movement* movement : touched_) {
            if (is_plain_credit(*movement)) plain_.name_lockbox_sum(*movement);
        }
        for (auto& [place, lines] : gather_statements())
            settle_channel(lines);
        deposits_.tie_waiting();
        settle_plain_credits();
        plain_.look_back(late_);
        deposits_.settle_days();
    }

private:
    bool is_cash(const Movement& movement) const {
        return movement.is_new && movement.payment.kind == MovementKind::receipt;
    }

    const std::string& format_of(const Movement& movement) const {
        return outcome_.files[movement.file].format;
    }

    // Only bank files, channels, sums and accounts with a cash source of their own have anything to
    // settle: the rest of a batch is looked at once and passed over.
    void gather_touched(Parallel& parallel) {
        constexpr std::size_t chunk = 4096;
        LateRows<Movement>& all = outcome_.movements;
        std::vector<std::vector<Movement*>> parts((all.size() + chunk - 1) / chunk);
        in_chunks(parallel, chunk, all.size(), [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                if (may_repeat(all[i])) parts[first / chunk].push_back(&all[i]);
            }
        });
        for (const auto& part : parts)
            touched_.insert(touched_.end(), part.begin(), part.end());
    }

    bool may_repeat(const Movement& movement) const {
        const std::string& format = format_of(movement);
        const bool has_source = movement.account != none<AccountNo>() &&
                                !book_.accounts[slot(movement.account)].cash_source.empty();
        return has_source || is_statement_format(format) || is_notification(format) ||
               movement.payment.channel != Channel::statement ||
               movement.payment.role == LineRole::summary;
    }

    Tally tally_of(const Mark& key) const { return counts_.of(key); }

    void note(const Mark& key, const Movement& at, Minor details, Minor summary) {
        counts_.note(key, at, {details, summary});
    }

    // The same line in a statement and in a notification, in one batch or in two, is one movement:
    // equal account, day, side, amount and currency, and the bank's reference or the end-to-end id.
    // Each side is counted, so that genuine twins stay two. Notifications, which say more, go
    // first.
    void list_repeated_lines(bool notifications) {
        for (Movement* const each : touched_) {
            Movement& movement = *each;
            const std::string& format = format_of(movement);
            const bool looks =
                notifications ? is_notification(format) : is_statement_format(format);
            const Payment& payment = movement.payment;
            if (!looks || !is_cash(movement)) continue;
            // Lines that both have references of the bank are told apart by those alone.
            const bool has_reference = !payment.bank_reference.empty();
            const auto repeats = [&](std::string_view by, std::string_view value, bool notes) {
                if (value.empty()) return false;
                const Mark key = sha256_mark(fmt::format(
                    "{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
                    by,
                    account_form(payment.account),
                    format_date(payment.booking_date),
                    payment.amount,
                    payment.currency.letters(),
                    value
                ));
                const Tally tally = tally_of(key);
                const Minor mine = notifications ? tally.details : tally.summary;
                const Minor theirs = notifications ? tally.summary : tally.details;
                if (notes) note(key, movement, notifications ? 1 : 0, notifications ? 0 : 1);
                return mine < theirs;
            };
            const bool by_reference = repeats("line by reference", payment.bank_reference, true);
            const bool by_lone_trace = repeats("line by lone trace", payment.trace, !has_reference);
            const bool by_trace = repeats("line by trace", payment.trace, has_reference);
            const bool is_repeated = by_reference || by_lone_trace || (by_trace && !has_reference);
            if (!is_repeated) continue;
            late_.advise_if_it_waits(movement);
            only_list(movement, "reported by another file");
        }
    }

    // An account may name the one source that makes its cash: a file format or a channel.
    void obey_cash_sources() {
        for (Movement* const each : touched_) {
            Movement& movement = *each;
            if (!is_cash(movement) || movement.account == none<AccountNo>()) continue;
            const std::string& source = book_.accounts[slot(movement.account)].cash_source;
            if (source.empty() || source == "statement" || is_channel(source)) continue;
            const std::string& format = format_of(movement);
            if (format != source && format != "payments") {
                only_list(movement, fmt::format("cash of this account comes from {}", source));
            }
        }
    }

    static bool is_channel(std::string_view source) {
        return source == "lockbox" || source == "ach" || source == "wire" || source == "card" ||
               source == "direct_debit";
    }

    // Whether a statement's lines of the channel never make cash for the account: its cash source
    // is the channel's own file, or the account has a lockbox and names no other source for it.
    bool comes_by_channel(const Movement& movement) const {
        if (movement.account == none<AccountNo>()) return false;
        const OurAccount& account = book_.accounts[slot(movement.account)];
        const Channel channel = movement.payment.channel;
        if (account.cash_source == word_of(channel)) return channel != Channel::statement;
        return account.cash_source.empty() && channel == Channel::lockbox &&
               !account.lockbox.empty();
    }

    // A sum, not a payment that a notification shows of its batch.
    bool is_bare_sum(const Movement& movement) const {
        const Payment& payment = movement.payment;
        const bool is_payment = is_notification(format_of(movement)) &&
                                !(payment.payer_name.empty() && payment.remittance.empty());
        return payment.role == LineRole::summary && !is_payment;
    }

    // The one payment that is shown of a batch has the batch's reference.
    static const Text& batch_of(const Payment& payment) {
        return payment.role == LineRole::summary ? payment.bank_reference : payment.batch;
    }

    // Lines that channel files report in detail, by channel, account, currency, day, lockbox,
    // batch.
    using Sums = std::
        map<std::tuple<Channel, AccountNo, Currency, Date, Text, Text>, std::vector<Movement*>>;

    void gather_channel_files() {
        Sums deposits;
        Sums batches;
        for (Movement* const each : touched_) {
            Movement& movement = *each;
            const Payment& payment = movement.payment;
            const std::string& format = format_of(movement);
            const bool is_detail = payment.channel == Channel::statement
                                       ? is_notification(format) && !batch_of(payment).empty()
                                       : !is_statement_format(format) && format != "psp";
            if (!is_cash(movement) || !is_detail || is_bare_sum(movement)) continue;
            // A lockbox is deposited by the day, a batch of a notification by itself.
            const Text batch = is_notification(format) ? batch_of(payment) : Text();
            const auto day = std::tuple(
                payment.channel,
                movement.account,
                payment.currency,
                payment.booking_date,
                payment.lockbox
            );
            deposits[std::tuple_cat(day, std::tuple(batch))].push_back(&movement);
            if (batch.empty()) {
                batches[std::tuple_cat(day, std::tuple(payment.batch))].push_back(&movement);
            }
        }
        for (auto& [place, lines] : deposits)
            take_deposit(std::move(lines));
        for (auto& [place, lines] : batches) {
            const auto amount = sum_of(lines);
            const bool is_part = amount && is_cash(*lines.front()) && !is_whole_.contains(lines);
            if (is_part) deposits_.take({deposit_of(*lines.front(), *amount), lines}, true);
        }
    }

    static std::optional<Minor> sum_of(const std::vector<Movement*>& lines) {
        WideMinor sum = 0;
        for (const Movement* line : lines)
            sum += line->payment.amount;
        const auto amount = narrow(sum);
        return amount ? std::optional<Minor>(*amount) : std::nullopt;
    }

    // A deposit that a statement's own details have made before is not made again.
    void take_deposit(std::vector<Movement*> lines) {
        const auto amount = sum_of(lines);
        if (!amount) return;
        const ChannelDeposit deposit{deposit_of(*lines.front(), *amount), std::move(lines)};
        if (const auto made = made_before(deposit)) {
            counts_.note(made->mark("statement"), *deposit.lines.front(), {0, *amount});
            late_.list(deposit);
            return;
        }
        if (plain_.was_brought_singly(deposit, late_)) return;
        for (Movement* line : deposit.lines)
            channel_lines_[deposit_of(*line, line->payment.amount)].push_back(line);
        is_whole_.insert(deposit.lines);
        deposits_.take(deposit, false);
    }

    std::optional<DepositId> made_before(const ChannelDeposit& deposit) const {
        for (const int on : near_days(days_before(deposit.id.channel))) {
            const DepositId id = deposit.id.days_on(on);
            const Tally made = counts_.of(id.mark("statement"));
            if (made.open() < id.amount) continue;
            const bool is_sure = id.channel != Channel::ach && id.channel != Channel::wire;
            const bool is_one_line =
                counts_.of(id.mark("statement items")).details * id.amount == made.details;
            if (!is_one_line || is_sure || plain_.was_named(deposit, late_)) return id;
        }
        return std::nullopt;
    }

    using Place = std::tuple<std::uint32_t, std::uint32_t, Channel, bool>;

    std::map<Place, ChannelLines> gather_statements() {
        std::map<Place, ChannelLines> places;
        for (Movement* const each : touched_) {
            Movement& movement = *each;
            const Payment& payment = movement.payment;
            const bool is_sum = is_bare_sum(movement);
            const bool is_reported =
                is_statement_format(format_of(movement)) && payment.channel != Channel::statement;
            if (!is_cash(movement) || (!is_reported && !is_sum)) continue;
            ChannelLines& lines =
                places[{movement.file, movement.unit, payment.channel, payment.is_credit}];
            if (payment.role == LineRole::summary) {
                lines.summaries.push_back(&movement);
                lines.summary_sum += payment.amount;
            } else {
                lines.details.push_back(&movement);
                lines.detail_sum += payment.amount;
            }
        }
        return places;
    }

    void settle_channel(ChannelLines& lines) {
        const Movement& first =
            lines.summaries.empty() ? *lines.details.front() : *lines.summaries.front();
        if (comes_by_channel(first)) {
            settle_by_channel(lines);
            return;
        }
        const bool within = !lines.details.empty() && !lines.summaries.empty();
        const bool ties_within = within && lines.detail_sum == lines.summary_sum;
        bool all_elsewhere = !lines.summaries.empty();
        for (Movement* summary : lines.summaries) {
            const bool elsewhere = deposits_.tie(*summary, summary->payment.amount);
            all_elsewhere = all_elsewhere && elsewhere;
            if (!elsewhere && !ties_within) deposits_.wait(*summary);
            only_list(
                *summary,
                elsewhere ? "sum of details of another file"
                          : (ties_within ? "sum of details of this statement"
                                         : "sum of details that do not tie")
            );
        }
        if (!lines.details.empty()) settle_details(lines, all_elsewhere);
    }

    // Details that a statement shows itself, beside its sums or without any.
    void settle_details(ChannelLines& lines, bool all_elsewhere) {
        const bool has_sums = !lines.summaries.empty();
        const bool ties_within = has_sums && lines.detail_sum == lines.summary_sum;
        Movement& first = *lines.details.front();
        const auto sum = narrow(lines.detail_sum);
        const bool is_one = !has_sums && lines.details.size() == 1;
        const bool covers_day =
            sum && !has_sums && (is_one ? plain_.is_sum_of(first) : deposits_.tie(first, *sum));
        if ((all_elsewhere && ties_within) || covers_day) {
            for (Movement* detail : lines.details)
                only_list(*detail, "reported by another file");
            return;
        }
        if (all_elsewhere) {
            // More than the sums cover: what the channel's files do not report is money by itself.
            for (Movement* detail : lines.details) {
                if (is_reported_alone(*detail)) only_list(*detail, "reported by another file");
            }
            return;
        }
        if (!sum || !is_cash(first)) return;
        const auto items = static_cast<Minor>(lines.details.size());
        if (has_sums && !ties_within) deposits_.note_own_details(first, *sum, lines.details.size());
        const DepositId made = deposit_of(first, *sum);
        counts_.note(made.mark("statement"), first, {*sum, 0});
        counts_.note(made.mark("statement items"), first, {items, 0});
    }

    // The channel's own files make the cash: a statement's sum is tied to them or waits for them,
    // and its details are never cash.
    void settle_by_channel(ChannelLines& lines) {
        for (Movement* summary : lines.summaries) {
            const bool elsewhere = deposits_.tie(*summary, summary->payment.amount);
            if (!elsewhere) deposits_.wait(*summary);
            only_list(
                *summary,
                elsewhere ? "sum of details of another file" : "its details have not been reported"
            );
        }
        const auto sum = narrow(lines.detail_sum);
        const bool ties_alone = lines.summaries.empty() && sum && *sum > 0 &&
                                deposits_.tie(*lines.details.front(), *sum);
        const bool ties_within = lines.detail_sum == lines.summary_sum;
        for (Movement* detail : lines.details) {
            const bool is_covered = ties_alone || ties_within || is_reported_alone(*detail);
            if (!is_covered) deposits_.wait(*detail);
            only_list(*detail, "cash of this channel comes from its own files");
        }
    }

    static bool has_payer(const Movement& movement, const Movement& other) {
        const auto forms = name_forms(movement.payment.payer_name);
        return forms == name_forms(other.payment.payer_name);
    }

    // Lines with a payer or a reference of their own are not each other's for their amount alone.
    static bool is_same_line(const Movement& line, const Movement& item) {
        const Payment& a = line.payment;
        const Payment& b = item.payment;
        const bool is_bare = a.payer_name.empty() || b.payer_name.empty();
        return is_bare || (!a.trace.empty() && a.trace == b.trace) ||
               (!a.check_number.empty() && a.check_number == b.check_number) ||
               has_payer(line, item);
    }

    // Whether a channel file, of this batch or of an earlier one, reports just this line.
    bool is_reported_alone(const Movement& movement) {
        const Payment& payment = movement.payment;
        for (int back = 0; back <= days_before(payment.channel); ++back) {
            const DepositId id = deposit_of(movement, payment.amount).days_on(-back);
            if (const auto found = channel_lines_.find(id); found != channel_lines_.end()) {
                auto& lines = found->second;
                const auto line =
                    std::find_if(lines.begin(), lines.end(), [&](const Movement* each) {
                        return is_same_line(movement, *each);
                    });
                if (line != lines.end()) {
                    lines.erase(line);
                    return true;
                }
            }
            const ReportedMoney money{
                movement.entity,
                account_key(movement.account, payment.account),
                id.date,
                payment.amount,
                payment.currency
            };
            const Mark mark = money.mark_of_most();
            const auto known = book_.find_deposit(mark);
            const bool is_left = known && book_.deposits[*known].details > used_lines_[mark];
            if (is_left && (payment.payer_name.empty() || has_reference(movement))) {
                ++used_lines_[mark];
                return true;
            }
        }
        return false;
    }

    // A receipt of the book with the line's own reference and amount.
    bool has_reference(const Movement& line) const {
        for (const Text& text : {line.payment.trace, line.payment.bank_reference}) {
            for (const PaymentNo no : book_.payments_by_trace(text)) {
                const PaymentRow& row = book_.payment(no);
                if (row.account == line.account && row.amount == line.payment.amount) return true;
            }
        }
        return false;
    }

    bool is_plain_credit(const Movement& movement) const {
        const Payment& payment = movement.payment;
        return is_cash(movement) && payment.is_credit && payment.amount > 0 &&
               payment.channel == Channel::statement && payment.role == LineRole::detail &&
               is_statement_format(format_of(movement));
    }

    // Asked about only while some deposit is known: a flag for each line until then.
    void settle_plain_credits() {
        const Mark flag = sha256_mark("deposits of channel files");
        const bool was_known = counts_.of(flag).details > 0;
        if (!was_known && deposits_.deposits().empty()) return;
        if (!was_known) counts_.note(flag, *deposits_.deposits().front().lines.front(), {1, 0});
        for (Movement* movement : touched_) {
            if (is_plain_credit(*movement)) plain_.settle(*movement);
        }
        std::map<std::tuple<std::uint32_t, std::uint32_t, Date>, std::vector<Movement*>> days;
        for (Movement* movement : touched_) {
            const Payment& payment = movement->payment;
            const bool is_line = is_cash(*movement) && payment.is_credit &&
                                 payment.role == LineRole::detail &&
                                 is_statement_format(format_of(*movement));
            if (!is_line) continue;
            days[{movement->file, movement->unit, payment.booking_date}].push_back(movement);
        }
        for (const auto& [place, credits] : days)
            plain_.settle_items(credits);
    }

    const Book& book_;
    DepositCount& counts_;
    CashOutcome& outcome_;
    ChannelDeposits deposits_;
    PlainCredits plain_;
    LateDetails late_;
    std::vector<Movement*> touched_;
    std::set<std::vector<Movement*>> is_whole_;                  // deposits by their lines
    std::map<DepositId, std::vector<Movement*>> channel_lines_;  // of the batch's channel files
    std::map<Mark, Minor> used_lines_;                           // of those that the book knows
};

}  // namespace

bool is_statement_format(std::string_view format) {
    return std::find(statement_formats.begin(), statement_formats.end(), format) !=
           statement_formats.end();
}

void settle_sources(
    const JoinPlaces& places,
    DepositCount& counts,
    std::vector<FiledAdvice>& advice,
    CashOutcome& outcome
) {
    Sources(places, counts, advice, outcome).settle(places.parallel);
}

}  // namespace tieout
