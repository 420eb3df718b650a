// The cells of one row read as text, money, dates and words; a cell that fails is a located fault.
#pragma once

#include <bit>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/digits.h"
#include "engine/money.h"
#include "engine/texts.h"
#include "io/formats/rows.h"

namespace tieout {

// Reads the rows of a block one after the other. After a fault in a row is_readable() is false
// until the next row begins.
class RowCells {
public:
    RowCells(const RowBlock& block, const RowShape& shape, FaultList& faults)
        : block_(block), shape_(shape), faults_(faults) {}

    void begin(std::size_t row) {
        row_ = row;
        cells_ = block_.cells(row);
        given_ = block_.given(row);
        filled_ = block_.filled(row);
        is_readable_ = true;
        is_plain_ = block_.is_plain(row);
    }

    bool is_readable() const { return is_readable_; }

    std::uint64_t line() const { return block_.line(row_); }

    std::string_view raw(std::size_t column) const {
        return (given_ >> column & 1U) != 0 ? cells_[column] : std::string_view{};
    }

    bool has(std::size_t column) const { return (filled_ >> column & 1U) != 0; }

    // Those of the columns, given as bits, whose cell is not empty.
    template <class Use>
    void each_filled(std::uint64_t columns, Use&& use) const {
        for (std::uint64_t bits = filled_ & columns; bits != 0; bits &= bits - 1)
            use(static_cast<std::size_t>(std::countr_zero(bits)));
    }

    std::string text(std::size_t column) const;  // as UTF-8

    // text() as a view of the file where it can be one. Requires: the block's texts are kept too.
    Text kept(std::size_t column, TextStore& texts) const {
        const std::string_view cell = raw(column);
        return is_plain_ ? Text(cell) : kept_text(cell, texts);
    }

    // text() into a string that is empty so far.
    void read(std::size_t column, std::string& text) const;
    std::string required(std::size_t column);  // a fault when it is empty
    std::vector<std::string> list(std::size_t column) const;

    std::optional<Date> date(std::size_t column) {
        if (!has(column)) return std::nullopt;
        if (is_same(raw(column), last_date_text_)) return last_date_;
        return other_date(column);
    }

    Date required_date(std::size_t column);

    // The currency of the cell, else `otherwise`; a fault when there is none at all.
    Currency currency(std::size_t column, Currency otherwise) {
        if (has(column) && is_same(raw(column), last_currency_.letters())) return last_currency_;
        return other_currency(column, otherwise);
    }

    // Nothing when empty. Requires: a currency.
    std::optional<Minor> amount(std::size_t column, Currency currency, bool may_be_negative) {
        if (!has(column)) return std::nullopt;
        const std::optional<Minor> amount = plain_amount(raw(column), currency);
        if (amount && (may_be_negative || *amount >= 0)) return amount;
        return refused_amount(column, currency);
    }

    std::uint32_t number(std::size_t column, std::uint32_t otherwise) {
        return has(column) ? given_number(column, otherwise) : otherwise;
    }

    void fault(std::size_t column, std::string_view fault, std::string_view words);

private:
    static Text kept_text(std::string_view cell, TextStore& texts);
    std::optional<Date> other_date(std::size_t column);
    Currency other_currency(std::size_t column, Currency otherwise);
    std::optional<Minor> refused_amount(std::size_t column, Currency currency);
    std::uint32_t given_number(std::size_t column, std::uint32_t otherwise);

    const RowBlock& block_;
    const RowShape& shape_;
    FaultList& faults_;
    std::size_t row_ = 0;
    const std::string_view* cells_ = nullptr;
    std::uint64_t given_ = 0;
    std::uint64_t filled_ = 0;
    bool is_readable_ = true;
    bool is_plain_ = false;

    // What was read last: days and currencies repeat from row to row.
    std::string_view last_date_text_;
    Date last_date_;
    Currency last_currency_;
};

}  // namespace tieout
