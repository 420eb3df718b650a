// What a payment of one day may lawfully take off the items of a pool: each item gross, or net of
// the discount it has earned.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/clearing.h"
#include "engine/policy.h"
#include "matching/pool.h"

namespace tieout {

// Earned discounts by class of the pool. Classes of one discount date and one text of terms share
// one choice: a payer who takes the discount of a date takes it on all items of that date that he
// pays (matching.md 5 and 7).
struct Choices {
    std::vector<Minor> discount;         // of each class, 0: none is earned
    std::vector<std::uint32_t> group;    // of each class, from 1 on; 0: no choice
    std::vector<Minor> net;              // of each class: amount less discount
    SumPool sums;                        // every class gross, those with a discount also net
    std::vector<std::uint32_t> classes;  // of each place in `sums`
    std::vector<bool> is_net;            // whether a place is the net one of its class

    bool any() const { return !sums.amounts.empty(); }
};

// Nothing when no item has an earned discount on that day: then any() is false and the rest empty.
// A discount counts for whole items only (engine/clearing.h, earned_discount), not for an invoice
// that stands netted with its credits. Cost O(n log n).
Choices choices_of(const Book& book, const Policy& policy, const Pool& pool, Date booked);

// How a set clears an item of a class: gross, or net with its discount as an adjustment when the
// class is among the sorted `nets`.
ClearedItem cleared_of(
    const PoolItem& item, std::uint32_t place, const Picks& nets, const Choices& choices
);

// What the remitter's bank kept is missing from the largest item. Requires: it is larger.
void keep_fee(Minor fee, Clearing& clearing);

}  // namespace tieout
