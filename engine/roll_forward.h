// The roll-forward of receivables: what was owed, what came and went, what is owed, by kind.
#pragma once

#include <string>
#include <vector>

#include "engine/aging.h"
#include "engine/journal_facts.h"

namespace tieout {

// One reason why receivables rose or fell; amounts are positive where they rose.
struct RollForwardLine {
    std::string name;
    std::uint64_t count = 0;  // documents, or posting lines
    WideMinor posted = 0;
    WideMinor reversed = 0;  // of it undone by returns and reversals

    WideMinor amount() const { return posted + reversed; }
};

// One entity in one currency. Invariants: opening + lines = closing; opening and closing are the
// totals of the aging (by due or invoice date alike) at the end of the day before and of the last
// day. `opening` and `closing` come from documents and posting lines of the journal, the aged ones
// from rows of the book: a difference is a fault of the book.
struct RollForward {
    EntityNo entity{};
    Currency currency;
    WideMinor opening = 0;
    std::vector<RollForwardLine> lines;  // that are not nothing, in one order
    WideMinor closing = 0;
    WideMinor aged_opening = 0;
    WideMinor aged_closing = 0;

    bool ties() const { return opening == aged_opening && closing == aged_closing; }
};

// By posting dates; a document counts from its invoice date, one without from the beginning. Lines:
// documents by kind at their full amounts; `settled_before_load`, what was settled of them before
// the book had them; cash put on items; changes of cash on account and unapplied; adjustments by
// kind of posting; `amended_by_erp`; `ahead_of_document`, what was settled of documents that are
// dated later (the aging has neither side of it before that day). By entity, then currency. Cost
// O(items + changes).
std::vector<RollForward> roll_forward(
    const Book& book, const JournalFacts& facts, const Period& period
);

}  // namespace tieout
