#include "io/formats/json_plain.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "io/formats/fields.h"
#include "io/formats/scan.h"

namespace tieout {

namespace {

const char* behind_blanks(const char* at) {
    while (*at == ' ')
        ++at;
    return at;
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

}  // namespace

PlainRowReader::Table::Table(const RowShape& shape)
    : count(std::min(shape.columns.size(), columns_max)) {
    const auto put = [&](std::size_t column, std::string_view name) {
        if (name.empty() || name.size() + 1 > name_bytes) return;
        std::copy(name.begin(), name.end(), names[column].begin());
        names[column][name.size()] = '"';
        sizes[column] = static_cast<std::uint8_t>(name.size() + 1);
    };
    for (std::size_t i = 0; i < count; ++i)
        put(i, shape.columns[i]);
    put(count, shape.nested);
}

// The name at `at`, behind its opening quote, is that of the column.
bool PlainRowReader::is_name(const char* at, const Table& table, std::size_t column) const {
    const std::size_t size = table.sizes[column];
    if (size == 0 || static_cast<std::size_t>(end_ - at) < name_bytes) return false;
    std::array<std::uint64_t, 2> found{};
    std::array<std::uint64_t, 2> wanted{};
    std::memcpy(found.data(), at, name_bytes);
    std::memcpy(wanted.data(), table.names[column].data(), name_bytes);
    const auto mask = [](std::size_t bytes) {
        return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (bytes * 8)) - 1;
    };
    if constexpr (std::endian::native == std::endian::little) {
        return ((found[0] ^ wanted[0]) & mask(size)) == 0 &&
               (size <= 8 || ((found[1] ^ wanted[1]) & mask(size - 8)) == 0);
    }
    return std::memcmp(at, table.names[column].data(), size) == 0;
}

// Reads `"name":` and finds its column; table.count stands for the nested array.
const char* PlainRowReader::name(const char* at, Table& table, std::size_t& column) const {
    if (*at != '"') return nullptr;
    ++at;
    std::size_t found = table.after[column];
    if (!is_name(at, table, found)) {
        found = 0;
        while (found <= table.count && !is_name(at, table, found))
            ++found;
        if (found > table.count) return nullptr;
        table.after[column] = static_cast<std::uint8_t>(found);
    }
    column = found;
    at = behind_blanks(at + table.sizes[column]);
    return *at == ':' ? behind_blanks(at + 1) : nullptr;
}

const char* PlainRowReader::value(const char* at, bool is_amount, std::string_view& cell) const {
    if (*at == '"') {
        const char* const from = at + 1;
        const char* const to = plain_run_end(from, end_);
        const auto size = static_cast<std::size_t>(to - from);
        if (*to != '"' || size + 2 > field_bytes_max) return nullptr;
        cell = {from, size};
        return to + 1;
    }
    if (is_digit(*at) && !is_amount) {
        const char* const from = at;
        while (is_digit(*at))
            ++at;
        const auto size = static_cast<std::size_t>(at - from);
        if ((*from == '0' && size > 1) || (*at != ',' && *at != '}')) return nullptr;
        cell = {from, size};
        return at;
    }
    constexpr std::string_view null = "null";
    const bool is_null = static_cast<std::size_t>(end_ - at) > null.size() &&
                         std::string_view(at, null.size()) == null;
    return is_null ? at + null.size() : nullptr;
}

const char* PlainRowReader::nested(const char* at, RowBlock& block) {
    if (*at != '[') return nullptr;
    if (!block.nested_) block.nested_ = std::make_unique<RowBlock>(*shape_.nested_shape);
    at = behind_blanks(at + 1);
    if (*at == ']') return at + 1;
    for (;;) {
        block.nested_->open_row(line_, text_, true);
        at = object(at, *shape_.nested_shape, nested_table_, *block.nested_);
        if (at == nullptr) return nullptr;
        at = behind_blanks(at);
        if (*at == ']') return at + 1;
        if (*at != ',') return nullptr;
        at = behind_blanks(at + 1);
    }
}

const char* PlainRowReader::object(
    const char* at, const RowShape& shape, Table& table, RowBlock& block
) {
    if (*at != '{') return nullptr;
    at = behind_blanks(at + 1);
    std::uint64_t seen = 0;
    bool has_nested = false;
    std::size_t column = table.count;  // in front of the first member
    for (;;) {
        at = name(at, table, column);
        if (at == nullptr) return nullptr;
        if (column == table.count) {
            if (has_nested || &shape != &shape_) return nullptr;
            has_nested = true;
            at = nested(at, block);
        } else {
            const std::uint64_t bit = std::uint64_t{1} << column;
            if ((seen & bit) != 0) return nullptr;
            seen |= bit;
            at = value(at, (shape.amounts & bit) != 0, block.last_cell(column));
        }
        if (at == nullptr) return nullptr;
        at = behind_blanks(at);
        if (*at == '}') return at + 1;
        if (*at != ',') return nullptr;
        at = behind_blanks(at + 1);
    }
}

const char* PlainRowReader::read(const char* line, std::uint64_t number, RowBlock& block) {
    line_ = number;
    text_ = std::string_view(line, static_cast<std::size_t>(end_ - line));
    block.open_row(number, text_, true);
    const char* at = object(line, shape_, table_, block);
    if (at != nullptr) {
        at = behind_blanks(at);
        if (*at == '\r') ++at;
        const auto size = static_cast<std::size_t>(at - line);
        if (*at == '\n' && size <= line_bytes_max) {
            block.starts_.back().text = std::string_view(line, size);
            return at + 1;
        }
    }
    block.drop_row();
    return nullptr;
}

}  // namespace tieout
