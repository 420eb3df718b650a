// A run of the journal told again as the batch it came from: what its files brought, undecided.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/cash_run.h"
#include "engine/remittance_join.h"

namespace tieout {

using PlacedEntry = std::pair<Sequence, Entry>;

// An exception that belongs to no payment, in the history and in the book that is made anew.
struct LooseNumbers {
    std::vector<std::pair<ExceptionNo, ExceptionNo>> pairs;  // by the number in the history

    std::optional<ExceptionNo> find(ExceptionNo told) const;
};

struct ToldRun {
    CashOutcome outcome;  // movements that wait for their matches; what was found out of deposits
    std::vector<FiledAdvice> advice;  // that did not come with new money
    std::optional<Date> decided_on;
    bool judges_all = false;
    std::vector<Entry> files;        // as they are
    std::vector<Entry> units;  // what its statements and batches brought
    std::vector<ExceptionNo> loose;  // numbers in the history of outcome.exceptions
    std::vector<std::pair<ExceptionNo, std::string>> orphans;  // advice: number and words
    std::uint64_t receipts = 0;
    std::uint64_t erased = 0;  // payments whose payer's key is deleted: they cannot be read again
};

// Reads the entries of one committed apply run. `before` is the book of the history as it stood
// before the run, `after` the one that is made anew; payments, items, customers and accounts have
// the same numbers in both. Taken as they are: what the files brought, what is no receipt, deposits
// and their exceptions, statements, files. Left out, because it is decided again: matches,
// postings, exceptions of payments, orphan advice, lessons, what returns undo. The entries must
// outlive the outcome.
ToldRun tell_run(
    std::span<const PlacedEntry> entries,
    const Book& before,
    const Book& after,
    const Secrets& secrets,
    const LooseNumbers& loose
);

// The exceptions of a payment that are open. Cost: a look at each exception of the book.
std::vector<ExceptionNo> open_exceptions_of(const Book& book, PaymentNo payment);

}  // namespace tieout
