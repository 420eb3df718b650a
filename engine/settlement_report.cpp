#include "engine/settlement_report.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "engine/digest.h"
#include "engine/one_receipt.h"
#include "engine/second_source.h"

namespace tieout {

namespace {

constexpr int payout_days_max = 5;  // from the report's payout to the bank's booking
constexpr std::string_view report_format = "psp";

// What a payout is known by: on its day, or (without one) on any.
Mark payout_mark(Currency currency, Minor amount, std::optional<Date> day) {
    return sha256_mark(
        fmt::format("payout\x1f{}\x1f{}\x1f{}", currency.letters(), amount, format_date(day))
    );
}

class Settlements {
public:
    Settlements(const Book& book, DepositCount& counts, CashOutcome& outcome)
        : book_(book), counts_(counts), outcome_(outcome) {}

    void tie() {
        for (Movement& movement : outcome_.movements) {
            if (is_payout(movement)) announce(movement);
        }
        for (Movement& movement : outcome_.movements) {
            if (is_bank_credit(movement)) tie_credit(movement);
        }
        for (Movement* payout : payouts_)
            look_back(*payout);
    }

private:
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

    void announce(Movement& payout) {
        const Payment& payment = payout.payment;
        for (const auto& day : {std::optional<Date>(payment.booking_date), std::optional<Date>()})
            counts_.note(payout_mark(payment.currency, payment.amount, day), payout, {1, 0});
        payouts_.push_back(&payout);
    }

    void tie_credit(Movement& credit) {
        const Payment& payment = credit.payment;
        const Mark any_day = payout_mark(payment.currency, payment.amount, {});
        if (open(any_day) == 0) return;
        for (int back = 0; back <= payout_days_max; ++back) {
            const Mark day = payout_mark(
                payment.currency, payment.amount, add_days(payment.booking_date, -back)
            );
            if (open(day) == 0) continue;
            counts_.note(day, credit, {0, 1});
            counts_.note(any_day, credit, {0, 1});
            credit.payment.kind = MovementKind::transfer;
            credit.note = "payout of a card settlement report";
            if (payment.channel != Channel::card) {
                hold(credit, payment, "a card settlement report pays out");
            }
            return;
        }
    }

    // The bank's credit came in an earlier batch: it waits for its details, or it was taken.
    void look_back(const Movement& payout) {
        const Payment& payment = payout.payment;
        const Mark any_day = payout_mark(payment.currency, payment.amount, {});
        const Mark own_day = payout_mark(payment.currency, payment.amount, payment.booking_date);
        if (open(own_day) == 0) return;
        const auto waiting = waiting_exception(payment);
        if (!waiting && !was_taken(payment)) return;
        counts_.note(own_day, payout, {0, 1});
        counts_.note(any_day, payout, {0, 1});
        if (waiting) {
            outcome_.closed.push_back(*waiting);
            return;
        }
        for (Movement& movement : outcome_.movements) {
            const bool is_charge = movement.file == payout.file && movement.is_new &&
                                   movement.payment.kind == MovementKind::receipt;
            if (!is_charge) continue;
            movement.payment.kind = MovementKind::transfer;
            hold(
                movement,
                payment,
                "the bank's credit was taken as a receipt before; this report pays out"
            );
        }
    }

    std::optional<ExceptionNo> waiting_exception(const Payment& payout) const {
        for (std::size_t i = 0; i < book_.exceptions.size(); ++i) {
            const ExceptionItem& each = book_.exceptions[i];
            const auto no = static_cast<ExceptionNo>(i);
            const bool answers = each.is_open && each.reason == Reason::untied_deposit &&
                                 each.amount == payout.amount && each.currency == payout.currency &&
                                 each.opened >= payout.booking_date &&
                                 each.opened <= add_days(payout.booking_date, payout_days_max) &&
                                 std::find(outcome_.closed.begin(), outcome_.closed.end(), no) ==
                                     outcome_.closed.end();
            if (answers) return no;
        }
        return std::nullopt;
    }

    bool was_taken(const Payment& payout) const {
        if (was_taken(payout, book_.find_entity("main").value_or(EntityNo{}), {})) return true;
        for (std::size_t i = 0; i < book_.accounts.size(); ++i) {
            const std::string account = account_key(static_cast<AccountNo>(i), {});
            if (was_taken(payout, book_.accounts[i].entity, account)) return true;
        }
        return false;
    }

    bool was_taken(const Payment& payout, EntityNo entity, const std::string& account) const {
        for (int days = 0; days <= payout_days_max; ++days) {
            const Date day = add_days(payout.booking_date, days);
            const ReportedMoney money{entity, account, day, payout.amount, payout.currency};
            const auto known = book_.find_deposit(money.mark_of_most());
            if (known && book_.deposits[*known].details > 0) return true;
        }
        return false;
    }

    static void hold(Movement& movement, const Payment& paid, std::string_view why) {
        movement.match.reason = Reason::possible_duplicate;
        movement.match.detail = fmt::format(
            "{} {} {}", why, format_amount(paid.amount, paid.currency), paid.currency.letters()
        );
        movement.note = "perhaps reported by another file";
    }

    Minor open(const Mark& key) const { return counts_.of(key).open(); }

    const Book& book_;
    DepositCount& counts_;
    CashOutcome& outcome_;
    std::vector<Movement*> payouts_;
};

}  // namespace

void tie_settlement_reports(const Book& book, DepositCount& counts, CashOutcome& outcome) {
    const auto is_own = [](const FileOutcome& file) { return file.format == "payments"; };
    if (std::all_of(outcome.files.begin(), outcome.files.end(), is_own)) return;
    Settlements(book, counts, outcome).tie();
}

}  // namespace tieout
