// The proof walks the whole store and shows that journal, anchor, keys, index and money tie out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/digest.h"
#include "engine/error.h"
#include "storage/anchor.h"
#include "storage/book_store.h"

namespace tieout {

inline constexpr std::size_t faults_shown_max = 20;

// One thing that was proved, or was not.
struct ProofLine {
    std::string subject;        // "journal", "postings" ...
    std::string claim;          // what holds when there are no faults
    std::uint64_t checked = 0;  // groups, rows, keys ...
    std::uint64_t faults = 0;
    std::vector<std::string> words;  // of the first faults_shown_max of them
};

// What was posted to one account of the general ledger in one currency.
struct AccountTotal {
    std::string currency;
    std::string account;  // its role
    WideMinor debit = 0;  // minor units
    WideMinor credit = 0;
};

struct Proof {
    std::vector<ProofLine> lines;
    Sequence last = 0;
    Digest head;  // chain hash of the last group
    Digest book;  // book_digest of the book
    Digest rows;  // row_digest, equal to the index's
    ControlTotals totals;
    std::vector<AccountTotal> accounts;  // of all postings that took effect
    std::vector<std::string> notices;  // of opening

    bool holds() const;
};

// Opens the book and proves it. A book that cannot be opened because it is damaged gives a proof
// that does not hold, with every fault that can still be found; other errors are returned.
Result<Proof> prove(const StoreOptions& options);

// Proves an open book: reads all of journal, keys and index again, re-applies every entry to a
// second book and compares. Needs the memory of two books. About 0.5 M entries a second.
Result<Proof> prove(BookStore& store, FileSystem& files);

}  // namespace tieout
