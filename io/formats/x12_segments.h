// X12 segments: text cut at the delimiters that its ISA names, each with its place in the file.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/texts.h"
#include "io/formats/block.h"
#include "io/formats/fields.h"

namespace tieout {

struct X12Delimiters {
    char element = '*';
    char rest = '\0';  // second byte of an element separator that UTF-8 writes in two
    char segment = '~';
};

// Where a piece of a text that was put together lies in the file: an addenda record of ACH.
struct X12Piece {
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

inline constexpr std::size_t x12_elements_max = 30;  // SLN, the longest, has 28
inline constexpr std::size_t x12_piece_bytes = 80;   // of every piece but the last

// One segment. Elements are counted as in the standard: BPR02 is element(2); 0 is the name.
struct X12Segment {
    std::string_view text;  // without its terminator
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::size_t size = 0;    // elements with the name
    std::uint64_t code = 0;  // word_code of the name
    std::array<std::string_view, x12_elements_max> parts;

    std::string_view name() const { return parts[0]; }

    std::string_view element(std::size_t number) const {  // without blanks around it
        return number < size ? trimmed(parts[number]) : std::string_view{};
    }

    std::uint64_t column_of(std::size_t number) const;
    std::string name_text(std::size_t number) const;  // of identifiers: at most 80 bytes of it
};

// The delimiters of the interchange at the start of `text`: the element separator stands behind
// ISA, the terminator is what stands before GS. Nothing when that cannot be told.
std::optional<X12Delimiters> x12_delimiters(std::string_view text);
// The delimiters of segments that stand without an ISA: a name, a mark, ... a terminator.
X12Delimiters x12_loose_delimiters(std::string_view text);
// A name of two or three capital letters and digits, then a mark: how any segment begins.
bool starts_x12_segment(std::string_view text);

// Walks over segments; an ISA brings its own delimiters. Requires: the bytes outlive the segments.
class X12Walker {
public:
    X12Walker(
        std::string_view text,
        std::uint64_t first_line,
        X12Delimiters delimiters,
        std::span<const X12Piece> pieces,
        TextStore& texts
    );

    bool next(X12Segment& segment);

    std::uint64_t line() const { return line_; }

private:
    // What may end an element.
    struct Marks {
        Block::Letter element;
        Block::Letter segment;

        std::uint64_t bits(const Block& block, char) const {
            return block.any_of(element, segment, '\n', '\r');
        }
    };

    void set_delimiters(X12Delimiters delimiters);
    void pass_line_end(std::size_t at);
    void pass_gap();
    std::size_t cut(X12Segment& segment);
    void unwrap(X12Segment& segment) const;
    void drop_rests(X12Segment& segment) const;
    void add_part(X12Segment& segment, std::string_view part) const;

    std::string_view text_;
    X12Delimiters delimiters_;
    MarkBits<Marks> marks_;
    std::size_t at_ = 0;
    std::uint64_t line_;
    std::size_t line_start_ = 0;
    std::span<const X12Piece> pieces_;
    TextStore& texts_;
};

}  // namespace tieout
