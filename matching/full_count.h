// Every set of a small pool that makes a payment, of whatever size, counted exactly by size.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "matching/subset_sum.h"

namespace tieout {

inline constexpr std::uint32_t full_count_size_max = 32;

struct FullAnswer {
    // Number of sets of each size; no rounding, saturates at 2^63.
    std::array<std::uint64_t, full_count_size_max + 1> by_size{};
    std::vector<Picks>
        solutions;  // smallest first, at most solutions_max of size <= listed_size_max
    std::uint64_t steps = 0;
};

// Whether the pool is small enough: at most items_max items (with copies, at most 32), and with
// choices no more sums than so many items have without.
bool can_count_fully(const SumPool& pool, std::int64_t items_max);

// Meets in the middle (Horowitz and Sahni 1974): both halves' sums are merged into ascending order
// as items are added, and two pointers walk them from opposite ends. Cost O(2^(n/2)): n = 28 about
// 0.4 ms. Requires: can_count_fully(pool, 32).
FullAnswer count_fully(
    const SumPool& pool, Minor target, std::uint32_t listed_size_max, std::uint32_t solutions_max
);

}  // namespace tieout
