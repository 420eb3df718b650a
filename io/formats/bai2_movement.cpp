#include "io/formats/bai2_movement.h"

#include <fmt/core.h>

#include "io/formats/bai2_running_text.h"
#include "io/formats/bai2_types.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::uint64_t availability_days_max = 100;

bool is_type_code(std::string_view text) {
    return text.size() == 3 && all_digits(text);
}

struct Funds {
    bool readable = true;
    std::optional<Date> value_date;
};

// The funds type and its own fields: V date,time; S three amounts; D a number of pairs.
Funds read_funds(Bai2Fields& fields, FaultList& faults) {
    Funds funds;
    const auto type = fields.next();
    const std::string_view word = trimmed(type.text);
    if (word.empty() || word == "Z" || word == "0" || word == "1" || word == "2") return funds;
    const auto skip = [&](std::uint64_t number) {
        for (std::uint64_t i = 0; i < number; ++i)
            fields.next();
    };
    if (word == "V") {
        const auto day = fields.next();
        fields.next();
        if (!trimmed(day.text).empty()) {
            Result<Date> date = date_yymmdd(trimmed(day.text));
            if (date) {
                funds.value_date = *date;
            } else {
                faults.add("F_DATE", day.line, day.column, date.error().words);
                funds.readable = false;
            }
        }
    } else if (word == "S") {
        skip(3);
    } else if (word == "D") {
        const auto number = fields.next();
        const auto pairs = whole_number(number.text, availability_days_max);
        if (!pairs) {
            faults.add(
                "F_BAI2_FUNDS", type.line, type.column, "funds type D: a number of pairs expected"
            );
            funds.readable = false;
        }
        skip(2 * pairs.value_or(0));
    } else {
        faults.add(
            "F_BAI2_FUNDS",
            type.line,
            type.column,
            fmt::format(
                "a funds type 0 1 2 S V D Z expected, found '{}'", clean_text(word.substr(0, 40))
            )
        );
        funds.readable = false;
    }
    return funds;
}

void keep_balance(Unit& unit, std::string_view code, Minor amount) {
    if (code == "010") {
        unit.opening_balance = amount;
        unit.is_opening_booked = true;
    }
    if (code == "015") {
        unit.closing_balance = amount;
        unit.is_closing_booked = true;
    }
    if (code == "040" && !unit.opening_balance) unit.opening_balance = amount;
    if (code == "045" && !unit.closing_balance) unit.closing_balance = amount;
}

}  // namespace

std::optional<WideMinor> read_bai2_summaries(
    Bai2Fields fields, Unit& unit, FaultList& faults, FaultList& warnings
) {
    fields.next();  // account
    fields.next();  // currency
    WideMinor sum = 0;
    bool readable = true;
    while (!fields.is_at_end()) {
        const auto type = fields.next();
        const std::string_view code = trimmed(type.text);
        // Some banks end a record with ",/" and mean "/" only, or leave a whole group empty.
        if (code.empty()) continue;
        if (!is_type_code(code)) {
            faults.add(
                "F_BAI2_TYPE",
                type.line,
                type.column,
                fmt::format(
                    "a type code of three digits expected, found '{}'",
                    clean_text(code.substr(0, 40))
                )
            );
            return std::nullopt;
        }
        const auto amount = fields.next();
        if (!trimmed(amount.text).empty()) {
            Result<Minor> value = implied_amount(amount.text, true);
            if (!value) {
                faults.add("F_AMOUNT", amount.line, amount.column, value.error().words);
                return std::nullopt;
            }
            sum += *value;
            keep_balance(unit, code, *value);
            if (bai2_type(code).level == Bai2Level::detail && *value != 0) {
                warnings.add(
                    "F_BAI2_LEVEL",
                    type.line,
                    type.column,
                    fmt::format(
                        "code {} is a movement, but stands among the balances; it "
                        "is not taken",
                        code
                    )
                );
            }
        }
        fields.next();  // item count
        readable = read_funds(fields, faults).readable && readable;
    }
    return readable ? std::optional<WideMinor>(sum) : std::nullopt;
}

// None stated is zero.
std::optional<Minor> Bai2DetailReader::amount_of(const Bai2Fields::Field& field) {
    constexpr auto amount_max = static_cast<std::uint64_t>(amount_minor_max);
    const auto digits = whole_number(field.text, amount_max);
    if (digits) return static_cast<Minor>(*digits);
    if (trimmed(field.text).empty()) return Minor{0};
    faults_.add(
        "F_AMOUNT", field.line, field.column, implied_amount(field.text, false).error().words
    );
    return std::nullopt;
}

Text Bai2DetailReader::text_of(const Bai2Fields::Field& field) {
    return field.is_plain ? Text(trimmed(field.text)) : squeezed_text(field.text, texts_);
}

std::optional<WideMinor> Bai2DetailReader::read(Bai2Fields& fields, Unit& unit, Text account) {
    const auto code = fields.next();
    const std::string_view digits = trimmed(code.text);
    if (!is_type_code(digits)) {
        faults_.add("F_BAI2_TYPE", fields.line(), 4, "a type code of three digits expected");
        return std::nullopt;
    }
    const std::optional<Minor> value = amount_of(fields.next());
    if (!value) return std::nullopt;
    const Funds funds = read_funds(fields, faults_);
    if (!funds.readable) return std::nullopt;
    const auto bank_reference = fields.next();
    const auto customer_reference = fields.next();
    if (text_reader_.read(fields) > field_bytes_max) {
        faults_.add("F_FIELD", fields.line(), 1, "the text of a movement is longer than 64 KiB");
        return std::nullopt;
    }
    const Bai2Type& type = bai2_type(digits);
    if (type.side == Bai2Side::none || *value == 0) {
        if (*value != 0) {
            warnings_.add("F_BAI2_LEVEL", code.line, code.column, "a status code is no movement");
        } else if (type.side != Bai2Side::none) {
            warnings_.add(
                "F_ZERO_AMOUNT", code.line, code.column, "a movement of zero is left out"
            );
        }
        return *value;
    }
    if (type.level == Bai2Level::summary) {
        warnings_.add(
            "F_BAI2_LEVEL",
            code.line,
            code.column,
            "a summary code among the movements: taken as the sum of others"
        );
    }
    Payment& payment = unit.movements.emplace_back();
    payment.kind = type.kind;
    payment.is_credit = type.side == Bai2Side::credit;
    payment.role = type.role;
    payment.channel = type.channel;
    payment.method = type.method;
    payment.currency = unit.currency;
    payment.amount = *value;
    payment.booking_date = unit.as_of.value_or(Date{});
    payment.value_date = funds.value_date;
    payment.account = account;
    payment.bank_code = digits;
    payment.bank_reference = text_of(bank_reference);
    payment.source_line = fields.line();
    text_reader_.fill(payment);
    const bool came_in = payment.is_credit && payment.kind == MovementKind::receipt;
    const Bai2RunningText told = came_in && payment.payer_name.empty()
                                     ? read_bai2_running_text(payment.memo)
                                     : Bai2RunningText{};
    if (!told.payer_name.empty()) payment.payer_name = told.payer_name;
    Text customer_text = text_of(customer_reference);
    if (is_no_reference(customer_text)) customer_text = {};
    if (is_no_reference(payment.bank_reference)) payment.bank_reference = {};
    if (type.is_lockbox_deposit) {
        if (all_digits(customer_text)) payment.lockbox = customer_text;
    } else if (payment.trace.empty()) {
        payment.trace = customer_text.empty() ? Text(told.trace) : customer_text;
    }
    if (type.kind == MovementKind::returned || type.kind == MovementKind::reversal) {
        payment.original = payment.trace;
    }
    return *value;
}

}  // namespace tieout
