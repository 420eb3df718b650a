// The one deterministic state change: an entry of the journal takes effect in the book.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "engine/book.h"
#include "engine/entry.h"

namespace tieout {

// Which table of the book a changed row belongs to.
enum class RowTable : std::uint8_t {
    counters,
    entities,
    accounts,
    customers,
    items,
    payments,
    exceptions,
    item_changes,
    suspense_changes,
    deposits,
    files,
    policy,
    item_states,  // what postings change of an item; its row is in `items`
    waiting,
    statements,
    learned,
    earlier,  // decisions that a later one replaced
    reviews,
    proposals,
    periods,
    erp_answers,
    exports,
    count
};

// Rows that apply() added or changed, for the index that mirrors the book; may name a row twice.
struct ChangedRow {
    RowTable table = RowTable::counters;
    std::uint32_t row = 0;

    friend auto operator<=>(const ChangedRow&, const ChangedRow&) = default;
};

// Takes one entry of a committed run into the book: no clock, no chance, no thread, no input or
// output inside. Entries come in sequence order; RunOpened, RunCommitted and RunAbandoned only
// count. Stops the program when the entry breaks an invariant (reliability.md A1-A4, A11).
void apply(Book& book, Sequence sequence, const Entry& entry, std::vector<ChangedRow>& changed);

// Brings near what applying the entry will touch: so the next entries' waits overlap.
void prefetch(const Book& book, const Entry& entry);

// Holds back the entries of an open run and applies them when it is committed; what a book is
// built with from a journal. Entries that the book has already (sequence <= book.applied) are
// passed over, so that a catch-up may begin at the start of a run. Bounded by one run.
class RunFilter {
public:
    using Applied = std::function<void(Sequence, const Entry&)>;

    // `applied` is called after each entry that took effect, also in the middle of a run.
    explicit RunFilter(Book& book, Applied applied = {})
        : book_(book), applied_(std::move(applied)) {}

    // Changed rows are appended to `changed` when a run commits.
    void take(Sequence sequence, Entry entry, std::vector<ChangedRow>& changed);

    // The run that was opened and neither committed nor abandoned, if any.
    std::optional<RunNo> open_run() const { return run_; }

private:
    void apply_one(Sequence sequence, const Entry& entry, std::vector<ChangedRow>& changed);

    Book& book_;
    Applied applied_;
    std::optional<RunNo> run_;
    std::vector<std::pair<Sequence, Entry>> held_;
    TextStore texts_;  // of what is held
};

}  // namespace tieout
