// Counts how often, or how much, money was reported: by this batch's files and by those of the
// book.
#pragma once

#include <unordered_map>

#include "engine/cash_run.h"

namespace tieout {

// What is known under one key: of details on one side, of sums of them on the other. What the two
// sides count (cents, lines, files) is the key's business.
struct Tally {
    Minor details = 0;
    Minor summary = 0;

    Minor open() const { return subtract(details, summary); }
};

// One counter serves all rooms that ask which source makes cash. What is noted counts at once, and
// enters the book with the batch. Cost: a hash look-up in the batch and one in the book.
class DepositCount {
public:
    DepositCount(const Book& book, CashOutcome& outcome) : book_(book), outcome_(outcome) {}

    Tally of(const Mark& key) const;
    // Adds to both sides; a side may also fall.
    void note(const Mark& key, const Movement& at, const Tally& more);

private:
    struct ByLow {
        std::size_t operator()(const Mark& mark) const { return mark.low; }
    };

    const Book& book_;
    CashOutcome& outcome_;
    std::unordered_map<Mark, Tally, ByLow> fresh_;
};

}  // namespace tieout
