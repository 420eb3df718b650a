#include "io/formats/x12_lockbox.h"

#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"

// DEP AMT QTY { BAT AMT QTY { BPR TRN N1 RMR ... } }. AMT of a deposit is the sum of its payments,
// AMT of a batch the sum of its own; of two QTY of a deposit the first counts batches, the second
// checks; a QTY that stands alone may count either.

namespace tieout {

namespace {
constexpr std::size_t counts_max = 2;  // as the standard has them
constexpr std::size_t account_bytes_max = 80;
}  // namespace

void X12LockboxReader::spoil(std::string reason) {
    unit_.state = UnitState::quarantined;
    if (unit_.reason.empty()) unit_.reason = std::move(reason);
}

void X12LockboxReader::compare_amount(const Totals& totals, const char* name) {
    if (!totals.total) return;
    const X12Segment& segment = *totals.total;
    Result<Minor> stated = amount_without_spare_zeros(segment.element(2), currency_);
    unit_.controls.push_back(
        {name, stated.value_or(0), totals.amount, false, currency_, segment.line}
    );
    if (stated && *stated == totals.amount) return;
    faults_.add(
        stated ? "F_X12_TOTAL" : "F_AMOUNT",
        segment.line,
        segment.column_of(2),
        stated ? fmt::format(
                     "{} states {}, counted {}, difference {}",
                     name,
                     format_amount(*stated, currency_),
                     format_amount_wide(totals.amount, currency_),
                     format_amount_wide(*stated - totals.amount, currency_)
                 )
               : clean_text(stated.error().words)
    );
    spoil(fmt::format("the {} in line {} does not tie", name, segment.line));
}

void X12LockboxReader::compare_count(
    const X12Segment& segment, std::uint64_t counted, std::string name
) {
    const auto number = whole_number(segment.element(2));
    unit_.controls.push_back({name, number.value_or(0), counted, true, currency_, segment.line});
    if (number && *number == counted) return;
    faults_.add(
        "F_X12_COUNT",
        segment.line,
        segment.column_of(2),
        number ? fmt::format("{} states {}, counted {}", name, *number, counted)
               : fmt::format("{} expected in digits", name)
    );
    spoil(fmt::format("the {} in line {} does not tie", name, segment.line));
}

void X12LockboxReader::set_currency(const X12Segment& segment) {
    const auto found = x12_currency(segment, faults_);
    currency_is_unknown_ = !found;
    currency_ = found.value_or(currency_);
}

void X12LockboxReader::deposit(const X12Segment& segment) {
    close_deposit();
    has_deposit_ = true;
    unit_ = {};
    unit_.kind = "lockbox deposit";
    unit_.first_line = segment.line;
    unit_.currency = currency_;
    if (currency_is_unknown_) spoil("the currency of the deposit is unknown");
    unit_.lockbox = segment.name_text(1);
    Result<Date> date = x12_date(segment.element(2));
    if (date) {
        unit_.as_of = *date;
    } else {
        faults_.add("F_DATE", segment.line, segment.column_of(2), date.error().words);
        spoil("a deposit has no date");
    }
    std::string_view account = segment.element(8);
    while (account.starts_with('0'))
        account.remove_prefix(1);
    if (!account.empty()) {
        unit_.account =
            segment.name_text(6) + "/" + clean_text(account.substr(0, account_bytes_max));
    }
    unit_.identity = fmt::format("{}/{}", unit_.lockbox, format_date(unit_.as_of));
    if (!segment.element(4).empty()) unit_.identity += "/" + segment.name_text(4);
    account_ = file_.texts.keep(unit_.account);
    lockbox_ = file_.texts.keep(unit_.lockbox);
    deposit_ = file_.texts.keep(unit_.identity);
}

void X12LockboxReader::batch(const X12Segment& segment) {
    close_batch();
    has_batch_ = true;
    ++batches_;
    const std::string number = segment.name_text(3);
    batch_ = file_.texts.keep(
        unit_.identity + "/" + (number.empty() ? std::to_string(batches_) : number)
    );
}

void X12LockboxReader::add_payment(X12Advice& advice) {
    if (!advice.is_readable) spoil("a payment of the deposit cannot be read");
    ++deposit_totals_.checks;
    ++batch_totals_.checks;
    deposit_totals_.amount += advice.amount;
    batch_totals_.amount += advice.amount;
    if (!advice.ties()) {
        warnings_.add(
            "F_X12_BALANCE",
            advice.amount_place.line,
            advice.amount_place.column,
            fmt::format(
                "the references of a payment of {} add up to {}",
                format_amount(advice.amount, advice.currency),
                format_amount_wide(advice.sum, advice.currency)
            )
        );
    }
    if (advice.currency != currency_ && advice.is_readable) {
        faults_.add(
            "F_CURRENCY", advice.first_line, 1, "a payment in another currency than its deposit"
        );
        spoil("a payment is in another currency");
    }
    const bool is_money =
        advice.handling == X12Handling::money || advice.handling == X12Handling::advice;
    if (!is_money || advice.amount == 0) {
        warnings_.add(
            "F_ZERO_AMOUNT",
            advice.amount_place.line,
            advice.amount_place.column,
            "a payment of zero or a prenote: no money"
        );
        if (advice.amount != 0) spoil("a prenote with an amount");
        return;
    }
    Payment payment;
    payment.channel = Channel::lockbox;
    payment.method = PaymentMethod::check;
    if (advice.method.starts_with("ACH")) payment.method = PaymentMethod::ach;
    if (advice.method.starts_with("FWT")) payment.method = PaymentMethod::wire;
    payment.is_credit = !advice.is_debit;
    if (advice.is_debit) payment.kind = MovementKind::other;
    payment.currency = advice.currency;
    payment.amount = advice.amount;
    payment.booking_date = unit_.as_of.value_or(Date{});
    payment.account = account_;
    payment.lockbox = lockbox_;
    payment.batch = has_batch_ ? batch_ : deposit_;
    payment.payer_name = advice.payer_name;
    payment.payer_account = advice.payer_account;
    payment.trace = advice.trace;
    if (payment.method == PaymentMethod::check) {
        std::string_view number = advice.trace;
        while (number.starts_with('0'))
            number.remove_prefix(1);
        payment.check_number = number;
    } else {
        payment.bank_reference = advice.trace;
    }
    payment.memo = advice.memo;
    payment.bank_code = advice.method;
    payment.remittance = std::move(advice.lines);
    payment.source_line = advice.first_line;
    unit_.movements.push_back(std::move(payment));
}

void X12LockboxReader::close_payment() {
    if (!has_payment_) return;
    has_payment_ = false;
    X12Advice advice = advice_.finish();
    add_payment(advice);
}

void X12LockboxReader::close_batch() {
    close_payment();
    if (!has_batch_) return;
    has_batch_ = false;
    compare_amount(batch_totals_, "BAT AMT batch amount");
    for (const X12Segment& count : batch_totals_.counts) {
        compare_count(count, batch_totals_.checks, "BAT QTY checks");
    }
    batch_totals_ = {};
}

void X12LockboxReader::close_deposit() {
    close_batch();
    if (!has_deposit_) return;
    has_deposit_ = false;
    compare_amount(deposit_totals_, "DEP AMT deposit amount");
    const auto& counts = deposit_totals_.counts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto number = whole_number(counts[i].element(2));
        const bool is_alone = counts.size() == 1;
        const bool counts_batches =
            is_alone ? batches_ != 0 && number == batches_ && number != deposit_totals_.checks
                     : i == 0;
        if (counts_batches) {
            compare_count(counts[i], batches_, "DEP QTY batches");
        } else {
            compare_count(counts[i], deposit_totals_.checks, "DEP QTY checks");
        }
    }
    if (!deposit_totals_.total && unit_.state == UnitState::taken) {
        faults_.add("F_X12_TOTAL", unit_.first_line, 1, "a deposit with its total (AMT) expected");
        spoil("the deposit states no total");
    }
    deposit_totals_ = {};
    batches_ = 0;
    units_.push_back(std::move(unit_));
}

void X12LockboxReader::take(const X12Segment& segment) {
    const std::string_view name = segment.name();
    if (name == "DEP") return deposit(segment);
    if (!has_deposit_) {
        if (name != "BPR" && name != "BPS" && name != "BAT") {
            if (name == "CUR") set_currency(segment);
            return;
        }
        faults_.add(
            "F_X12_ORDER", segment.line, segment.column, "a payment before any deposit (DEP)"
        );
        deposit(segment);
        spoil("a payment stands before any deposit");
    }
    if (name == "BAT") return batch(segment);
    if (name == "BPR" || name == "BPS") {
        close_payment();
        has_payment_ = true;
        advice_.start(currency_);
    }
    if (has_payment_) return advice_.take(segment);
    Totals& totals = has_batch_ ? batch_totals_ : deposit_totals_;
    if (name == "AMT" && !totals.total) totals.total = segment;
    if (name == "QTY" && totals.counts.size() < counts_max) totals.counts.push_back(segment);
}

std::vector<Unit> X12LockboxReader::finish() {
    close_deposit();
    currency_ = default_currency_;
    currency_is_unknown_ = false;
    return std::exchange(units_, {});
}

}  // namespace tieout
