// The entries of a batch: its outcome as facts of the journal, slice by slice.
#pragma once

#include <deque>
#include <vector>

#include "engine/cash_run.h"
#include "engine/unit_count.h"

namespace tieout {

// Some entries of a run, with the texts that were made for them; used again for the next ones.
struct EntrySlice {
    std::vector<Entry> entries;
    std::deque<TextStore> texts;
};

// The entries that make an outcome true, in slices of a bounded number of payments: what stands
// between RunOpened and RunCommitted. Texts are sealed on the way; cost about 2 us a payment. Reads
// customers and policy of the book only, so that earlier slices may take effect meanwhile.
class RunEntries {
public:
    RunEntries(const Book& book, Secrets& secrets, Parallel& parallel, CashOutcome& outcome);

    // Fills the slice, whose memory is used again; empty when all was handed out.
    Result<void> next(EntrySlice& slice);

private:
    bool begin_claims(EntrySlice& slice);
    void count_known();
    Result<void> put_last(std::vector<Entry>& entries);
    Result<void> put_lessons(std::vector<Entry>& entries);

    const Book& book_;
    Secrets& secrets_;
    Parallel& parallel_;
    CashOutcome& outcome_;
    RunNo run_;
    std::vector<Movement*> fresh_;
    UnitCount units_;
    std::vector<std::uint8_t> of_statement_;  // of each file of the batch
    std::size_t at_ = 0;
    bool is_ended_ = false;
    bool are_claims_put_ = false;
};

// All of them at once, for small batches; their texts are kept by the outcome.
Result<std::vector<Entry>> entries_of(
    const Book& book, Secrets& secrets, Parallel& parallel, CashOutcome& outcome
);

}  // namespace tieout
