#include "storage/proof.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/apply.h"
#include "storage/balance_proof.h"
#include "storage/book_rows.h"
#include "storage/index_keys.h"
#include "storage/index_rows.h"
#include "storage/journal_census.h"
#include "storage/key_file.h"

namespace tieout {

namespace {

void fault(ProofLine& line, std::string words) {
    if (++line.faults <= faults_shown_max) line.words.push_back(std::move(words));
}

ProofLine line_of_census(const JournalCensus& census) {
    ProofLine line{
        "journal",
        "every group, entry and sequence verifies and the anchor agrees",
        census.entries,
        0,
        {}
    };
    for (const std::string& words : census.faults)
        fault(line, words);
    return line;
}

Result<ProofLine> prove_keys(FileSystem& files, const std::string& folder, std::uint64_t keys) {
    ProofLine line{"keys", "every key that was acknowledged is whole", keys, 0, {}};
    const auto faults = KeyFile::verify(files, folder, keys);
    if (!faults) return tl::make_unexpected(faults.error());
    for (const std::string& words : *faults)
        fault(line, words);
    return line;
}

// Byte for byte; but a policy that an earlier version wrote lacks the rules that came later, which
// then have their defaults.
bool is_same_row(
    RowTable table, std::string_view bytes, std::string_view expected, const Book& book
) {
    if (bytes == expected) return true;
    if (table != RowTable::policy || bytes.empty()) return false;
    const auto policy = policy_of_text(bytes.substr(1));
    return policy && *policy == book.policy;
}

// Rows of the index beside rows of the book.
Result<ProofLine> prove_rows(const Index& index, const Book& book) {
    ProofLine line{"index", "its rows are the book's rows", 0, 0, {}};
    std::string expected;
    for (const RowTable table : row_tables) {
        std::uint32_t next = 0;
        const std::uint32_t rows = rows_of(book, table);
        const auto done = scan_rows(index, table, [&](std::uint32_t row, std::string_view bytes) {
            ++line.checked;
            expected.clear();
            if (next < rows) append_row(book, table, next, expected);
            const bool is_same =
                row == next && next < rows && is_same_row(table, bytes, expected, book);
            if (!is_same) {
                fault(line, fmt::format("table {} row {} differs", static_cast<int>(table), next));
            }
            ++next;
            return true;
        });
        if (!done && done.error().kind != ErrorKind::damaged) {
            return tl::make_unexpected(done.error());
        }
        if (!done) fault(line, done.error().words);
        if (next != rows) {
            fault(
                line,
                fmt::format(
                    "table {} has {} rows, the book {}", static_cast<int>(table), next, rows
                )
            );
        }
    }
    return line;
}

// Every row's present secondary keys are there; keys that were true once are passed over.
Result<void> prove_secondary(
    const Index& index, const Book& book, char prefix, RowTable table, ProofLine& line
) {
    std::uint64_t found = 0;
    std::vector<std::string> keys;
    const auto done =
        index.scan(std::string_view(&prefix, 1), [&](std::string_view key, std::string_view) {
            ++line.checked;
            const std::uint32_t row = key.size() > 4 ? big32(key.substr(key.size() - 4)) : none_no;
            if (row >= rows_of(book, table)) {
                fault(line, fmt::format("a key names row {}, which is not there", row));
                return true;
            }
            keys.clear();
            append_secondary_keys(book, table, row, keys);
            if (std::find(keys.begin(), keys.end(), key) != keys.end()) ++found;
            return true;
        });
    if (!done) return done;
    if (found != rows_of(book, table)) {
        fault(
            line,
            fmt::format(
                "{} keys of kind {:#x} lead to rows, {} rows are there",
                found,
                static_cast<int>(prefix),
                rows_of(book, table)
            )
        );
    }
    return {};
}

Result<ProofLine> prove_look_ups(const Index& index, const Book& book) {
    ProofLine line{"look-ups", "every row is found by each of its keys", 0, 0, {}};
    for (const char prefix : {document_prefix, due_prefix, amount_prefix}) {
        auto done = prove_secondary(index, book, prefix, RowTable::items, line);
        if (!done) return tl::make_unexpected(std::move(done).error());
    }
    auto done = prove_secondary(index, book, payment_prefix, RowTable::payments, line);
    if (!done) return tl::make_unexpected(std::move(done).error());
    return line;
}

// A proof of what is left of a book that cannot be opened.
Result<Proof> prove_unopened(const StoreOptions& options, const Error& error) {
    FileSystem& files = options.files != nullptr ? *options.files : posix_files();
    Proof proof;
    ProofLine opening{"opening", "the book can be opened", 1, 0, {}};
    fault(opening, error.words);
    proof.lines.push_back(std::move(opening));
    const auto census = take_census(files, options.folder, [](Sequence, const Entry&) {});
    if (!census) return proof;
    proof.lines.push_back(line_of_census(*census));
    proof.last = census->entries;
    proof.head = census->head;
    proof.totals = census->totals;
    auto keys = prove_keys(files, options.folder, census->anchor.keys);
    if (keys) proof.lines.push_back(std::move(*keys));
    return proof;
}

}  // namespace

bool Proof::holds() const {
    return std::all_of(lines.begin(), lines.end(), [](const ProofLine& line) {
        return line.faults == 0;
    });
}

Result<Proof> prove(const StoreOptions& options) {
    auto store = BookStore::open(options);
    if (!store && store.error().kind == ErrorKind::damaged) {
        return prove_unopened(options, store.error());
    }
    if (!store) return tl::make_unexpected(std::move(store).error());
    FileSystem& files = options.files != nullptr ? *options.files : posix_files();
    return prove(**store, files);
}

Result<Proof> prove(BookStore& store, FileSystem& files) {
    Proof proof;
    proof.notices = store.report().notices;
    if (auto done = store.drain(); !done) return tl::make_unexpected(std::move(done).error());
    Book second;
    second.reserve_items(store.book().items.size());
    second.reserve_payments(store.book().payments.size());
    BalanceProof balance(second);
    std::vector<ChangedRow> changed;
    RunFilter filter(second, [&](Sequence, const Entry& entry) {
        balance.take(entry);
        changed.clear();
    });
    auto census = take_census(files, store.folder(), [&](Sequence sequence, const Entry& entry) {
        filter.take(sequence, entry, changed);
    });
    if (!census) return tl::make_unexpected(std::move(census).error());
    proof.lines.push_back(line_of_census(*census));
    proof.last = census->entries;
    proof.head = census->head;
    proof.totals = census->totals;
    auto keys = prove_keys(files, store.folder(), store.anchor().keys);
    if (!keys) return tl::make_unexpected(std::move(keys).error());
    proof.lines.push_back(std::move(*keys));

    ProofLine replay{"replay", "the journal gives the book that is open", census->entries, 0, {}};
    proof.book = book_digest(store.book());
    proof.rows = row_digest(store.book());
    if (census->anchor != store.anchor())
        fault(replay, "the anchor is not the one of the open book");
    if (book_digest(second) != proof.book) fault(replay, "the two books differ");
    if (row_digest(second) != proof.rows) fault(replay, "the rows of the two books differ");
    proof.lines.push_back(std::move(replay));

    proof.accounts = balance.totals();
    for (ProofLine& line : balance.lines(store.book()))
        proof.lines.push_back(std::move(line));
    if (auto done = store.index().verify(); !done)
        return tl::make_unexpected(std::move(done).error());
    auto rows = prove_rows(store.index(), store.book());
    if (!rows) return tl::make_unexpected(std::move(rows).error());
    proof.lines.push_back(std::move(*rows));
    auto look_ups = prove_look_ups(store.index(), store.book());
    if (!look_ups) return tl::make_unexpected(std::move(look_ups).error());
    proof.lines.push_back(std::move(*look_ups));
    return proof;
}

}  // namespace tieout
