// Parts an EDIFACT interchange into segments, elements and components, with the place of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/money.h"
#include "engine/texts.h"
#include "io/formats/block.h"
#include "io/formats/source.h"

namespace tieout {

// The six characters of UNA; these are in force without it.
struct EdifactMarks {
    char component = ':';
    char element = '+';
    char decimal = '.';
    char release = '?';
    char terminator = '\'';
};

// One segment. Elements are counted from 1 behind the tag, components from 1.
class EdifactSegment {
public:
    std::string_view tag() const { return tag_; }

    std::uint64_t line() const { return line_; }

    std::uint64_t column() const { return column_; }

    bool is_whole() const { return is_whole_; }  // it has its terminator

    bool is_too_long() const { return is_too_long_; }

    // As it stands, with release characters; empty where there is none.
    std::string_view raw(std::size_t element, std::size_t component = 1) const;
    // Without release characters, blanks squeezed; lies in the file or in `texts`.
    Text text(std::size_t element, std::size_t component, TextStore& texts) const;
    std::string plain(std::size_t element, std::size_t component = 1) const;

private:
    friend class EdifactSegments;

    bool has_release(std::string_view text) const {
        return has_release_ && text.find(marks_.release) != std::string_view::npos;
    }

    void start() {
        components_.clear();
        elements_.clear();
        is_whole_ = true;
        is_too_long_ = false;
        is_unwrapped_ = false;
        has_release_ = false;
    }

    std::string_view tag_;
    std::vector<std::string_view> components_;
    std::vector<std::size_t> elements_;  // where the components of each begin
    std::string unwrapped_;              // the segment without line ends inside it
    EdifactMarks marks_;
    std::uint64_t line_ = 0;
    std::uint64_t column_ = 0;
    bool is_whole_ = true;
    bool is_too_long_ = false;
    bool is_unwrapped_ = false;
    bool has_release_ = false;  // somewhere, or it is not known
};

// Walks the segments of a file once. Cost: linear.
class EdifactSegments {
public:
    explicit EdifactSegments(const Source& source);

    bool next(EdifactSegment& segment);  // false at the end; reuses the memory of `segment`

    const EdifactMarks& marks() const { return marks_; }

private:
    // The four that part a segment, and line ends.
    struct Parts {
        Block::Letter component;
        Block::Letter element;
        Block::Letter release;
        Block::Letter terminator;

        std::uint64_t bits(const Block& block, char) const {
            return block.any_of(component, element, release, terminator, '\n', '\r');
        }
    };

    static Parts parts_of(const EdifactMarks& marks);
    void skip_blanks();
    void pass(std::size_t bytes);  // counts lines
    bool take_plain(EdifactSegment& segment);
    void take_other(EdifactSegment& segment);
    void part(std::string_view body, EdifactSegment& segment) const;
    void set_marks(EdifactMarks marks);

    std::string_view text_;
    std::string_view rest_;
    const char* line_start_;
    char line_end_ = '\n';
    std::uint64_t line_ = 1;
    EdifactMarks marks_;
    MarkBits<Parts> parts_;
    bool are_distinct_ = true;  // the marks, and none is a blank
};

// "-1234,50": the decimal mark is the one of UNA, but a point or a comma is read as well.
Result<Minor> edifact_amount(std::string_view text, const EdifactMarks& marks, Currency currency);
// C507: a value in one of the formats 101, 102, 201, 203, 204.
std::optional<Date> edifact_date(std::string_view text, std::string_view format);

}  // namespace tieout
