// A lockbox batch while its checks are read, and what totals count.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/intake.h"
#include "engine/money.h"
#include "engine/texts.h"

namespace tieout {

inline constexpr std::size_t movements_reserved_max = 4096;  // of a batch, before it is read

struct LockboxTotals {
    std::uint64_t checks = 0;
    WideMinor amount = 0;
};

// A batch being read: what its 5 says, and what its 6 records add up to.
struct LockboxBatch {
    Unit unit;
    LockboxTotals counted;
    Text lockbox;  // of the unit, kept by the file, as its identity
    Text identity;
    Text number;
    std::string_view number_columns;  // as the first 6 has them, blanks and all
    std::string_view item_columns;    // as the last 6 has them
    Text last_item;
    std::vector<Text> memos;  // of the last check
    bool has_zero = false;    // a check of zero
    bool ended = false;       // the last 4 of the open item has been read
};

// The memos of the last check become one text of it.
void join_memos(LockboxBatch& batch, TextStore& texts);

// A check of zero is advice without money: in a unit that is taken it becomes advice of the file.
void part_zero_checks(Unit& unit, IntakeFile& file);

}  // namespace tieout
