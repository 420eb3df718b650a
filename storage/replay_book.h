// A replay applies the journal of a book once more to an empty one and holds both side by side.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/apply.h"
#include "engine/book.h"
#include "engine/error.h"
#include "storage/book_store.h"
#include "storage/file_system.h"

namespace tieout {

// A checkpoint that the journal names, beside the replayed book as it stood there.
struct CheckpointCompared {
    Sequence sequence = 0;
    std::string file;
    bool is_there = false;  // old state files are removed
    bool agrees = false;
    std::string words;  // why it does not
};

struct Replay {
    std::unique_ptr<Book> book;  // as the entries up to `last` make it
    Sequence last = 0;
    std::uint64_t entries = 0;
    std::optional<RunNo> open_run;  // begun up to `last`, not ended: it has no effect yet
    std::vector<CheckpointCompared> checkpoints;
};

// Applies the entries 1 to `to` (0: all) as they were written, by apply() alone: nothing is matched
// again. Needs the memory of a second book. Damage of the journal is returned.
Result<Replay> replay_book(BookStore& store, FileSystem& files, Sequence to);

// One table of two books, row by row in its stored bytes.
struct TableCompared {
    std::string_view table;
    std::uint64_t rows = 0;       // of the replayed book
    std::uint64_t differing = 0;  // rows that differ or that only one of them has
    std::uint64_t first = 0;      // the first of them
};

std::vector<TableCompared> compare_rows(const Book& replayed, const Book& live);

}  // namespace tieout
