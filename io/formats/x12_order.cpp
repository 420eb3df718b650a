#include "io/formats/x12_order.h"

#include <utility>

#include <fmt/core.h>

#include "io/formats/envelope.h"

namespace tieout {

namespace {

void add_money(X12Advice& advice, Unit& unit) {
    Payment& payment = unit.movements.emplace_back();
    payment.is_credit = !advice.is_debit;
    if (advice.is_debit) payment.kind = MovementKind::other;
    const std::string_view method = advice.method;
    if (method.starts_with("ACH")) {
        payment.channel = Channel::ach;
        payment.method = PaymentMethod::ach;
    } else if (method.starts_with("FWT")) {
        payment.channel = Channel::wire;
        payment.method = PaymentMethod::wire;
    } else if (method.starts_with("CHK")) {
        payment.method = PaymentMethod::check;
    }
    payment.currency = advice.currency;
    payment.amount = advice.amount;
    payment.booking_date = unit.as_of.value_or(Date{});
    payment.account = advice.our_account;
    payment.payer_name = advice.payer_name;
    payment.payer_account = advice.payer_account;
    payment.trace = advice.trace;
    payment.bank_reference = advice.trace;
    if (payment.method == PaymentMethod::check) payment.check_number = advice.trace;
    payment.memo = advice.memo;
    payment.bank_code = advice.method;
    payment.remittance = std::move(advice.lines);
    payment.source_line = advice.first_line;
}

void add_remittance(
    X12Advice& advice, const Unit& unit, bool is_taken, IntakeFile& file, FaultList& warnings
) {
    if (is_taken && advice.trace.empty() && advice.payer_name.empty()) {
        warnings.add(
            "F_ADVICE", advice.first_line, 1, "the advice names neither a trace nor a payer"
        );
    }
    Remittance remittance;
    remittance.remittance = file.texts.keep(unit.identity);
    remittance.trace = advice.trace;
    remittance.payer_name = advice.payer_name;
    remittance.payer_account = advice.payer_account;
    remittance.currency = advice.currency;
    remittance.total = advice.amount;
    remittance.date = advice.date;
    remittance.lines = std::move(advice.lines);
    remittance.source_line = advice.first_line;
    (is_taken ? file.remittances : file.held_remittances).push_back(std::move(remittance));
}

}  // namespace

void fill_x12_unit(
    X12Advice& advice,
    bool is_test,
    Unit& unit,
    IntakeFile& file,
    FaultList& faults,
    FaultList& warnings
) {
    unit.currency = advice.currency;
    unit.as_of = advice.date;
    unit.account = advice.our_account.str();
    if (!advice.is_readable) spoil(unit, "an amount, date or code of the set cannot be read");
    if (!advice.lines.empty() && advice.is_sum_known) {
        unit.controls.push_back(
            {"BPR02 amount",
             advice.amount,
             advice.sum,
             false,
             advice.currency,
             advice.amount_place.line}
        );
    }
    if (!advice.is_sum_known) {
        warnings.add(
            "F_X12_BALANCE",
            advice.first_line,
            1,
            "a reference without an amount: the lines cannot be proved by the total"
        );
    }
    if (!advice.ties()) {
        faults.add(
            "F_X12_BALANCE",
            advice.amount_place.line,
            advice.amount_place.column,
            fmt::format(
                "BPR02 amount states {}, the references and adjustments add up to {}, difference "
                "{}",
                format_amount(advice.amount, advice.currency),
                format_amount_wide(advice.sum, advice.currency),
                format_amount_wide(advice.amount - advice.sum, advice.currency)
            )
        );
        spoil(unit, fmt::format("the payment in line {} does not tie", advice.amount_place.line));
    }
    // A check does not come with the file, nor does what BPR04 calls no payment: whatever BPR01
    // says, the lockbox or the deposit makes the cash.
    const std::string_view method = advice.method;
    const bool is_elsewhere = method.starts_with("CHK") || method.starts_with("NON");
    const bool is_money =
        advice.handling == X12Handling::money && advice.amount != 0 && !is_elsewhere;
    const bool is_usable = unit.state == UnitState::taken && !is_test;
    if (is_money && !advice.date && unit.state == UnitState::taken) {
        faults.add("F_DATE", advice.first_line, 1, "a payment with its date (BPR16) expected");
        spoil(unit, "the payment has no date");
    }
    if (is_money) {
        unit.kind = "820 payment";
        add_money(advice, unit);
    } else {
        const bool is_prenote = advice.handling == X12Handling::prenote;
        if (unit.state == UnitState::taken) {
            unit.state = UnitState::not_cash;
            unit.reason = is_prenote     ? "a prenote: an account is tried, no money"
                          : is_elsewhere ? "advice of a check: its money comes by another way"
                                         : "advice: its money comes by another way";
        }
        if (!is_prenote && !is_test) add_remittance(advice, unit, is_usable, file, warnings);
    }
    if (is_test && unit.state != UnitState::quarantined) {
        unit.state = UnitState::not_cash;
        unit.reason = "a test interchange (ISA15 T)";
    }
}

}  // namespace tieout
