#include "engine/one_receipt.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/digest.h"

// A deposit is known by channel, account, currency, day and amount. Details that a channel's own
// file reports (lockbox checks) are cash; the statement's summary (BAI2 115) and its own details of
// the same deposit (116) then only repeat them. Without such a file the statement's details are the
// cash and its summary repeats them; a summary without any details waits as a deposit in transit.

namespace tieout {

namespace {

constexpr int days_before_max = 5;  // a statement may report a deposit so many days later

// Whether lines of this format may repeat what a channel's own file reports in detail.
bool is_statement(const std::string& format) {
    return format == "bai2" || format == "camt.052" || format == "camt.053";
}

bool is_notification(const std::string& format) {
    return format == "camt.054";
}

// The lines of one channel and side within one statement.
struct ChannelLines {
    std::vector<Movement*> summaries;
    std::vector<Movement*> details;
    WideMinor summary_sum = 0;
    WideMinor detail_sum = 0;
};

struct DepositId {
    Channel channel;
    AccountNo account;
    Currency currency;
    Date date;
    Minor amount;

    Mark mark() const {
        return sha256_mark(fmt::format(
            "deposit\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
            word_of(channel),
            slot(account),
            currency.letters(),
            format_date(date),
            amount
        ));
    }
};

void only_list(Movement& movement, std::string note) {
    movement.payment.kind = MovementKind::transfer;
    movement.note = std::move(note);
}

class Sources {
public:
    Sources(const Book& book, CashOutcome& outcome) : book_(book), outcome_(outcome) {}

    void settle() {
        drop_repeated_lines();
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

    // The same line of the same account in a statement and in a notification is one movement; the
    // notification, which says more, makes the cash.
    void drop_repeated_lines() {
        std::map<std::string, Movement*> first;
        for (const bool notifications : {true, false}) {
            for (Movement& movement : outcome_.movements) {
                const std::string& format = format_of(movement);
                const bool looks = notifications ? is_notification(format) : is_statement(format);
                if (!is_cash(movement) || movement.payment.bank_reference.empty() || !looks) {
                    continue;
                }
                const Payment& payment = movement.payment;
                const auto [held, added] = first.try_emplace(
                    fmt::format(
                        "{}\x1f{}\x1f{}\x1f{}\x1f{}",
                        account_form(payment.account),
                        format_date(payment.booking_date),
                        payment.amount,
                        payment.currency.letters(),
                        payment.bank_reference
                    ),
                    &movement
                );
                if (!added && format_of(*held->second) != format_of(movement)) {
                    only_list(movement, "reported by " + format_of(*held->second));
                }
            }
        }
    }

    // An account may name the one source that makes its cash: a file format or a channel.
    void obey_cash_sources() {
        for (Movement& movement : outcome_.movements) {
            if (!is_cash(movement) || movement.account == none<AccountNo>()) continue;
            const std::string& source = book_.accounts[slot(movement.account)].cash_source;
            if (source.empty() || source == "statement") continue;
            const std::string& format = format_of(movement);
            const bool names_channel = source == "lockbox" || source == "ach" || source == "card";
            const bool other_channel =
                names_channel && word_of(movement.payment.channel) == source &&
                is_statement(format) && movement.payment.role == LineRole::detail;
            const bool other_format = !names_channel && format != source && format != "payments";
            if (other_channel || other_format) {
                only_list(movement, fmt::format("cash of this account comes from {}", source));
            }
        }
    }

    void gather_channel_files() {
        for (Movement& movement : outcome_.movements) {
            const Payment& payment = movement.payment;
            const std::string& format = format_of(movement);
            const bool is_detail = payment.channel == Channel::statement
                                       ? is_notification(format) && !payment.batch.empty()
                                       : !is_statement(format);
            if (!is_cash(movement) || !is_detail || payment.role == LineRole::summary) continue;
            const auto day = std::tuple(
                payment.channel,
                movement.account,
                payment.currency,
                payment.booking_date,
                payment.lockbox
            );
            // A lockbox is deposited by the day, a batch of a notification by itself.
            const auto batch = std::tuple_cat(day, std::tuple(payment.batch));
            (is_notification(format) ? deposits_[batch]
                                     : deposits_[std::tuple_cat(day, std::tuple(std::string()))]) +=
                payment.amount;
            if (!is_notification(format)) batches_[batch] += payment.amount;
        }
        for (const auto& [deposit, sum] : deposits_) {
            const auto amount = narrow(sum);
            if (!amount) continue;
            const DepositId id{
                std::get<0>(deposit),
                std::get<1>(deposit),
                std::get<2>(deposit),
                std::get<3>(deposit),
                *amount
            };
            fresh_[id.mark()].details += *amount;
            note_seen(id, *amount, 0);
        }
        for (const auto& [batch, sum] : batches_) {
            const auto amount = narrow(sum);
            if (amount) ++open_batches_[{std::get<0>(batch), std::get<2>(batch), *amount}];
        }
    }

    using Place = std::tuple<std::uint32_t, std::uint32_t, Channel, bool>;

    std::map<Place, ChannelLines> gather_statements() {
        std::map<Place, ChannelLines> places;
        for (Movement& movement : outcome_.movements) {
            const Payment& payment = movement.payment;
            const bool may_repeat =
                payment.channel != Channel::statement || payment.role == LineRole::summary;
            if (!is_cash(movement) || !is_statement(format_of(movement)) || !may_repeat) continue;
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
        const bool within = !lines.details.empty() && !lines.summaries.empty();
        const bool ties_within = within && lines.detail_sum == lines.summary_sum;
        bool all_elsewhere = !lines.summaries.empty();
        for (Movement* summary : lines.summaries) {
            const bool elsewhere = ties_elsewhere(*summary, summary->payment.amount);
            all_elsewhere = all_elsewhere && elsewhere;
            if (!elsewhere && !within) wait_for_details(*summary);
            only_list(
                *summary,
                elsewhere ? "sum of details of another file"
                          : (ties_within ? "sum of details of this statement"
                                         : "sum of details that do not tie")
            );
        }
        if (within && !ties_within && !all_elsewhere) open_untied(lines);
        const bool day_elsewhere = lines.summaries.empty() && covers_day(lines);
        if (all_elsewhere || day_elsewhere) {
            for (Movement* detail : lines.details)
                only_list(*detail, "reported by another file");
        }
    }

    // Details without a summary line repeat a channel file's deposit when they come to its sum.
    bool covers_day(const ChannelLines& lines) {
        if (lines.details.empty()) return false;
        const auto sum = narrow(lines.detail_sum);
        return sum && ties_elsewhere(*lines.details.front(), *sum);
    }

    // Whether a channel file of this batch, or of an earlier one, reported the deposit in detail.
    bool ties_elsewhere(const Movement& movement, Minor amount) {
        const Payment& payment = movement.payment;
        for (int back = 0; back <= days_before_max; ++back) {
            const DepositId id{
                payment.channel,
                movement.account,
                payment.currency,
                add_days(payment.booking_date, -back),
                amount
            };
            Tally& tally = fresh_[id.mark()];
            Minor details = tally.details;
            Minor summary = tally.summary;
            if (const auto known = book_.find_deposit(id.mark())) {
                details += book_.deposits[*known].details;
                summary += book_.deposits[*known].summary;
            }
            if (details < summary + amount) continue;
            tally.summary += amount;
            note_seen(id, 0, amount);
            return true;
        }
        const auto batch = open_batches_.find({payment.channel, payment.currency, amount});
        if (batch == open_batches_.end() || batch->second == 0) return false;
        --batch->second;
        return true;
    }

    void wait_for_details(const Movement& movement) {
        const Payment& payment = movement.payment;
        const DepositId id{
            payment.channel,
            movement.account,
            payment.currency,
            payment.booking_date,
            payment.amount
        };
        note_seen(id, 0, payment.amount);
        open_exception(
            movement,
            payment.amount,
            fmt::format(
                "{} deposit of {} {} on {}: its details have not been reported",
                word_of(payment.channel),
                format_amount(payment.amount, payment.currency),
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

    void note_seen(const DepositId& id, Minor details, Minor summary) {
        Deposit row;
        row.key = id.mark();
        row.currency = id.currency;
        row.date = id.date;
        row.details = details;
        row.summary = summary;
        if (id.account != none<AccountNo>()) row.entity = book_.accounts[slot(id.account)].entity;
        seen_.push_back(row);
    }

    // Deposits enter the book; details that answer a waiting summary close its exception.
    void announce_deposits() {
        for (const Deposit& row : seen_) {
            outcome_.deposits.push_back({row});
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

    struct Tally {
        Minor details = 0;
        Minor summary = 0;
    };

    const Book& book_;
    CashOutcome& outcome_;
    // Channel, account, currency, day, lockbox and batch.
    using Sums = std::
        map<std::tuple<Channel, AccountNo, Currency, Date, std::string, std::string>, WideMinor>;
    Sums deposits_;
    Sums batches_;
    std::map<std::tuple<Channel, Currency, Minor>, int> open_batches_;
    std::map<Mark, Tally> fresh_;
    std::vector<Deposit> seen_;
};

}  // namespace

void settle_sources(const Book& book, CashOutcome& outcome) {
    Sources(book, outcome).settle();
}

}  // namespace tieout
