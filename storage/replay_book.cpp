#include "storage/replay_book.h"

#include <algorithm>
#include <array>

#include "storage/book_rows.h"
#include "storage/state_file.h"

namespace tieout {

namespace {

constexpr std::string_view name_of(RowTable table) {
    constexpr std::array<std::string_view, static_cast<std::size_t>(RowTable::count)> names{
        "counters",
        "entities",
        "accounts",
        "customers",
        "items",
        "payments",
        "exceptions",
        "item changes",
        "suspense changes",
        "deposits",
        "files",
        "policy",
        "item states",
        "waiting names",
        "statements",
        "learned",
        "earlier decisions",
        "reviews",
        "proposals",
        "periods",
        "ERP answers",
        "exports"
    };
    static_assert(!names.back().empty(), "every table has a name");
    return names.at(static_cast<std::size_t>(table));
}

// The state file holds the book as it stood behind the entry before the one that names it.
Result<CheckpointCompared> compare(
    BookStore& store, FileSystem& files, const CheckpointMade& made, const Book& replayed
) {
    CheckpointCompared compared{made.sequence, made.file, false, false, {}};
    const std::string path = store.folder() + "/checkpoints/" + made.file;
    const auto exists = files.exists(path);
    if (!exists) return tl::make_unexpected(exists.error());
    compared.is_there = *exists;
    if (!*exists) return compared;
    Book state;
    const auto read = read_state(files, path, store.anchor().book, made.digest, state);
    if (!read && read.error().kind != ErrorKind::damaged) {
        return tl::make_unexpected(read.error());
    }
    if (!read) {
        compared.words = read.error().words;
    } else if (state.applied != made.sequence || replayed.applied != made.sequence) {
        compared.words = "it holds another entry";
    } else {
        compared.agrees = row_digest(state) == row_digest(replayed);
        if (!compared.agrees) compared.words = "its rows are others";
    }
    return compared;
}

}  // namespace

Result<Replay> replay_book(BookStore& store, FileSystem& files, Sequence to) {
    Replay replay;
    replay.book = std::make_unique<Book>();
    Book& book = *replay.book;
    book.reserve_items(store.book().items.size());
    book.reserve_payments(store.book().payments.size());
    RunFilter filter(book);
    std::vector<ChangedRow> changed;
    std::optional<Error> failed;
    const auto read = store.journal().read(1, [&](Sequence sequence, const Entry& entry) {
        if (to != 0 && sequence > to) return false;
        if (const auto* made = std::get_if<CheckpointMade>(&entry)) {
            auto compared = compare(store, files, *made, book);
            if (!compared) {
                failed = std::move(compared).error();
                return false;
            }
            replay.checkpoints.push_back(std::move(*compared));
        }
        filter.take(sequence, entry, changed);
        changed.clear();
        replay.last = sequence;
        ++replay.entries;
        return true;
    });
    if (!read) return tl::make_unexpected(read.error());
    if (failed) return tl::make_unexpected(std::move(*failed));
    replay.open_run = filter.open_run();
    return replay;
}

std::vector<TableCompared> compare_rows(const Book& replayed, const Book& live) {
    std::vector<TableCompared> all;
    std::string ours;
    std::string theirs;
    for (const RowTable table : row_tables) {
        const std::uint32_t rows = rows_of(replayed, table);
        const std::uint32_t live_rows = rows_of(live, table);
        const std::uint32_t both = std::min(rows, live_rows);
        TableCompared compared{name_of(table), rows, std::max(rows, live_rows) - both, both};
        for (std::uint32_t row = both; row-- > 0;) {
            ours.clear();
            theirs.clear();
            append_row(replayed, table, row, ours);
            append_row(live, table, row, theirs);
            if (ours == theirs) continue;
            ++compared.differing;
            compared.first = row;
        }
        all.push_back(compared);
    }
    return all;
}

}  // namespace tieout
