#include "io/formats/row_cells.h"

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

bool is_ascii(std::string_view cell) {
    unsigned bits = 0;
    for (const char letter : cell)
        bits |= static_cast<unsigned char>(letter);
    return bits < 0x80;
}

// Exchange files are ours: their control characters (a line end in quotes) are meant.
std::string row_text(std::string_view cell) {
    return is_ascii(cell) ? std::string(cell) : clean_text(cell);
}

}  // namespace

void RowCells::fault(std::size_t column, std::string_view fault, std::string_view words) {
    is_readable_ = false;
    const auto [line, place] = block_.place(row_, column);
    faults_.add(fault, line, place, fmt::format("{}: {}", shape_.columns[column], words));
}

std::string RowCells::text(std::size_t column) const {
    return row_text(raw(column));
}

void RowCells::read(std::size_t column, std::string& text) const {
    const std::string_view cell = raw(column);
    if (cell.empty()) return;
    if (is_ascii(cell)) {
        text.assign(cell);
    } else {
        text = clean_text(cell);
    }
}

Text RowCells::kept_text(std::string_view cell, TextStore& texts) {
    return is_ascii(cell) ? Text(cell) : texts.keep(clean_text(cell));
}

std::string RowCells::required(std::size_t column) {
    if (!has(column)) fault(column, "F_MISSING", "a value expected");
    return text(column);
}

std::vector<std::string> RowCells::list(std::size_t column) const {
    std::vector<std::string> words;
    if (!has(column)) return words;
    for (const std::string_view word : split_words(raw(column), '|')) {
        if (!trimmed(word).empty()) words.push_back(row_text(trimmed(word)));
    }
    return words;
}

// A day that is not that of the row above.
std::optional<Date> RowCells::other_date(std::size_t column) {
    Result<Date> read = parse_date(raw(column));
    if (read) {
        last_date_text_ = raw(column);
        last_date_ = *read;
        return *read;
    }
    fault(column, "F_DATE", read.error().words);
    return std::nullopt;
}

Date RowCells::required_date(std::size_t column) {
    if (!has(column)) fault(column, "F_MISSING", "a date such as 2026-03-31 expected");
    return date(column).value_or(Date{});
}

// A currency that is not that of the row above, or none.
Currency RowCells::other_currency(std::size_t column, Currency otherwise) {
    if (!has(column)) {
        if (otherwise.is_none()) {
            fault(column, "F_CURRENCY", "a currency expected, and no default one is set");
        }
        return otherwise;
    }
    const std::optional<Currency> found = Currency::find(raw(column));
    if (found) {
        last_currency_ = *found;
        return *found;
    }
    fault(
        column,
        "F_CURRENCY",
        fmt::format(
            "a currency of ISO 4217 expected, found '{}'", clean_text(raw(column).substr(0, 40))
        )
    );
    return {};
}

std::optional<Minor> RowCells::refused_amount(std::size_t column, Currency currency) {
    const Result<Minor> read = parse_amount(raw(column), currency);
    fault(column, "F_AMOUNT", read ? "an amount without sign expected" : read.error().words);
    return std::nullopt;
}

std::uint32_t RowCells::given_number(std::size_t column, std::uint32_t otherwise) {
    constexpr std::uint64_t number_max = 1'000'000'000;
    const auto read = whole_number(raw(column), number_max);
    if (!read) fault(column, "F_NUMBER", "a whole number expected");
    return static_cast<std::uint32_t>(read.value_or(otherwise));
}

}  // namespace tieout
