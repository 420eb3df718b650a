#include "engine/settlement_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "engine/deposit_id.h"
#include "engine/digest.h"
#include "engine/one_receipt.h"
#include "engine/second_source.h"

namespace tieout {

namespace {

constexpr int payout_days_max = 5;  // from the report's payout to the bank's booking
constexpr int net_days_max = 14;    // from the last transaction of a report without a payout
constexpr std::string_view report_format = "psp";

// What a report says was, or will be, paid out.
struct Payout {
    const Movement* at = nullptr;
    Currency currency;
    Minor amount = 0;
    Date date;
    int days_max = payout_days_max;
    std::string words;  // for a person

    // What it is known by: on its day, or (without one) on any.
    Mark mark(std::optional<Date> day) const {
        return sha256_mark(fmt::format(
            "{}\x1f{}\x1f{}\x1f{}",
            days_max == net_days_max ? "net" : "payout",
            currency.letters(),
            amount,
            format_date(day)
        ));
    }
};

// Money of reports without payouts that no credit has paid out.
Mark outstanding_mark(Currency currency) {
    return sha256_mark(fmt::format("net outstanding\x1f{}", currency.letters()));
}

class Settlements {
public:
    Settlements(const Book& book, DepositCount& counts, CashOutcome& outcome)
        : book_(book), counts_(counts), outcome_(outcome) {}

    void tie() {
        // Batches of neither kind are not gone through.
        if (has_file([](std::string_view format) { return format == report_format; })) {
            gather_payouts();
        }
        for (const Payout& payout : payouts_)
            announce(payout);
        if (has_file(is_statement_format)) {
            for (Movement& movement : outcome_.movements) {
                if (is_bank_credit(movement)) tie_credit(movement);
            }
        }
        for (const Payout& payout : payouts_)
            look_back(payout);
    }

private:
    // What the transactions of a report come to, in one currency.
    struct Transactions {
        const Movement* last = nullptr;
        WideMinor gross = 0;
        WideMinor less = 0;  // fees, refunds
        bool has_payout = false;
    };

    template <class Looked>
    bool has_file(Looked&& looked) const {
        return std::any_of(
            outcome_.files.begin(),
            outcome_.files.end(),
            [&](const FileOutcome& file) { return looked(file.format); }
        );
    }

    void gather_payouts() {
        std::map<std::pair<std::uint32_t, Currency>, Transactions> reports;
        for (const Movement& movement : outcome_.movements) {
            const Payment& payment = movement.payment;
            if (!movement.is_new || format_of(movement) != report_format) continue;
            Transactions& report = reports[{movement.file, payment.currency}];
            if (is_payout(movement)) {
                report.has_payout = true;
                payouts_.push_back(payout_of(movement));
                continue;
            }
            (payment.is_credit ? report.gross : report.less) += payment.amount;
            const bool is_last =
                report.last == nullptr || report.last->payment.booking_date < payment.booking_date;
            if (is_last) report.last = &movement;
        }
        for (const auto& [place, report] : reports) {
            const auto net = narrow(report.gross - report.less);
            if (report.has_payout || !net || *net <= 0) continue;
            Payout payout;
            payout.at = report.last;
            payout.currency = place.second;
            payout.amount = *net;
            payout.date = report.last->payment.booking_date;
            payout.days_max = net_days_max;
            payout.words = fmt::format(
                ": {} less {} of fees and refunds",
                format_amount_wide(report.gross, payout.currency),
                format_amount_wide(report.less, payout.currency)
            );
            payouts_.push_back(std::move(payout));
        }
    }

    static Payout payout_of(const Movement& movement) {
        const Payment& payment = movement.payment;
        return {
            &movement, payment.currency, payment.amount, payment.booking_date, payout_days_max, {}
        };
    }

    const std::string& format_of(const Movement& movement) const {
        return outcome_.files[movement.file].format;
    }

    bool is_payout(const Movement& movement) const {
        return movement.is_new && movement.payment.kind == MovementKind::transfer &&
               !movement.payment.is_credit && format_of(movement) == report_format;
    }

    bool is_bank_credit(const Movement& movement) const {
        return movement.is_new && movement.payment.kind == MovementKind::receipt &&
               movement.payment.is_credit && is_statement_format(format_of(movement));
    }

    // A payout row may be of transactions that an earlier report showed without one.
    void answer_net(const Payout& payout) {
        Payout net = payout;
        net.days_max = net_days_max;
        if (open(net.mark({})) == 0) return;
        for (int back = 0; back <= net_days_max; ++back) {
            const Date day = add_days(payout.date, -back);
            if (open(net.mark(day)) == 0) continue;
            pay_out(net, day, *payout.at);
            return;
        }
    }

    void announce(const Payout& payout) {
        if (payout.days_max != net_days_max) answer_net(payout);
        for (const auto& day : {std::optional<Date>(payout.date), std::optional<Date>()})
            counts_.note(payout.mark(day), *payout.at, {1, 0});
        if (payout.days_max == net_days_max) {
            counts_.note(outstanding_mark(payout.currency), *payout.at, {payout.amount, 0});
        }
    }

    void tie_credit(Movement& credit) {
        const Payment& payment = credit.payment;
        const bool is_card = payment.channel == Channel::card;
        for (const int days_max : {payout_days_max, net_days_max}) {
            const Payout payout{
                &credit, payment.currency, payment.amount, payment.booking_date, days_max, {}
            };
            if (open(payout.mark({})) == 0) continue;
            for (int back = 0; back <= days_max; ++back) {
                const Date day = add_days(payment.booking_date, -back);
                if (open(payout.mark(day)) == 0) continue;
                pay_out(payout, day, credit);
                credit.payment.kind = MovementKind::transfer;
                credit.note = "payout of a card settlement report";
                if (!is_card) hold(credit, payout, "a card settlement report pays out");
                return;
            }
        }
        if (!is_card) return;
        const Minor outstanding = open(outstanding_mark(payment.currency));
        if (outstanding <= 0) return;
        const Payout rest{&credit, payment.currency, outstanding, payment.booking_date, 0, {}};
        hold(credit, rest, "card settlement reports show charges that no credit has paid out:");
        credit.payment.kind = MovementKind::transfer;
        counts_.note(
            outstanding_mark(payment.currency), credit, {0, std::min(outstanding, payment.amount)}
        );
    }

    void pay_out(const Payout& payout, Date day, const Movement& by) {
        counts_.note(payout.mark(day), by, {0, 1});
        counts_.note(payout.mark({}), by, {0, 1});
        if (payout.days_max != net_days_max) return;
        const Mark mark = outstanding_mark(payout.currency);
        counts_.note(mark, by, {0, std::min(open(mark), payout.amount)});
    }

    // The bank's credit came in an earlier batch: it waits for its details, or it was taken.
    void look_back(const Payout& payout) {
        if (open(payout.mark(payout.date)) == 0) return;
        const auto waiting = waiting_exception(payout);
        if (!waiting && !was_taken(payout)) return;
        pay_out(payout, payout.date, *payout.at);
        if (waiting) {
            outcome_.closed.push_back(*waiting);
            return;
        }
        for (Movement& movement : outcome_.movements) {
            const bool is_charge = movement.file == payout.at->file && movement.is_new &&
                                   movement.payment.kind == MovementKind::receipt;
            if (!is_charge) continue;
            movement.payment.kind = MovementKind::transfer;
            hold(
                movement,
                payout,
                "the bank's credit was taken as a receipt before; this report pays out"
            );
        }
    }

    std::optional<ExceptionNo> waiting_exception(const Payout& payout) const {
        DepositId id;
        id.currency = payout.currency;
        id.amount = payout.amount;
        for (const WaitingName* each : book_.waiting_for(id.mark("any account"))) {
            const ExceptionItem& open = book_.exceptions[slot(each->exception)];
            const bool answers =
                open.amount == payout.amount && open.opened >= payout.date &&
                open.opened <= add_days(payout.date, payout.days_max) &&
                std::find(outcome_.closed.begin(), outcome_.closed.end(), each->exception) ==
                    outcome_.closed.end();
            if (answers) return each->exception;
        }
        return std::nullopt;
    }

    bool was_taken(const Payout& payout) const {
        if (was_taken(payout, book_.find_entity("main").value_or(EntityNo{}), {})) return true;
        for (std::size_t i = 0; i < book_.accounts.size(); ++i) {
            const std::string account = account_key(static_cast<AccountNo>(i), {});
            if (was_taken(payout, book_.accounts[i].entity, account)) return true;
        }
        return false;
    }

    bool was_taken(const Payout& payout, EntityNo entity, const std::string& account) const {
        for (int days = 0; days <= payout.days_max; ++days) {
            const Date day = add_days(payout.date, days);
            const ReportedMoney money{entity, account, day, payout.amount, payout.currency};
            const auto known = book_.find_deposit(money.mark_of_most());
            if (known && book_.deposits[*known].details > 0) return true;
        }
        return false;
    }

    static void hold(Movement& movement, const Payout& paid, std::string_view why) {
        movement.match.reason = Reason::possible_duplicate;
        movement.match.detail = fmt::format(
            "{} {} {}{}",
            why,
            format_amount(paid.amount, paid.currency),
            paid.currency.letters(),
            paid.words
        );
        movement.note = "perhaps reported by another file";
    }

    Minor open(const Mark& key) const { return counts_.of(key).open(); }

    const Book& book_;
    DepositCount& counts_;
    CashOutcome& outcome_;
    std::vector<Payout> payouts_;
};

}  // namespace

void tie_settlement_reports(const Book& book, DepositCount& counts, CashOutcome& outcome) {
    const auto is_own = [](const FileOutcome& file) { return file.format == "payments"; };
    if (std::all_of(outcome.files.begin(), outcome.files.end(), is_own)) return;
    Settlements(book, counts, outcome).tie();
}

}  // namespace tieout
