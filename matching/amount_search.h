// The verdict on a payment that names nothing: which sets of the pool make it, and what that
// proves.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/policy.h"
#include "engine/reason.h"
#include "matching/choices.h"
#include "matching/structured.h"

namespace tieout {

// A set whose sum is the payment.
struct FoundSet {
    SetClass set_class = SetClass::subset;
    Picks picks;
    Picks nets;     // those of the places that are taken net of their earned discount, once each
    Minor fee = 0;  // what the remitter's bank kept: the set makes the payment and this
    // Chance sets to be expected in all classes and sizes at least as preferred as this one.
    std::int64_t expected_ppm = 0;
};

// What an exhaustive search within stated bounds found (matching.md 1.2):
// - unique: one set only, in all structured classes and among all subsets of up to proved_k items
// - ambiguous: two sets at least
// - none: no set within those bounds; a single larger one may be listed as a candidate
// - budget: the search ended before its bounds were reached and fewer than two sets were found
// proved_k is the largest size whose cumulative chance stays within policy.tau_suggest_ppm, and
// never less than the size of the one set found. policy.search_steps_max bounds what is searched up
// to there, an eighth of it the candidates behind.
struct Verdict {
    Certificate certificate = Certificate::none;
    std::vector<FoundSet> sets;  // most preferred first, at most policy.alternatives_max
    std::uint64_t alternatives = 0;
    bool is_capped = false;
    std::uint32_t proved_k = 0;
    std::uint64_t steps = 0;
};

// What the search works with besides the pool; one a thread.
struct AmountQuery {
    Minor target = 0;
    Date booked;
    Minor lattice = 1;                 // lattice_of the entity's amounts
    const Choices* choices = nullptr;  // discounts earned on that day, if any
    Minor fee = 0;                     // a bank fee that may have been kept, 0: none
};

// Sets with a hypothesis (net of discounts, a bank fee) rank behind the sets of their class and
// size without. Each is tested exactly: the sum is never widened. Their number is priced: as many
// sets more in E as there are choices, all twice as many where a fee is possible.

Verdict search_amount(
    const Pool& pool, const Policy& policy, const AmountQuery& query, SubsetSum& search
);

}  // namespace tieout
