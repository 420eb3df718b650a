// The records of a lockbox file, one a line or back to back without line ends, a byte a column.
#pragma once

#include <string_view>
#include <vector>

#include "engine/texts.h"
#include "io/formats/lockbox_layout.h"
#include "io/formats/source.h"

namespace tieout {

// A record; most are printing ASCII, and their texts need no cleaning.
struct LockboxRecord {
    std::string_view text;
    std::uint64_t number = 0;  // of its line
    bool is_plain = false;
};

// Records that are not blank. Where no line ends part them, a record counts as a line. What had to
// be brought to a byte a column is kept by `texts`.
std::vector<LockboxRecord> lockbox_records(const Source& source, TextStore& texts);

// How long the records are that stand back to back at the start of `text`; 0: they do not.
std::size_t lockbox_width_without_line_ends(std::string_view text);

// The built-in layout that the records themselves show: "sap" when every 4 record has its two
// amounts, "wide" when records reach beyond column 160 or say so, else "base".
LockboxLayout recognise_lockbox_layout(const std::vector<LockboxRecord>& records);

}  // namespace tieout
