// NDJSON lines in plain form, read without a JSON library: objects of ASCII texts without escapes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "io/formats/plain_letters.h"
#include "io/formats/rows.h"

namespace tieout {

// Most lines of most files are plain: known members once each, texts of ASCII without escapes,
// whole numbers, null, and the nested array of such objects. Everything else (other members, a
// mistake of any kind) is left to the full reader, which also words the faults.
class PlainRowReader {
public:
    PlainRowReader(const char* end, const RowShape& shape)
        : end_(end), table_(&shape), nested_table_(shape.nested_shape) {}

    // Reads the line that begins at `line`. Returns where the next line begins; nullptr, and no
    // row, when it is not plain. Requires: the line ends with '\n' before `end`.
    const char* read(const char* line, std::uint64_t number, RowBlock& block);

private:
    static constexpr std::size_t columns_max = 63;

    // What stood between two values, of which the later one is a text: mostly `,"name":"`. Lines of
    // a file are alike: what stood behind a member in an earlier line stands there in the next one.
    struct Step {
        static constexpr std::uint64_t never = std::uint64_t{1} << step_bytes;
        static constexpr std::uint8_t times_ever = 8;

        bool fits(const char* at) const { return (same_bits(at, bytes.data()) & wanted) == wanted; }

        // The text behind it is as long as those of many lines before. Asked first, the processor
        // need not wait for the end of a text to go on behind it. Requires: `step_bytes` at `at`.
        bool ends_as_ever(const char* at) const {
            return times >= times_ever && stop_bits(at) << (step_bytes - 1 - text_size) ==
                                              std::uint32_t{1} << (step_bytes - 1);
        }

        void remember_text(std::size_t found) {
            times = found == text_size ? static_cast<std::uint8_t>(times + 1) : std::uint8_t{0};
            times = std::min(times, times_ever);
            text_size = static_cast<std::uint8_t>(std::min(found, step_bytes - 1));
        }

        std::array<char, step_bytes> bytes{};
        std::uint64_t wanted = never;  // a bit for each byte that must be there
        std::uint8_t size = 0;
        std::uint8_t place = 0;      // that it leads to
        std::uint8_t text_size = 0;  // of the last text behind it
        std::uint8_t times = 0;      // so often it was of that size, one after the other
    };

    // A shape with the two steps that were seen last behind each place of an object.
    struct Table {
        explicit Table(const RowShape* of)
            : shape(of), array(of ? of->columns.size() : 0), edge(array + 1) {}

        Step* known(const char* at, std::size_t place);
        void remember(const char* at, std::size_t place, std::size_t size, std::size_t next);

        const RowShape* shape;
        std::size_t array;  // the place of the nested array, behind those of the columns
        std::size_t edge;   // the start and the end of the object
        std::array<std::array<Step, 2>, columns_max + 2> steps;
    };

    // Where a value begins (a text: behind its quote), or what is behind the object.
    struct Way {
        const char* at = nullptr;  // none: it is not plain
        std::size_t place = 0;
        bool is_text = false;
    };

    // Each that returns a place in the line returns nullptr when it is not plain.
    const char* object(const char* at, Table& table, RowBlock& block);
    const char* nested(const char* at, RowBlock& block);
    static Way new_way(const char* at, Table& table, std::size_t place);
    const char* number_or_null(const char* at, bool is_amount, std::string_view& cell) const;

    const char* end_;
    Table table_;
    Table nested_table_;
    std::uint64_t line_ = 0;
    std::string_view text_;  // from the line's begin to `end_`
};

}  // namespace tieout
