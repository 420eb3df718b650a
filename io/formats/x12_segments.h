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

// One segment. Elements are counted as in the standard: BPR02 is element(2); 0 is the name. It is
// cut into elements when the first of them is asked for: many segments are only counted.
class X12Segment {
public:
    std::string_view text;  // without its terminator
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::uint64_t code = 0;  // word_code of the name

    // `end` is how far the bytes behind the text can be read; null: no further than the text.
    void set_text(std::string_view its_text, const X12Delimiters& delimiters, const char* end) {
        text = its_text;
        delimiters_ = delimiters;
        end_ = end;
        is_cut_ = false;
        code = 0;
        // Names are of two or three letters.
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
        const bool is_usual = text.size() > 3 && byte(0) > ' ' && byte(1) > ' ';
        if (is_usual && text[2] == delimiters.element && text[1] != delimiters.element) {
            code = word_code(text.substr(0, 2));
        } else if (is_usual && text[3] == delimiters.element && byte(2) > ' ') {
            code = word_code(text.substr(0, 3));
        }
        if (code == 0) code = word_code(name());
    }

    std::string_view name() const {
        return trimmed(text.substr(0, text.find(delimiters_.element)));
    }

    std::size_t size() const {  // elements with the name
        if (!is_cut_) cut();
        return size_;
    }

    std::string_view element(std::size_t number) const {  // without blanks around it
        return number < size() ? trimmed(part(number)) : std::string_view{};
    }

    std::uint64_t column_of(std::size_t number) const;
    std::string name_text(std::size_t number) const;  // of identifiers: at most 80 bytes of it

private:
    void cut() const;

    std::size_t start_of(std::size_t number) const {
        if (number == 0) return 0;
        const std::size_t start = ends_[number - 1] + std::size_t{1};
        // An element begins with the second byte of the separator in front of it.
        const bool has_rest =
            delimiters_.rest != '\0' && start < ends_[number] && text[start] == delimiters_.rest;
        return has_rest ? start + 1 : start;
    }

    std::string_view part(std::size_t number) const {
        const std::size_t start = start_of(number);
        return {text.data() + start, ends_[number] - start};
    }

    X12Delimiters delimiters_;
    const char* end_ = nullptr;
    mutable bool is_cut_ = true;
    mutable std::size_t size_ = 0;
    // Where each element ends in the text; room for the marks of a block behind the last.
    mutable std::array<std::uint32_t, x12_elements_max + Block::size + 1> ends_;
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
    // What may end a segment, or a line within it; not the line that ends behind a segment.
    struct Marks {
        char mark;
        Block::Letter segment{mark};

        std::uint64_t bits(const Block& block, char before) const {
            const std::uint64_t ends = block.any_of(segment);
            const std::uint64_t behind = ends << 1U | (before == mark ? 1U : 0U);
            return ends | (block.any_of('\n', '\r') & ~behind);
        }
    };

    void set_delimiters(X12Delimiters delimiters);
    void pass_line_end(std::size_t at);
    void pass_gap();
    void begin_interchange();
    void take_text(X12Segment& segment);
    Text unwrapped(std::string_view text) const;

    std::string_view text_;
    X12Delimiters delimiters_;
    MarkWalk<Marks> marks_;
    std::size_t at_ = 0;
    std::uint64_t line_;
    std::size_t line_start_ = 0;
    std::span<const X12Piece> pieces_;
    TextStore& texts_;
};

}  // namespace tieout
