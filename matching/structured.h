// The sets a payer has a reason to pay together: one item, the balance, what is due, the oldest.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "matching/density.h"
#include "matching/pool.h"

namespace tieout {

// In the order of preference; arbitrary subsets come last, smaller ones first.
enum class SetClass : std::uint8_t {
    single,
    whole_balance,
    past_due,
    due_group,
    order_group,
    all_but_one,
    oldest_first,
    run,
    subset
};

std::string_view word_of(SetClass set_class);  // for a reviewer: "one item", "all that is past due"

struct StructuredSet {
    SetClass set_class = SetClass::single;
    Picks picks;
    bool is_net = false;  // every item with an earned discount net of it; there is one at least
};

struct StructuredAnswer {
    std::vector<StructuredSet> sets;  // different ones, each under its most preferred class
    // Expected chance hits of each class alone, in the order of SetClass up to `run`.
    std::vector<std::int64_t> class_ppm;
    std::vector<std::int64_t> net_ppm;  // the same for the sets with a net item
    bool is_capped = false;
};

// Tries every structured set of the pool against the target, gross and, where `net` gives the
// amounts of the classes less their earned discounts, with all discounts taken. `booked` says what
// is past due. Cost O(n log n); at most sets_max sets are kept.
StructuredAnswer structured_sets(
    const Pool& pool,
    const Density& density,
    Minor target,
    Date booked,
    std::uint32_t sets_max,
    std::span<const Minor> net = {}
);

}  // namespace tieout
