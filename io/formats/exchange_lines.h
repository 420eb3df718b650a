// Lines of remittances as our exchange files carry them, below a payment or as an advice.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "engine/intake.h"
#include "engine/payment.h"
#include "io/formats/fields.h"
#include "io/formats/row_cells.h"

namespace tieout {

enum RemittanceColumn : std::uint8_t {
    r_remittance,
    r_payment,
    r_trace,
    r_payer_name,
    r_total,
    r_date,
    r_line,
    r_reference,
    r_kind,
    r_customer,
    r_entity,
    r_currency,
    r_gross,
    r_discount,
    r_deduction,
    r_reason,
    r_tax,
    r_withheld,
    r_net,
    r_state,
    r_count
};

constexpr std::uint64_t column_bit(std::size_t column) {
    return std::uint64_t{1} << column;
}

const RowShape& remittance_line_shape();
const RowShape& remittance_shape();  // an advice, whose lines may be nested

RemittanceLine read_remittance_line(
    RowCells& cells, Currency currency, std::uint32_t number, TextStore& texts
);

// What `convert` listed but did not take (quarantined, pending) is no money when it is read again.
void check_taken(RowCells& cells, std::size_t column);

// Opens a file of rows, the lines of its slices not found yet; refuses it in `file` when it has no
// header that can be read.
std::optional<RowFile> open_exchange(const Source& source, IntakeFile& file);

template <class Word, class Find>
[[gnu::noinline]] Word given_word(
    RowCells& cells, std::size_t column, Find find, Word otherwise, std::string_view words
) {
    const auto found = find(cells.raw(column));
    if (!found) {
        cells.fault(
            column,
            "F_WORD",
            fmt::format(
                "{} expected, found '{}'", words, clean_text(cells.raw(column).substr(0, 40))
            )
        );
    }
    return found.value_or(otherwise);
}

// A word of a closed list, or `otherwise` when the cell is empty.
template <class Word, class Find>
Word word(RowCells& cells, std::size_t column, Find find, Word otherwise, std::string_view words) {
    return cells.has(column) ? given_word(cells, column, find, otherwise, words) : otherwise;
}

}  // namespace tieout
