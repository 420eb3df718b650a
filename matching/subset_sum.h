// Which open amounts add up to a payment, how many ways, and up to which size that is proved.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/money.h"

namespace tieout {

// Signed amounts to choose from, ascending. Interchangeable items stand as one amount with copies;
// equal amounts that are not interchangeable stand beside each other.
struct SumPool {
    std::vector<Minor> amounts;
    std::vector<std::uint32_t> copies;
    // Empty, or for each place: 0, or the choice it stands for, 2 x group + side. An item with a
    // choice stands at two places, gross (side 0) and net (side 1). A set takes all its items of
    // one group on the same side.
    std::vector<std::uint32_t> choice;

    std::size_t classes() const { return amounts.size(); }

    bool has_choices() const { return !choice.empty(); }

    // Whether a place stands for an item that stands at another place already.
    bool is_second(std::size_t place) const { return has_choices() && choice[place] % 2 == 1; }

    std::uint32_t items() const;  // with copies; one with a choice once
};

// Places in the pool, ascending; a place stands as often as copies of it are taken.
using Picks = std::vector<std::uint32_t>;

struct SumLimits {
    std::uint32_t solutions_max = 16;
    std::uint64_t steps_max = 400'000;
};

struct SumAnswer {
    std::vector<Picks> solutions;  // by size, then in the order found; the order is fixed
    std::uint64_t count = 0;       // of all solutions of the sizes searched; exact unless capped
    std::uint32_t proved_k = 0;    // every size up to this one was searched to its end
    bool is_capped = false;        // solutions_max was reached, more may exist
    bool is_over_budget = false;   // steps_max was reached
    std::uint64_t steps = 0;       // about 2.5 ns each: two probes, or half a verified pair

    bool is_stopped() const { return is_capped || is_over_budget; }
};

// Finds all sets of exactly one size at a time, so that the caller decides after each size whether
// a larger one still means anything. Keeps its scratch memory between calls; one thread at a time.
class SubsetSum {
public:
    // Appends all sets of `size` items whose sum is `target` and raises proved_k when it was
    // searched to its end. Requires: size >= 1; amounts ascending, none 0; size * 10^15 fits.
    // Cost: size 2 O(n); size 3 O(n^2) probes of a bitmap of amounts; size k >= 4 O(n^(k-2))
    // probes of a bitmap of pair sums that grows with the third smallest item. No memory is
    // proportional to more than n^2 / 2 bits times a small factor.
    void find_size(
        const SumPool& pool,
        Minor target,
        std::uint32_t size,
        const SumLimits& limits,
        SumAnswer& answer
    );

    // All sets of 1 to size_max items.
    SumAnswer find(
        const SumPool& pool, Minor target, std::uint32_t size_max, const SumLimits& limits
    );

private:
    friend class SizeSearch;

    struct Scratch {
        std::vector<std::uint32_t> bits;    // which sums there are
        std::vector<std::uint32_t> low;     // low halves of the amounts, padded
        std::vector<std::uint32_t> places;  // what one pass over them hints at, padded
    };

    Scratch scratch_;
};

}  // namespace tieout
