// Random pools of amounts, and all their sets by trying everything: what searches are held against.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>

#include "matching/subset_sum.h"

namespace tieout {

inline std::uint32_t below(std::mt19937& random, std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
}

// All multisets by plain counting upwards: the oracle.
inline std::set<Picks> by_brute_force(const SumPool& pool, Minor target, std::uint32_t size_max) {
    std::set<Picks> found;
    Picks picks;
    const auto go = [&](const auto& self, std::size_t place, Minor sum) -> void {
        if (place == pool.classes()) {
            if (sum == target && !picks.empty() && picks.size() <= size_max) found.insert(picks);
            return;
        }
        for (std::uint32_t copies = 0; copies <= pool.copies[place]; ++copies) {
            for (std::uint32_t i = 0; i < copies; ++i) {
                picks.push_back(static_cast<std::uint32_t>(place));
            }
            self(self, place + 1, sum + pool.amounts[place] * static_cast<Minor>(copies));
            picks.resize(picks.size() - copies);
        }
    };
    go(go, 0, 0);
    return found;
}

// Small amounts, so that there are many solutions; some credits, copies and equal neighbours.
inline SumPool random_pool(
    std::mt19937& random, std::uint32_t items, int spread, int credit_share
) {
    SumPool pool;
    std::uint32_t left = items;
    while (left > 0) {
        const std::uint32_t copies =
            std::min(left, below(random, 4) == 0 ? 1 + below(random, 3) : 1U);
        Minor amount = 1 + static_cast<Minor>(random() % static_cast<unsigned>(spread));
        if (static_cast<int>(random() % 100) < credit_share) amount = -amount;
        pool.amounts.push_back(amount);
        pool.copies.push_back(copies);
        left -= copies;
    }
    std::sort(pool.amounts.begin(), pool.amounts.end());
    return pool;
}

}  // namespace tieout
