#include "storage/book_store.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "engine/check.h"
#include "storage/book_rows.h"
#include "storage/cipher.h"
#include "storage/index_rows.h"
#include "storage/segment_archive.h"

namespace tieout {

namespace {

// Rows are encoded for the index after so many entries: any prefix of slices is an exact book.
constexpr std::uint32_t slice_entries_max = 16'384;
constexpr std::uint32_t bulk_rows_max = 32'768;

Mark new_identity() {
    Mark identity;
    random_bytes(&identity, sizeof identity);
    if (identity.is_none()) identity.low = 1;
    return identity;
}

bool ends_run(const Entry& entry) {
    return std::holds_alternative<RunCommitted>(entry) ||
           std::holds_alternative<RunAbandoned>(entry) ||
           std::holds_alternative<CheckpointMade>(entry);
}

}  // namespace

BookStore::BookStore(const StoreOptions& options)
    : options_(options),
      files_(options.files != nullptr ? *options.files : posix_files()),
      book_(std::make_unique<Book>()) {}

BookStore::~BookStore() = default;

Result<std::unique_ptr<BookStore>> BookStore::open(const StoreOptions& options) {
    std::unique_ptr<BookStore> store(new BookStore(options));
    if (auto done = store->prepare(); !done) return tl::make_unexpected(std::move(done).error());
    return store;
}

Result<void> BookStore::prepare() {
    const auto known = files_.exists(options_.folder);
    if (!known) return tl::make_unexpected(known.error());
    if (!*known && !options_.may_create) {
        return refuse(ErrorKind::not_found, "there is no book in " + options_.folder);
    }
    if (auto done = files_.make_folder(options_.folder); !done) return done;
    auto lock = BookLock::take(options_.folder, options_.wait);
    if (!lock) return tl::make_unexpected(std::move(lock).error());
    lock_ = std::make_unique<BookLock>(std::move(*lock));
    const auto is_new = find_out_if_new();
    if (!is_new) return tl::make_unexpected(is_new.error());
    report_.is_new = *is_new;
    if (auto done = open_keys(*is_new); !done) return done;
    if (auto done = open_journal(*is_new); !done) return done;
    return open_index();
}

// A book is new when it has no anchor and no segment: then nothing was ever acknowledged.
Result<bool> BookStore::find_out_if_new() {
    const auto has_anchor = files_.exists(options_.folder + "/anchor");
    if (!has_anchor) return tl::make_unexpected(has_anchor.error());
    const std::string journal = options_.folder + "/journal";
    const auto has_journal = files_.exists(journal);
    if (!has_journal) return tl::make_unexpected(has_journal.error());
    if (*has_journal) {
        const auto segments = list_segments(files_, journal);
        if (!segments) return tl::make_unexpected(segments.error());
        if (!segments->empty()) return false;
    }
    if (*has_anchor) return false;
    const auto has_index = files_.exists(index_folder());
    if (!has_index) return tl::make_unexpected(has_index.error());
    if (*has_index) {
        return refuse(
            ErrorKind::damaged,
            options_.folder + " has an index, but its journal and anchor are gone"
        );
    }
    if (!options_.may_create) {
        return refuse(ErrorKind::not_found, "there is no book in " + options_.folder);
    }
    return true;
}

Result<void> BookStore::open_keys(bool is_new) {
    const auto has_keys = files_.exists(options_.folder + "/keys");
    if (!has_keys) return tl::make_unexpected(has_keys.error());
    if (!*has_keys && !is_new) {
        return refuse(
            ErrorKind::damaged, "the keys of the book are gone: " + options_.folder + "/keys"
        );
    }
    const auto master =
        Seal::master_key(files_, options_.folder, options_.key_file, is_new && !*has_keys);
    if (!master) return tl::make_unexpected(master.error());
    if (!*has_keys) {
        auto done = Seal::create(files_, options_.folder, new_identity(), *master);
        if (!done) return done;
    }
    auto seal = Seal::open(files_, options_.folder, *master);
    if (!seal) return tl::make_unexpected(std::move(seal).error());
    seal_ = std::move(*seal);
    return {};
}

Result<void> BookStore::open_journal(bool is_new) {
    JournalOptions options;
    options.book_folder = options_.folder;
    options.book = seal_->book();
    options.segment_bytes = options_.segment_bytes;
    options.verify_bytes = options_.verify_bytes;
    options.may_create = is_new;
    auto journal = JournalFile::open(files_, options, report_.notices);
    if (!journal) return tl::make_unexpected(std::move(journal).error());
    journal_ = std::move(*journal);
    if (journal_->book() != seal_->book()) {
        return refuse(ErrorKind::damaged, "keys and journal belong to different books");
    }
    if (auto done = seal_->load(journal_->anchored().keys, report_.notices); !done) return done;
    if (is_new && seal_->keys_durable() > 0) {
        return refuse(ErrorKind::damaged, "the book has keys, but its journal and anchor are gone");
    }
    return {};
}

// Loads the rows and catches up; an index that does not verify is made again, and it is said.
Result<void> BookStore::open_index() {
    slices_ = std::make_unique<SliceQueue>(seal_->book());
    const auto exists = files_.exists(index_folder());
    if (!exists) return tl::make_unexpected(exists.error());
    std::string why = "it is missing";
    if (*exists) {
        auto index = Index::open(index_folder(), false);
        auto done = index ? load_rows(**index, *book_) : tl::make_unexpected(index.error());
        if (done) {
            index_ = std::move(*index);
            report_.rows_from = book_->applied;
            const auto place = index_->place();
            if (!place) return tl::make_unexpected(place.error());
            slices_->go_on_from(**place);
            return catch_up((*place)->resume, true);
        }
        if (done.error().fault == "F_INDEX_AHEAD") return done;
        why = done.error().words;
    }
    if (journal_->last() > 0) {
        report_.notices.push_back("index: made again from the journal, because " + why);
    }
    report_.index_was_rebuilt = journal_->last() > 0;
    return remake_index(false);
}

Result<void> BookStore::load_rows(Index& index, Book& book) {
    if (auto done = index.verify(); !done) return done;
    const auto place = index.place();
    if (!place) return tl::make_unexpected(place.error());
    if (!*place) return refuse(ErrorKind::damaged, "it was never finished");
    if ((*place)->book != seal_->book()) {
        return refuse(ErrorKind::damaged, "it belongs to another book");
    }
    if ((*place)->sequence > journal_->last()) {
        return tl::make_unexpected(Error{
            ErrorKind::damaged,
            "F_INDEX_AHEAD",
            fmt::format(
                "the index has seen entry {}, but the journal ends with {}: an older journal was "
                "put back; restore the newer one, or delete {} if the loss is meant",
                (*place)->sequence,
                journal_->last(),
                index_folder()
            ),
            {}
        });
    }
    const auto rows = [&](RowTable table) {
        return (*place)->rows[static_cast<std::size_t>(table)];
    };
    book.reserve_items(rows(RowTable::items));
    book.reserve_payments(rows(RowTable::payments));
    book.item_changes.reserve(rows(RowTable::item_changes));
    book.customers.reserve(rows(RowTable::customers));
    for (const RowTable table : row_tables) {
        std::uint32_t next = 0;
        Result<void> fault;
        const auto done =
            scan_written_rows(index, table, [&](std::uint32_t, std::string_view bytes) {
                ++next;
                fault = add_row(book, table, bytes);
                return fault.has_value();
            });
        if (!done) return done;
        if (!fault) return fault;
        if (next != rows(table)) return refuse(ErrorKind::damaged, "a row of it is missing");
    }
    if (auto done = load_item_states(index, book); !done) return done;
    for (const Customer& each : book.customers) {
        if (each.parent != none<CustomerNo>() && slot(each.parent) >= book.customers.size()) {
            return refuse(ErrorKind::damaged, "a row of it names a parent that is not there");
        }
    }
    if (book.applied != (*place)->sequence) return refuse(ErrorKind::damaged, "its place is wrong");
    return {};
}

Result<void> BookStore::remake_index(bool full) {
    index_.reset();
    if (auto done = Index::destroy(index_folder()); !done) return done;
    book_ = std::make_unique<Book>();
    Sequence from = 0;
    if (!full) {
        const auto loaded = load_checkpoint(*book_);
        if (!loaded) return tl::make_unexpected(loaded.error());
        from = *loaded;
    }
    report_.rows_from = from;
    auto fresh = Index::open(index_folder(), true);
    if (!fresh) return tl::make_unexpected(std::move(fresh).error());
    index_ = std::move(*fresh);
    if (auto done = catch_up(from + 1, false); !done) return done;
    return write_all_rows();
}

Result<void> BookStore::write_all_rows() {
    slices_ = std::make_unique<SliceQueue>(seal_->book());
    for (const RowTable table : row_tables) {
        const std::uint32_t rows = rows_of(*book_, table);
        for (std::uint32_t row = 0; row < rows; row += bulk_rows_max) {
            auto done = index_->push(slices_->maker().make_bulk(*book_, table, row, bulk_rows_max));
            if (!done) return done;
        }
    }
    if (auto done = index_->push(slices_->maker().make_last(*book_, book_->applied + 1)); !done)
        return done;
    if (auto done = index_->drain(); !done) return done;
    return index_->flush();
}

// Replays the journal from an entry on; `pushes` owes the changed rows to the index.
Result<void> BookStore::catch_up(Sequence from, bool pushes) {
    Sequence run_start = from;
    std::vector<ChangedRow> ignored;
    std::vector<ChangedRow>& changed = pushes ? slices_->changed() : ignored;
    RunFilter filter(*book_, [&](Sequence sequence, const Entry& entry) {
        ignored.clear();
        if (!pushes) return;
        slices_->after(entry);
        if (slices_->entries() < slice_entries_max) return;
        slices_->end(*book_, ends_run(entry) ? sequence + 1 : run_start);
        owe_rows();
    });
    const auto done = journal_->read(from, [&](Sequence sequence, const Entry& entry) {
        if (std::holds_alternative<RunOpened>(entry)) run_start = sequence;
        filter.take(sequence, entry, changed);
        return true;
    });
    if (!done) return done;
    if (filter.open_run()) {
        // The run's entries have no effect, but the index may not stand behind its beginning.
        const RunNo run = *filter.open_run();
        std::vector<Entry> closing{RunAbandoned{run}};
        const auto last = journal_->append(closing, journal_->last());
        if (!last) return tl::make_unexpected(last.error());
        filter.take(*last, closing.front(), changed);
        report_.notices.push_back(
            fmt::format("run {} was not finished; it is abandoned and changes nothing", slot(run))
        );
    }
    report_.caught_up_to = journal_->last();
    if (!pushes) return {};
    if (slices_->entries() > 0) slices_->end(*book_, book_->applied + 1);
    owe_rows();
    return index_->error();
}

void BookStore::owe_rows() {
    // An error stays with the index and is met before the next run.
    slices_->each(*book_, [&](IndexSlice slice) { (void)index_->push(std::move(slice)); });
}

Result<Sequence> BookStore::commit_run(std::span<const Entry> run) {
    check(run.size() >= 2, "a run has a beginning and an end");
    const auto* opened = std::get_if<RunOpened>(&run.front());
    const auto* committed = std::get_if<RunCommitted>(&run.back());
    check(opened != nullptr && committed != nullptr, "a run begins and ends with its own entries");
    check(committed->run == opened->run, "a run is closed by its own number");
    check(committed->entries == run.size() - 2, "a run counts its entries");
    if (auto done = ready_for(*opened); !done) return tl::make_unexpected(std::move(done).error());
    if (auto done = sync_keys(); !done) return tl::make_unexpected(std::move(done).error());
    const Sequence first = journal_->last() + 1;
    const auto last = journal_->append(run, journal_->last());
    if (!last) return last;
    for (std::size_t i = 0; i + 1 < run.size(); ++i) {
        apply_one(first + i, run[i]);
        if (slices_->entries() >= slice_entries_max) slices_->end(*book_, first);
    }
    apply_one(*last, run.back());
    slices_->end(*book_, *last + 1);
    owe_rows();
    return last;
}

// What must hold before a run begins.
Result<void> BookStore::ready_for(const RunOpened& opened) {
    owe_rows();
    check(!begun_, "one run ends before the next begins");
    check(slot(opened.run) == book_->runs, "runs are numbered without gaps");
    check(book_->applied == journal_->last(), "the book stands where the journal ends");
    return index_->error();
}

void BookStore::expect_payments(std::size_t more, Parallel& parallel) {
    const std::size_t wanted = book_->payments.size() + more;
    if (wanted <= book_->payments.capacity()) return;
    // At least half as much again: many small runs do not copy the rows each time.
    const std::size_t room = std::max(wanted, book_->payments.capacity() / 2 * 3);
    reserve_warm(book_->payments, room, parallel);
    reserve_warm(book_->item_changes, book_->item_changes.size() + more, parallel);
    book_->reserve_payments(room);
}

// Keys are durable before the entries that need them.
Result<void> BookStore::sync_keys() {
    auto done = seal_->sync();
    if (done) journal_->note_keys(seal_->keys_durable());
    return done;
}

Result<void> BookStore::begin_run(const RunOpened& opened) {
    if (auto done = ready_for(opened); !done) return done;
    if (auto done = journal_->begin(journal_->last()); !done) return done;
    begun_ = BegunRun{opened.run, journal_->last() + 1, 0};
    const std::vector<Entry> entries{opened};
    EncodedEntries encoded;
    encoded.add(entries);
    auto done = journal_slice({&encoded, 1});
    if (done) apply_slice(entries);
    begun_->entries = 0;
    return done;
}

Result<void> BookStore::journal_slice(std::span<const EncodedEntries> parts) {
    check(begun_.has_value(), "a run begins before entries are added");
    if (auto done = sync_keys(); !done) return done;
    return journal_->add(parts);
}

void BookStore::apply_slice(std::span<const Entry> entries) {
    check(begun_.has_value(), "a run begins before entries are added");
    constexpr std::size_t ahead = 24;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i + ahead < entries.size()) prefetch(*book_, entries[i + ahead]);
        apply_one(book_->applied + 1, entries[i]);
        // A payment and its decision stay together in what is only noted.
        const bool is_full = slices_->entries() >= slice_entries_max;
        if (is_full && !slices_->only_adds()) slices_->end(*book_, begun_->first);
    }
    begun_->entries += entries.size();
    if (slices_->entries() >= slice_entries_max) slices_->end(*book_, begun_->first);
}

Result<Sequence> BookStore::finish_run() {
    check(begun_.has_value(), "a run begins before it is finished");
    const std::vector<Entry> entries{RunCommitted{begun_->run, begun_->entries}};
    EncodedEntries encoded;
    encoded.add(entries);
    if (auto done = journal_slice({&encoded, 1}); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    apply_slice(entries);
    const auto last = journal_->finish();
    if (!last) return last;
    check(*last == book_->applied, "the book stands where the journal ends");
    slices_->end(*book_, *last + 1);
    begun_.reset();
    return last;
}

void BookStore::apply_one(Sequence sequence, const Entry& entry) {
    slices_->before(*book_, entry);
    apply(*book_, sequence, entry, slices_->changed());
    slices_->after(entry);
}

Result<void> BookStore::rebuild(bool full) {
    owe_rows();
    const Digest before = row_digest(*book_);
    if (auto done = remake_index(full); !done) return done;
    report_.index_was_rebuilt = true;
    if (row_digest(*book_) != before) {
        return refuse(
            ErrorKind::damaged, "the journal gives another book than the one that was open"
        );
    }
    const auto mirrored = index_digest();
    if (!mirrored) return tl::make_unexpected(mirrored.error());
    if (*mirrored != before) {
        return refuse(ErrorKind::damaged, "the new index does not give the book it was made from");
    }
    return {};
}

Result<void> BookStore::drain() {
    owe_rows();
    if (auto done = index_->drain(); !done) return done;
    return index_->flush();
}

Result<Digest> BookStore::index_digest() {
    owe_rows();
    if (auto done = index_->drain(); !done) return tl::make_unexpected(std::move(done).error());
    RowDigest digest;
    for (const RowTable table : row_tables) {
        const auto done = scan_rows(*index_, table, [&](std::uint32_t row, std::string_view bytes) {
            digest.add(table, row, bytes);
            return true;
        });
        if (!done) return tl::make_unexpected(done.error());
    }
    return digest.finish();
}

Result<void> BookStore::close(bool drains) {
    if (!drains) {
        index_->stop();
        return {};
    }
    auto done = drain();
    index_->stop();
    return done;
}

}  // namespace tieout
