#include "io/formats/json_plain.h"

#include <algorithm>
#include <utility>

#include "io/formats/fields.h"

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

// The step that is known to lead on from the place, if it stands here. Requires: `step_bytes` of
// them at `at`.
inline PlainRowReader::Step* PlainRowReader::Table::known(const char* at, std::size_t place) {
    auto& [last, other] = steps[place];
    if (last.fits(at)) return &last;
    if (!other.fits(at)) return nullptr;
    std::swap(last, other);
    return &last;
}

void PlainRowReader::Table::remember(
    const char* at, std::size_t place, std::size_t size, std::size_t next
) {
    if (size > step_bytes) return;
    auto& [last, other] = steps[place];
    other = last;
    last = {};
    std::copy_n(at, size, last.bytes.begin());
    last.wanted = (std::uint64_t{1} << size) - 1;
    last.size = static_cast<std::uint8_t>(size);
    last.place = static_cast<std::uint8_t>(next);
}

// Reads letter by letter what leads to the next value, its name above all, or ends the object. No
// letter is a line end, so this stops there at the latest.
[[gnu::noinline]] PlainRowReader::Way PlainRowReader::new_way(
    const char* from, Table& table, std::size_t place
) {
    const char* at = behind_blanks(from);
    if (*at == '}' && place != table.edge) {
        ++at;
        table.remember(from, place, static_cast<std::size_t>(at - from), table.edge);
        return {at, table.edge, false};
    }
    if (*at != (place == table.edge ? '{' : ',')) return {};
    at = behind_blanks(at + 1);
    if (*at != '"') return {};
    const char* const name_from = ++at;
    while (is_plain_letter(*at))
        ++at;
    if (*at != '"') return {};
    const std::string_view name(name_from, static_cast<std::size_t>(at - name_from));
    const RowShape& shape = *table.shape;
    const auto found = std::find(shape.columns.begin(), shape.columns.end(), name);
    const auto next = static_cast<std::size_t>(found - shape.columns.begin());
    if (next == table.array && (shape.nested.empty() || name != shape.nested)) return {};
    at = behind_blanks(at + 1);
    if (*at != ':') return {};
    at = behind_blanks(at + 1);
    if (*at != '"' || next == table.array) return {at, next, false};
    ++at;
    table.remember(from, place, static_cast<std::size_t>(at - from), next);
    return {at, next, true};
}

const char* PlainRowReader::number_or_null(const char* at, bool is_amount, std::string_view& cell)
    const {
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
    const RowShape& shape = *table_.shape->nested_shape;
    if (!block.nested_) block.nested_ = std::make_unique<RowBlock>(shape);
    at = behind_blanks(at + 1);
    if (*at == ']') return at + 1;
    for (;;) {
        block.nested_->open_row(line_, text_, true);
        at = object(at, nested_table_, *block.nested_);
        if (at == nullptr) return nullptr;
        at = behind_blanks(at);
        if (*at == ']') return at + 1;
        if (*at != ',') return nullptr;
        at = behind_blanks(at + 1);
    }
}

const char* PlainRowReader::object(const char* at, Table& table, RowBlock& block) {
    std::string_view* const cells = block.last_cells();
    const char* const end = end_;
    const std::size_t edge = table.edge;
    std::uint64_t seen = 0;
    std::uint64_t empty = 0;
    std::uint64_t nulls = 0;
    bool has_nested = false;
    std::size_t place = edge;
    for (;;) {
        bool is_text = true;
        const bool has_step = static_cast<std::size_t>(end - at) >= step_bytes;
        Step* const step = has_step ? table.known(at, place) : nullptr;
        if (step != nullptr) [[likely]] {
            at += step->size;
            place = step->place;
        } else {
            const Way way = new_way(at, table, place);
            if (way.at == nullptr) return nullptr;
            at = way.at;
            place = way.place;
            is_text = way.is_text;
        }
        if (place == edge) break;
        const std::uint64_t bit = std::uint64_t{1} << place;
        if (is_text) [[likely]] {
            if ((seen & bit) != 0) return nullptr;
            seen |= bit;
            const char* const from = at;
            const bool may_ask =
                step != nullptr && static_cast<std::size_t>(end - at) >= step_bytes;
            if (may_ask && step->ends_as_ever(from)) {
                at += step->text_size;
            } else {
                at = plain_letters_end(from, end);
                if (may_ask) step->remember_text(static_cast<std::size_t>(at - from));
            }
            const auto size = static_cast<std::size_t>(at - from);
            cells[place] = {from, size};
            if (*at != '"' || size + 2 > field_bytes_max) return nullptr;
            if (size == 0) empty |= bit;
            ++at;
        } else if (place == table.array) {
            if (has_nested) return nullptr;
            has_nested = true;
            at = nested(at, block);
            if (at == nullptr) return nullptr;
        } else {
            if ((seen & bit) != 0) return nullptr;
            seen |= bit;
            cells[place] = {};
            at = number_or_null(at, (table.shape->amounts & bit) != 0, cells[place]);
            if (at == nullptr) return nullptr;
            if (cells[place].empty()) nulls |= bit;
        }
    }
    block.last().given = seen & ~nulls;
    block.last().filled = seen & ~nulls & ~empty;
    return at;
}

const char* PlainRowReader::read(const char* line, std::uint64_t number, RowBlock& block) {
    line_ = number;
    text_ = std::string_view(line, static_cast<std::size_t>(end_ - line));
    block.open_row(number, text_, true);
    const char* at = object(line, table_, block);
    if (at != nullptr) {
        at = behind_blanks(at);
        if (*at == '\r') ++at;
        const auto size = static_cast<std::size_t>(at - line);
        if (*at == '\n' && size <= line_bytes_max) {
            block.last().text = std::string_view(line, size);
            return at + 1;
        }
    }
    block.drop_row();
    return nullptr;
}

}  // namespace tieout
