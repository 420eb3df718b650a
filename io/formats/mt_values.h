// Values of SWIFT statement fields: amounts with a comma, balances, and the statement line :61:.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/money.h"
#include "io/formats/mt_fields.h"

namespace tieout {

// Digits with one decimal comma: "1234,5", "20,", "000000000010,00". A point stands for the comma
// only before one or two decimals. Zeros beyond the currency's decimals are dropped.
Result<Minor> mt_amount(std::string_view text, Currency currency);

struct MtDate {
    Date date;
    bool is_moved = false;  // 30 February, a value date of some banks: the last of the month
};

std::optional<MtDate> mt_date(std::string_view yymmdd);

// A value that cannot be read: where, and what was expected.
struct MtFault {
    std::string_view fault;
    std::uint64_t line = 0;
    std::size_t column = 0;
    std::string words;
};

// "C260316EUR1234,56"
struct MtBalance {
    Minor amount = 0;  // debit balances are negative
    Currency currency;
    Date day;
    bool has_currency = true;
    std::uint64_t line = 0;
    std::size_t column = 0;  // of the amount
};

tl::expected<MtBalance, MtFault> mt_balance(const MtField& field, Currency expected);

// "3EUR1200,00" of :90D: and :90C:
struct MtSum {
    std::uint64_t count = 0;
    Minor amount = 0;
    Currency currency;
    std::uint64_t line = 0;
    std::size_t column = 0;
};

tl::expected<MtSum, MtFault> mt_sum(const MtField& field);

// One line :61: as it stands.
struct MtStatementLine {
    std::string_view value_day;  // YYMMDD
    Date value_date;
    std::optional<Date> entry_date;
    bool is_credit = true;     // the effect: a reversed debit (RD) is a credit
    bool is_reversal = false;  // RC, RD
    bool is_expected = false;  // EC, ED
    bool is_moved = false;     // a date was 30 February
    bool has_comma = true;
    Minor amount = 0;
    std::string_view type;       // "NTRF", "N051", "S103"; may be empty
    std::string_view reference;  // of the account owner
    std::string_view bank_reference;
    std::string_view supplement;
    bool is_name = false;        // the supplement is a name at a fixed place of the line
    std::size_t lines_used = 1;  // of the field; the rest is text
};

// `line` is the line above, or an empty one, and becomes this one: most are of the same day. What
// is wrong with it, where it cannot be read.
std::optional<MtFault> read_mt_statement_line(
    const MtField& field, Currency currency, MtStatementLine& line
);

}  // namespace tieout
