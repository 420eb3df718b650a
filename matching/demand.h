// How many copies of each class of a pool several sets take together, and whether there are so
// many.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "matching/subset_sum.h"

namespace tieout {

class Demand {
public:
    explicit Demand(const SumPool& pool) : pool_(pool), used_(pool.classes(), 0) {}

    void add(const Picks& picks) {
        for (const std::uint32_t place : picks)
            ++used_[place];
    }

    void remove(const Picks& picks) {
        for (const std::uint32_t place : picks)
            --used_[place];
    }

    bool is_short(const Picks& picks) const {
        return std::any_of(picks.begin(), picks.end(), [&](std::uint32_t place) {
            return used_[place] > pool_.copies[place];
        });
    }

    bool has_room(const Picks& picks) {
        add(picks);
        const bool fits = !is_short(picks);
        remove(picks);
        return fits;
    }

private:
    const SumPool& pool_;
    std::vector<std::uint32_t> used_;
};

}  // namespace tieout
