// Tier 3: numbers that are nearly right, together with a payer who is certain and the amount.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/clearing.h"
#include "engine/policy.h"
#include "matching/near_reference.h"
#include "matching/pool.h"

namespace tieout {

inline constexpr std::size_t near_choices_max = 4'096;  // looked at for one payment

struct NearQuery {
    const Book& book;
    const Policy& policy;
    const Payment& payment;
    std::span<const ItemNo> exact;  // items of the family that the text names as they are
    std::span<const NearPlace> places;
    std::uint32_t unread = 0;      // places that are near nothing
    std::span<const ItemNo> pool;  // the family's items, of the payment's entity and currency
    const Taken& taken;            // by payments of this batch that came before by rule
};

// What near numbers settle.
struct NearAnswer {
    Clearing clearing;
    std::vector<ItemNo> near;       // items that the text nearly names
    std::uint32_t named = 0;        // items
    std::uint32_t unnamed = 0;      // items that the amount alone adds
    std::uint32_t cut_off = 0;      // items whose numbers the end of the text cut off
    bool closes_all = false;        // to the cent or within the tolerance; else a part payment
    std::int64_t expected_ppm = 0;  // how many such items chance would name, or add
};

// Settles the payment when exactly one choice of items (for each place one of its items, or none)
// makes it together with the items named exactly: to the cent, else to the cent net of all
// discounts that are earned, else with a shortage within policy's tolerance. Cost: the choices, at
// most near_choices_max; more are not looked at.
std::optional<NearAnswer> close_nearly(const NearQuery& query);

// Settles the payment when each place can mean one item only, and exactly one item of the pool (or,
// when two places or more are near nothing, one pair) makes what is left to the cent.
std::optional<NearAnswer> close_with_rest(const NearQuery& query);

// Settles a payment whose text was cut: it names three documents or more in the order of their
// numbers, ends within the next number of the pool, and from that one on, without a gap, the pool's
// documents make what is left to the cent.
std::optional<NearAnswer> close_with_run(const NearQuery& query);

// A part payment of the only item that all places of the text nearly name, when chance would hardly
// name one of the family's items (policy.tau_post_ppm) and more is open than was paid.
std::optional<NearAnswer> pay_part_nearly(const NearQuery& query);

}  // namespace tieout
