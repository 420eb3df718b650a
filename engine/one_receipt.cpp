#include "engine/one_receipt.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/deposit_id.h"
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

void only_list(Movement& movement, std::string note) {
    movement.payment.kind = MovementKind::transfer;
    movement.note = std::move(note);
}

class Sources {
public:
    Sources(const Book& book, DepositCount& counts, CashOutcome& outcome)
        : book_(book), counts_(counts), outcome_(outcome) {}

    void settle(Parallel& parallel) {
        gather_touched(parallel);
        list_repeated_lines(true);
        list_repeated_lines(false);
        obey_cash_sources();
        gather_channel_files();
        for (auto& [place, lines] : gather_statements())
            settle_channel(lines);
        announce_deposits();
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
            if (!looks || !is_cash(movement) || payment.role == LineRole::summary) continue;
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
            if (is_repeated) only_list(movement, "reported by another file");
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
                                       ? is_notification(format) && !payment.batch.empty()
                                       : !is_statement_format(format) && format != "psp";
            if (!is_cash(movement) || !is_detail || payment.role == LineRole::summary) continue;
            // A lockbox is deposited by the day, a batch of a notification by itself.
            const Text batch = is_notification(format) ? payment.batch : Text();
            const auto day = std::tuple(
                payment.channel,
                movement.account,
                payment.currency,
                payment.booking_date,
                payment.lockbox
            );
            deposits[std::tuple_cat(day, std::tuple(batch))].push_back(&movement);
            ++channel_lines_[id_of(movement, payment.amount)];
            if (batch.empty()) {
                batches[std::tuple_cat(day, std::tuple(payment.batch))].push_back(&movement);
            }
        }
        for (auto& [place, lines] : deposits)
            take_deposit(lines);
        for (auto& [place, lines] : batches) {
            const auto amount = sum_of(lines);
            if (amount && is_cash(*lines.front())) ++open_batches_[id_of(*lines.front(), *amount)];
        }
    }

    static std::optional<Minor> sum_of(const std::vector<Movement*>& lines) {
        WideMinor sum = 0;
        for (const Movement* line : lines)
            sum += line->payment.amount;
        const auto amount = narrow(sum);
        return amount ? std::optional<Minor>(*amount) : std::nullopt;
    }

    static DepositId id_of(const Movement& movement, Minor amount, int back = 0) {
        const Payment& payment = movement.payment;
        return {
            payment.channel,
            movement.account,
            payment.currency,
            add_days(payment.booking_date, -back),
            amount
        };
    }

    // A deposit that a statement's own details have made before is not made again.
    void take_deposit(std::vector<Movement*>& lines) {
        const auto amount = sum_of(lines);
        if (!amount) return;
        const Movement& first = *lines.front();
        const int days = days_before(first.payment.channel);
        for (int back = -days; back <= days; ++back) {
            const Mark made = id_of(first, *amount, back).mark("statement");
            const Tally tally = tally_of(made);
            if (tally.details < tally.summary + *amount) continue;
            note(made, first, 0, *amount);
            for (Movement* line : lines)
                only_list(*line, "reported by a statement before");
            return;
        }
        note(id_of(first, *amount).mark(), first, *amount, 0);
        note(id_of(first, 0).mark("day"), first, *amount, 0);
    }

    using Place = std::tuple<std::uint32_t, std::uint32_t, Channel, bool>;

    std::map<Place, ChannelLines> gather_statements() {
        std::map<Place, ChannelLines> places;
        for (Movement* const each : touched_) {
            Movement& movement = *each;
            const Payment& payment = movement.payment;
            const bool is_reported =
                payment.channel != Channel::statement || payment.role == LineRole::summary;
            if (!is_cash(movement) || !is_statement_format(format_of(movement)) || !is_reported)
                continue;
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
            const bool elsewhere = ties_elsewhere(*summary, summary->payment.amount);
            all_elsewhere = all_elsewhere && elsewhere;
            if (!elsewhere && !within) wait_for_details(*summary, summary->payment.amount);
            only_list(
                *summary,
                elsewhere ? "sum of details of another file"
                          : (ties_within ? "sum of details of this statement"
                                         : "sum of details that do not tie")
            );
        }
        if (within && !ties_within && !all_elsewhere) open_untied(lines);
        if (lines.details.empty()) return;
        const auto sum = narrow(lines.detail_sum);
        const bool covers_day = sum && lines.summaries.empty() && ties_elsewhere(first, *sum);
        if ((all_elsewhere && ties_within) || covers_day) {
            for (Movement* detail : lines.details)
                only_list(*detail, "reported by another file");
        } else if (all_elsewhere) {
            // More than the sums cover: what the channel's files do not report is money by itself.
            for (Movement* detail : lines.details) {
                if (is_reported_alone(*detail)) only_list(*detail, "reported by another file");
            }
        } else if (sum) {
            note(id_of(first, *sum).mark("statement"), first, *sum, 0);
        }
    }

    // The channel's own files make the cash: a statement's sum is tied to them or waits for them,
    // and its details are never cash.
    void settle_by_channel(ChannelLines& lines) {
        for (Movement* summary : lines.summaries) {
            const bool elsewhere = ties_elsewhere(*summary, summary->payment.amount);
            if (!elsewhere) wait_for_details(*summary, summary->payment.amount);
            only_list(
                *summary,
                elsewhere ? "sum of details of another file" : "its details have not been reported"
            );
        }
        const auto sum = narrow(lines.detail_sum);
        const bool ties_alone = lines.summaries.empty() && sum && *sum > 0 &&
                                ties_elsewhere(*lines.details.front(), *sum);
        const bool ties_within = lines.detail_sum == lines.summary_sum;
        for (Movement* detail : lines.details) {
            const bool is_covered = ties_alone || ties_within || is_reported_alone(*detail);
            if (!is_covered) wait_for_details(*detail, detail->payment.amount);
            only_list(*detail, "cash of this channel comes from its own files");
        }
    }

    // Whether channel files, of this batch or of an earlier one, reported the amount in detail: as
    // one deposit, as what is left of a day, or as one batch.
    bool ties_elsewhere(const Movement& movement, Minor amount) {
        for (int back = 0; back <= days_before(movement.payment.channel); ++back) {
            const DepositId id = id_of(movement, amount, back);
            const Tally deposit = tally_of(id.mark());
            const Tally day = tally_of(id.mark("day"));
            const bool is_deposit = deposit.details >= deposit.summary + amount;
            const bool is_rest = day.details == day.summary + amount;
            const auto batch = open_batches_.find(id);
            const bool is_batch = batch != open_batches_.end() && batch->second > 0;
            if (!is_deposit && !is_rest && !is_batch) continue;
            if (is_deposit) note(id.mark(), movement, 0, amount);
            if (is_batch) --batch->second;
            note(id.mark("day"), movement, 0, amount);
            return true;
        }
        return false;
    }

    // Whether a channel file, of this batch or of an earlier one, reports just this line.
    bool is_reported_alone(const Movement& movement) {
        const Payment& payment = movement.payment;
        for (int back = 0; back <= days_before(payment.channel); ++back) {
            const DepositId id = id_of(movement, payment.amount, back);
            if (const auto line = channel_lines_.find(id);
                line != channel_lines_.end() && line->second > 0) {
                --line->second;
                return true;
            }
            const Mark mark =
                ReportedMoney{
                    movement.entity,
                    account_key(movement.account, payment.account),
                    id.date,
                    payment.amount,
                    payment.currency
                }
                    .mark_of_most();
            const auto known = book_.find_deposit(mark);
            if (known && book_.deposits[*known].details > used_lines_[mark]) {
                ++used_lines_[mark];
                return true;
            }
        }
        return false;
    }

    void wait_for_details(const Movement& movement, Minor amount) {
        const Payment& payment = movement.payment;
        note(id_of(movement, amount).mark(), movement, 0, amount);
        open_exception(
            movement,
            amount,
            fmt::format(
                "{} deposit of {} {} on {}: its details have not been reported",
                word_of(payment.channel),
                format_amount(amount, payment.currency),
                payment.currency.letters(),
                format_date(payment.booking_date)
            )
        );
    }

    void open_untied(const ChannelLines& lines) {
        const Movement& first = *lines.summaries.front();
        const WideMinor gap = lines.summary_sum - lines.detail_sum;
        const auto amount = narrow(gap < 0 ? -gap : gap);
        if (!amount) return;
        open_exception(
            first,
            *amount,
            fmt::format(
                "{} deposit: the bank's sum is {}, its details come to {}",
                word_of(first.payment.channel),
                format_amount_wide(lines.summary_sum, first.payment.currency),
                format_amount_wide(lines.detail_sum, first.payment.currency)
            )
        );
    }

    void open_exception(const Movement& movement, Minor amount, std::string detail) {
        ExceptionItem row;
        row.reason = Reason::untied_deposit;
        row.entity = movement.entity;
        row.currency = movement.payment.currency;
        row.amount = amount;
        row.opened = movement.payment.booking_date;
        outcome_.exceptions.push_back({std::move(row), std::move(detail)});
    }

    // Deposits enter the book; details that answer a waiting summary close its exception.
    void announce_deposits() {
        for (const auto& [row] : outcome_.deposits) {
            const auto known = book_.find_deposit(row.key);
            if (row.details == 0 || !known) continue;
            const Deposit& before = book_.deposits[*known];
            if (before.details + row.details == before.summary) close_waiting(row);
        }
    }

    void close_waiting(const Deposit& row) {
        for (std::size_t i = 0; i < book_.exceptions.size(); ++i) {
            const ExceptionItem& open = book_.exceptions[i];
            const auto no = static_cast<ExceptionNo>(i);
            const bool answers = open.is_open && open.reason == Reason::untied_deposit &&
                                 open.currency == row.currency && open.opened == row.date &&
                                 open.amount == row.details;
            if (!answers) continue;
            outcome_.closed.push_back(no);
            return;
        }
    }

    const Book& book_;
    DepositCount& counts_;
    CashOutcome& outcome_;
    std::vector<Movement*> touched_;
    std::map<DepositId, int> open_batches_;
    std::map<DepositId, int> channel_lines_;  // of the batch's channel files
    std::map<Mark, Minor> used_lines_;        // of those that the book knows
};

}  // namespace

bool is_statement_format(std::string_view format) {
    return format == "bai2" || format == "camt.052" || format == "camt.053" || format == "coda" ||
           format == "cfonb" || format == "csv" || format == "mt940" || format == "mt942";
}

void settle_sources(
    const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome
) {
    Sources(book, counts, outcome).settle(parallel);
}

}  // namespace tieout
