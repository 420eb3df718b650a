// NDJSON lines in plain form, read without a JSON library: objects of ASCII texts without escapes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "io/formats/rows.h"

namespace tieout {

// Most lines of most files are plain: known members once each, texts of ASCII without escapes,
// whole numbers, null, and the nested array of such objects. Everything else (other members, a
// mistake of any kind) is left to the full reader, which also words the faults.
class PlainRowReader {
public:
    PlainRowReader(const char* end, const RowShape& shape)
        : end_(end), shape_(shape), table_(shape), nested_table_(shape.nested_shape) {}

    // Reads the line that begins at `line`. Returns where the next line begins; nullptr, and no
    // row, when it is not plain. Requires: the line ends with '\n' before `end`.
    const char* read(const char* line, std::uint64_t number, RowBlock& block);

private:
    static constexpr std::size_t name_bytes = 16;
    static constexpr std::size_t columns_max = 64;

    // The names of a shape with the quote behind them, as they stand in a line.
    struct Table {
        explicit Table(const RowShape& shape);

        explicit Table(const RowShape* shape) : Table(shape ? *shape : RowShape{}) {}

        std::array<std::array<char, name_bytes>, columns_max + 1> names{};
        std::array<std::uint8_t, columns_max + 1> sizes{};  // 0: too long to be compared here
        std::array<std::uint8_t, columns_max + 1> after{};  // the column last seen behind a column
        std::size_t count = 0;
    };

    // Each returns where reading goes on; nullptr when it is not plain.
    const char* object(const char* at, const RowShape& shape, Table& table, RowBlock& block);
    const char* nested(const char* at, RowBlock& block);
    const char* value(const char* at, bool is_amount, std::string_view& cell) const;
    const char* name(const char* at, Table& table, std::size_t& column) const;
    bool is_name(const char* at, const Table& table, std::size_t column) const;

    const char* end_;
    const RowShape& shape_;
    Table table_;
    Table nested_table_;
    std::uint64_t line_ = 0;
    std::string_view text_;  // from the line's begin to `end_`
};

}  // namespace tieout
