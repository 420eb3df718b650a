// Dates and amounts of CSV exports, read in every way that they can mean until one is proved.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/date.h"
#include "engine/digits.h"
#include "engine/money.h"

namespace tieout {

// The order of day, month and year.
enum class DateOrder : std::uint8_t {
    ymd,
    dmy,
    mdy
};

// The day that a cell means in each order; a time behind it is left out. Month names and a year in
// front mean the same in every order they fit.
using DateReadings = std::array<std::optional<Date>, 3>;
DateReadings csv_date(std::string_view cell);

// The same, remembering the last cell: most rows have the date of the row above. Requires: the
// bytes of the cells outlive it.
class CsvDates {
public:
    const DateReadings& of(std::string_view cell) {
        if (!is_same(cell, last_)) {
            readings_ = csv_date(cell);
            last_ = cell;
            ++changes_;
        }
        return readings_;
    }

    std::uint64_t changes() const { return changes_; }  // cells that were not as the last one

private:
    std::string_view last_;  // an empty cell means nothing
    DateReadings readings_;
    std::uint64_t changes_ = 0;
};

// What a cell means with a decimal point and with a decimal comma. Thousands stand in groups of
// three, parted by the other mark, a blank or an apostrophe; a sign stands in front, behind, or is
// a pair of brackets; a currency may stand beside it. No more decimals than the currency has.
struct AmountReadings {
    std::optional<Minor> point;
    std::optional<Minor> comma;
    bool is_full = false;  // it has all decimals of the currency
};

AmountReadings csv_amount(std::string_view cell, Currency currency);

// What most cells hold: digits, perhaps a minus, perhaps all decimals behind a mark.
struct PlainAmount {
    Minor amount = 0;
    char mark = 0;  // none: it means the same whatever the mark is
};

// Nothing: csv_amount() tells. Requires: `cell` is trimmed.
inline std::optional<PlainAmount> plain_csv_amount(std::string_view cell, Currency currency) {
    const bool is_negative = cell.starts_with('-');
    if (is_negative) cell.remove_prefix(1);
    const auto number = marked_number(cell, static_cast<unsigned>(currency.decimals()));
    if (!number) return std::nullopt;
    const auto amount = static_cast<Minor>(number->units);
    return PlainAmount{is_negative ? -amount : amount, number->mark};
}

}  // namespace tieout
