// Numbers drawn for made-up books: whole-number arithmetic only, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/money.h"

namespace tieout {

// A counter-based generator (SplitMix64: Steele, Lea and Flood 2014). Streams of one seed are
// independent, so that more draws in one place change nothing in another.
class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t stream);

    std::uint64_t next();
    // 0 .. limit - 1. Requires: limit > 0.
    std::uint64_t below(std::uint64_t limit);
    // low .. high, both of them. Requires: low <= high.
    std::int64_t between(std::int64_t low, std::int64_t high);
    // True in so many of 10,000 cases.
    bool happens(std::int64_t basis_points);
    // One of several, by weights that are not all zero.
    std::size_t weighted(std::span<const std::int64_t> weights);
    // Log-normal: half of the draws are below `median`; a draw one standard deviation above it is
    // 2^(spread / 100) times as much. At least 1.
    Minor log_normal(Minor median, std::int64_t spread);

    template <class List>
    decltype(auto) one_of(const List& list) {
        return list[static_cast<std::size_t>(below(list.size()))];
    }

private:
    std::uint64_t state_;
};

}  // namespace tieout
