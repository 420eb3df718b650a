// The records of a lockbox file, one a line or back to back without line ends, a byte a column.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/texts.h"
#include "io/formats/block.h"
#include "io/formats/fixed_records.h"
#include "io/formats/lockbox_layout.h"
#include "io/formats/source.h"

namespace tieout {

// A record; most are printing ASCII, and their texts need no cleaning.
struct LockboxRecord {
    std::string_view text;
    std::uint64_t number = 0;  // of its line
    bool is_plain = false;
};

// Line ends, and what is to be cleaned in a text.
struct LockboxMark {
    static std::uint64_t bits(const Block& block, char /*before*/) { return block.strange(); }
};

// Walks over the records that are not blank. Where no line ends part them, a record counts as a
// line. What had to be brought to a byte a column is kept by `texts`.
class LockboxRecords {
public:
    LockboxRecords(const Source& source, TextStore& texts);

    bool next(LockboxRecord& record);  // false at the end

private:
    std::string_view text_;
    std::size_t at_ = 0;  // the line to be read next
    std::uint64_t number_;
    MarkWalk<LockboxMark> marks_;
    std::optional<FixedRecords> without_line_ends_;
    TextStore& texts_;
};

// How long the records are that stand back to back at the start of `text`; 0: they do not.
std::size_t lockbox_width_without_line_ends(std::string_view text);

// What the records of a file show of their layout: "sap" when every 4 record has its two amounts,
// "wide" when records reach beyond column 160 or say so, else "base".
class LockboxSigns {
public:
    void add(const LockboxRecord& record);
    std::string_view layout() const;  // one of the built-in ones

private:
    bool is_wide_ = false;
    bool has_overflow_ = false;
    bool has_all_amounts_ = true;
};

// What the first records show.
LockboxSigns first_lockbox_signs(const Source& source, TextStore& texts);

// Who a check is drawn on: "routing/account" without the zeros that the format pads with.
Text lockbox_payer_account(
    const LockboxLayout& layout, const LockboxRecord& line, TextStore& texts
);

}  // namespace tieout
