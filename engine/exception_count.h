// Exceptions counted: by reason and by owner as of a day, and how they came and went in a period.
#pragma once

#include <string>
#include <vector>

#include "engine/journal_facts.h"

namespace tieout {

// Open exceptions of one reason or owner in one currency.
struct ExceptionGroup {
    std::string key;  // reason, or owner (empty: nobody has it)
    Currency currency;
    std::uint64_t count = 0;
    WideMinor value = 0;
    // Shares of the value of its currency in basis points, rounded half up; the second with all
    // groups before it, so that the last is 10,000. Both 0 where there is no value.
    std::int64_t share_bp = 0;
    std::int64_t cumulative_bp = 0;
    Date oldest;                 // day on which the oldest was opened
    std::uint64_t age_days = 0;  // of all of them together

    // Average age in tenths of a day, rounded half up.
    std::uint64_t average_age_tenths() const { return (age_days * 20 + count) / (2 * count); }
};

// How exceptions of one reason came and went. Invariant: before + opened - closed = after.
struct ExceptionFlow {
    std::string key;
    Currency currency;
    CountAndSum before;  // open at the end of the day before
    CountAndSum opened;
    CountAndSum closed;
    CountAndSum after;
};

struct ExceptionCount {
    std::vector<ExceptionGroup> by_reason;  // by currency, most value first (Pareto)
    std::vector<ExceptionGroup> by_owner;
    std::vector<ExceptionGroup> held;  // by reason: held by a person until a day still to come
    std::vector<ExceptionFlow> flows;  // by currency and reason
    std::uint64_t untold = 0;  // that journal and rows tell differently: a fault of the book

    bool ties() const { return untold == 0; }
};

// Open as of a day: opened by then and not closed by then (ExceptionRecord says which days count).
// Owners and holds are those of today. What is held stands in `held` only. Cost O(exceptions).
ExceptionCount count_exceptions(
    const Book& book, const JournalFacts& facts, Date as_of, const Period& period
);

}  // namespace tieout
