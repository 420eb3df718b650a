#include "io/formats/mt_statement.h"

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

void add_control(
    MtMessage& message, Control control, std::size_t column, const char* fault, FaultList& faults
) {
    const bool ties = control.ties();
    if (!ties) {
        const auto shown = [&](WideMinor value) {
            return control.is_count ? fmt::format("{}", static_cast<std::int64_t>(value))
                                    : format_amount_wide(value, control.currency);
        };
        faults.add(
            fault,
            control.line,
            column,
            fmt::format(
                "{} states {}, its entries make {}, difference {}",
                control.name,
                shown(control.stated),
                shown(control.counted),
                shown(control.stated - control.counted)
            )
        );
        message.quarantine(fmt::format("{} does not agree with the entries", control.name));
    }
    message.unit.controls.push_back(std::move(control));
}

void prove_side(
    MtMessage& message,
    const std::optional<MtSum>& stated,
    const MtSide& counted,
    const char* name,
    FaultList& faults
) {
    if (!stated) return;
    add_control(
        message,
        {fmt::format("number of {}", name),
         static_cast<WideMinor>(stated->count),
         static_cast<WideMinor>(counted.count),
         true,
         stated->currency,
         stated->line},
        stated->column,
        "F_MT_COUNT",
        faults
    );
    add_control(
        message,
        {fmt::format("sum of {}", name),
         stated->amount,
         counted.sum,
         false,
         stated->currency,
         stated->line},
        stated->column,
        "F_MT_TOTAL",
        faults
    );
}

void prove_balance(MtMessage& message, FaultList& faults) {
    if (!message.opening || !message.closing) {
        faults.add(
            "F_MT_BALANCE",
            message.opening ? message.last_line : message.unit.first_line,
            1,
            message.opening
                ? "a closing balance :62F: or :62M: expected; nothing proves the entries"
                : "an opening balance :60F: or :60M: expected; nothing proves the "
                  "entries"
        );
        message.quarantine(
            message.opening ? "the closing balance is missing" : "the opening balance is missing"
        );
        return;
    }
    const MtBalance& opening = *message.opening;
    const MtBalance& closing = *message.closing;
    message.unit.opening_balance = opening.amount;
    message.unit.closing_balance = closing.amount;
    if (opening.currency != closing.currency) {
        faults.add(
            "F_MT_CURRENCY",
            closing.line,
            closing.column,
            fmt::format(
                "a closing balance in {} expected, found {}",
                opening.currency.letters(),
                closing.currency.letters()
            )
        );
        message.quarantine("the balances are in different currencies");
        return;
    }
    add_control(
        message,
        {message.closes_page ? "62M closing balance of the page" : "62F closing balance",
         closing.amount,
         opening.amount + message.credits.sum - message.debits.sum,
         false,
         opening.currency,
         closing.line},
        closing.column,
        "F_MT_BALANCE",
        faults
    );
}

}  // namespace

MtNumber mt_number(std::string_view text) {
    MtNumber number;
    number.text = squeezed_text(text);
    const std::size_t slash = number.text.find('/');
    number.statement = std::string(trimmed(std::string_view(number.text).substr(0, slash)));
    if (slash != std::string::npos) {
        number.page = whole_number(std::string_view(number.text).substr(slash + 1));
    }
    return number;
}

void MtMessage::quarantine(std::string reason) {
    unit.state = UnitState::quarantined;
    if (unit.reason.empty()) unit.reason = std::move(reason);
}

void prove_mt_message(MtMessage& message, FaultList& faults) {
    message.unit.currency = message.currency();
    if (!message.is_interim) prove_balance(message, faults);
    const bool is_one_currency =
        (!message.stated_debits || message.stated_debits->currency == message.currency()) &&
        (!message.stated_credits || message.stated_credits->currency == message.currency());
    if (!is_one_currency) {
        const MtSum& sum = message.stated_debits ? *message.stated_debits : *message.stated_credits;
        faults.add(
            "F_MT_CURRENCY",
            sum.line,
            sum.column,
            fmt::format("sums of entries in {} expected", message.currency().letters())
        );
        message.quarantine("the sums of entries are in another currency");
        return;
    }
    prove_side(message, message.stated_debits, message.debits, "debit entries", faults);
    prove_side(message, message.stated_credits, message.credits, "credit entries", faults);
}

void refuse_cut_message(MtMessage& message, FaultList& faults) {
    faults.add(
        "F_MT_TRUNCATED",
        message.last_line,
        1,
        "the end of the message (-} and its closed blocks) expected: the file was cut"
    );
    message.quarantine("the end of the message is missing");
}

void read_mt_totals(MtMessage& message, std::string_view text, std::uint64_t line) {
    constexpr std::size_t digits = 6;
    text = trimmed(text);
    if (text.size() < 2 * digits + 6 || text[0] != 'D' || text[digits + 1] != 'C') return;
    const std::size_t sums = 2 * digits + 2;
    const auto debits = whole_number(text.substr(1, digits));
    const auto credits = whole_number(text.substr(digits + 2, digits));
    const std::size_t second = text.find('C', sums);
    if (!debits || !credits || text[sums] != 'D' || second == std::string_view::npos) return;
    const Currency currency = message.currency();
    if (currency.is_none()) return;
    const auto debit = mt_amount(text.substr(sums + 1, second - sums - 1), currency);
    const auto credit = mt_amount(text.substr(second + 1), currency);
    if (!debit || !credit) return;
    message.stated_debits = MtSum{*debits, *debit, currency, line, 6};
    message.stated_credits = MtSum{*credits, *credit, currency, line, 6};
}

}  // namespace tieout
