// The way of master data into the book: rows checked against it, turned into entries of one run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/entry.h"
#include "engine/master_data.h"
#include "engine/outside_change.h"
#include "engine/parallel.h"
#include "engine/ports.h"

namespace tieout {

struct LoadCounts {
    std::uint64_t added = 0;
    std::uint64_t changed = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t outside_changes = 0;  // open amounts of the ERP that disagree with ours
};

struct LoadOutcome {
    std::vector<Entry> entries;  // empty: nothing new
    LoadCounts counts;
    std::vector<SentAmount> amended;      // items whose amount the ERP changed: amend_items()
    std::vector<Error> faults;            // each with file, line and what was expected
    std::vector<ControlRecord> controls;  // what the ERP says its control accounts hold
};

// Judges files given together as one batch, whatever their order: entities, accounts, customers,
// items. A row that breaks a rule of contracts.md 3 is a fault; unless `skip_bad`, any fault of a
// file refuses that file whole. Rows equal to what the book has make no entry. Cost O(rows).
LoadOutcome load_run(
    const Book& book,
    Secrets& secrets,
    Parallel& parallel,
    std::vector<MasterFile> files,
    bool skip_bad
);

}  // namespace tieout
