// The book store opens a book and keeps it: journal first, then the rows in memory, then the index.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/apply.h"
#include "engine/book.h"
#include "engine/entry.h"
#include "engine/error.h"
#include "engine/parallel.h"
#include "storage/book_lock.h"
#include "storage/file_system.h"
#include "storage/index.h"
#include "storage/journal_file.h"
#include "storage/seal.h"
#include "storage/slice_queue.h"

namespace tieout {

struct StoreOptions {
    std::string folder;
    std::string key_file;                    // empty: BOOK/master.key
    std::chrono::milliseconds wait{30'000};  // for another process to let go of the book
    bool may_create = true;
    std::uint64_t segment_bytes = segment_bytes_usual;
    std::uint64_t verify_bytes = std::uint64_t{256} << 20U;  // of the newest journal, at opening
    std::uint64_t checkpoint_entries = 1'000'000;            // behind the last one: see tidy()
    FileSystem* files = nullptr;                             // null: the operating system's
};

// What opening, or rebuilding, had to do.
struct StoreReport {
    bool is_new = false;
    bool index_was_rebuilt = false;
    Sequence rows_from = 0;            // entry up to which rows were loaded instead of replayed
    Sequence caught_up_to = 0;         // last entry
    std::vector<std::string> notices;  // in words, for the log: cuts, rebuilds, abandoned runs
};

// One process, one writer. The book may be read by many threads while no member function that is
// not const runs.
class BookStore {
public:
    static Result<std::unique_ptr<BookStore>> open(const StoreOptions& options);

    BookStore(const BookStore&) = delete;
    BookStore& operator=(const BookStore&) = delete;
    ~BookStore();

    const Book& book() const { return *book_; }

    const Journal& journal() const { return *journal_; }

    Seal& secrets() { return *seal_; }

    const Secrets& secrets() const { return *seal_; }

    const StoreReport& report() const { return report_; }

    const AnchorState& anchor() const { return journal_->anchored(); }

    const std::string& folder() const { return options_.folder; }

    // Takes one run, RunOpened to RunCommitted: makes keys and entries durable, then changes the
    // book, then owes the rows to the index. When it fails the book is as it was and the process
    // must end: opening again tells whether the run is in. Returns the last sequence.
    Result<Sequence> commit_run(std::span<const Entry> run);

    // A long run in slices, so that it need not be in memory at once: begin_run(), then for every
    // slice both journal_slice() and apply_slice(), which may run beside each other, then
    // finish_run(). Slices change the book before they are durable; the caller hears of them only
    // when finish_run() has returned, the index when owe_rows() has. After an error the process
    // must end: opening again abandons the run.
    Result<void> begin_run(const RunOpened& opened);
    // Makes room for the payments that a long run will bring, once instead of again and again.
    void expect_payments(std::size_t more, Parallel& parallel);
    Result<void> journal_slice(std::span<const EncodedEntries> parts);
    void apply_slice(std::span<const Entry> entries);
    Result<Sequence> finish_run();
    // Makes the rows of finished runs and owes them to the index: what need not be done before the
    // run is acknowledged. Whatever changes the book or asks the index next does it first.
    void owe_rows();

    // Writes a state file and journals it, so that rebuilding need not begin at entry 1.
    Result<Digest> checkpoint();

    // For the end of a day's work: when checkpoint_entries lie behind the last checkpoint, makes
    // one, keeps it and the one before, and archives the journal's segments that lie below it.
    Result<void> tidy();

    // Throws the index away and makes it again from the newest checkpoint, or (full) from entry 1;
    // refused (damaged) when that gives another book than the one in memory.
    Result<void> rebuild(bool full);

    // What the index is owed; rows that owe_rows() has yet to make do not count.
    IndexDebt index_debt() const { return index_->debt(); }

    // Waits until the index holds every row and has them on the disk.
    Result<void> drain();
    // Digest of all rows of the index as they are stored; drains first. Equal to
    // row_digest(book()).
    Result<Digest> index_digest();

    const Index& index() const { return *index_; }

    // Ends the work; with `drains` the next opening has nothing to catch up.
    Result<void> close(bool drains);

private:
    explicit BookStore(const StoreOptions& options);

    Result<void> prepare();
    Result<bool> find_out_if_new();
    Result<void> open_keys(bool is_new);
    Result<void> open_journal(bool is_new);
    Result<void> open_index();
    Result<void> load_rows(Index& index, Book& book);
    Result<void> remake_index(bool full);
    Result<void> write_all_rows();
    Result<std::vector<Sequence>> checkpoints() const;
    Result<Sequence> load_checkpoint(Book& book);
    Result<void> catch_up(Sequence from, bool pushes);
    Result<void> ready_for(const RunOpened& opened);
    Result<void> sync_keys();
    void apply_one(Sequence sequence, const Entry& entry);

    std::string index_folder() const { return options_.folder + "/index"; }

    std::string checkpoint_folder() const { return options_.folder + "/checkpoints"; }

    StoreOptions options_;
    FileSystem& files_;
    StoreReport report_;
    std::unique_ptr<BookLock> lock_;
    std::unique_ptr<Seal> seal_;
    std::unique_ptr<JournalFile> journal_;
    std::unique_ptr<Book> book_;
    std::unique_ptr<Index> index_;
    std::unique_ptr<SliceQueue> slices_;

    // A run that was begun: where, which, how many entries.
    struct BegunRun {
        RunNo run{};
        Sequence first = 0;
        std::uint64_t entries = 0;
    };

    std::optional<BegunRun> begun_;
};

}  // namespace tieout
