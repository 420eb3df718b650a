// Parts a SWIFT message file into blocks and tagged fields, with the line of each.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "io/formats/block.h"
#include "io/formats/source.h"

namespace tieout {

enum class MtEvent : std::uint8_t {
    field,    // a tag with its lines
    header,   // a block {1: .. {4:, of a new message
    trailer,  // the end of the text: "-", "-}" and blocks {5: {S:
    stray,    // a line outside every message
};

// One field or mark. `lines[0].text` is what follows the tag; the lines are without their ends.
struct MtField {
    MtEvent event = MtEvent::stray;
    std::string_view tag;    // "61", "86", "62F", "NS"
    std::uint64_t line = 0;  // of the tag
    std::size_t column = 1;  // of the first byte after the tag
    bool is_known = true;    // a tag of MT940, MT942 or MT950
    bool is_too_long = false;
    std::vector<Line> lines;
};

// Walks the lines of a file once; a field is whole when the next one begins.
class MtFields {
public:
    explicit MtFields(const Source& source);

    // Inside the text of a movement a line such as ":20:45" is a time broken over two lines.
    void set_in_movement(bool in_movement) { in_movement_ = in_movement; }

    bool next(MtField& field);  // false at the end; reuses the memory of `field`

private:
    struct LineEnds {
        Block::Letter end;

        std::uint64_t bits(const Block& block, char) const { return block.any_of(end); }
    };

    // The tag that a line begins with.
    struct Tag {
        std::string_view word;  // empty: none
        std::size_t length = 0;
        bool is_known = false;
    };

    static Tag tag_of(std::string_view bare);
    bool peek_line();  // false: there is none
    void peek(const Line& line);
    bool ends_field(std::string_view tag) const;
    void take_field(const Line& first, const Tag& tag, MtField& field);

    std::string_view text_;
    MarkWalk<LineEnds> ends_;
    std::size_t at_ = 0;  // behind the line that was looked at
    std::uint64_t next_number_ = 1;
    // The next line, where it was looked at, and its tag where it begins with one.
    Line peeked_;
    Tag peeked_tag_;
    bool has_peeked_ = false;
    bool in_movement_ = false;
};

// The tag at the start of a line (":61:", ":86 :"), empty when there is none; `length` is its own.
std::string_view mt_tag(std::string_view line, std::size_t& length);
bool is_mt_tag(std::string_view tag);  // of MT940, MT942 or MT950

}  // namespace tieout
