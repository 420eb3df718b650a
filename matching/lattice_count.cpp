// After i classes ways[s] is the number of sets of those classes with the sum s. A class of value v
// and c copies makes ways'[s] = ways[s] + ways[s - v] + .. + ways[s - c v]. No sum above the target
// matters, and none above all values so far is there yet. Listing keeps for every i one bit a sum
// (can it be made at all?) and walks back from the target: every way back ends in a set.
#include "matching/lattice_count.h"

#include <algorithm>
#include <numeric>

#include "engine/check.h"
#include "matching/vectors.h"

namespace tieout {

namespace {

using Bits = std::vector<std::uint64_t>;

bool has(const Bits& bits, std::size_t at) {
    return ((bits[at / 64] >> (at % 64)) & 1U) != 0;
}

// bits |= before moved by `by` places.
void add_moved(Bits& bits, const Bits& before, std::size_t by) {
    const std::size_t words = by / 64;
    const std::size_t rest = by % 64;
    for (std::size_t i = words; i < bits.size(); ++i) {
        bits[i] |= before[i - words] << rest;
        if (rest != 0 && i > words) bits[i] |= before[i - words - 1] >> (64 - rest);
    }
}

class Listing {
public:
    Listing(const LatticePool& lattice, const SumPool& pool, std::uint32_t sets_max)
        : lattice_(lattice), pool_(pool), sets_max_(sets_max), taken_(pool.classes(), 0) {}

    std::vector<Picks> run() {
        Bits bits(lattice_.target / 64 + 1, 0);
        bits[0] = 1;
        for (std::size_t i = 0; i < pool_.classes(); ++i) {
            reached_.push_back(bits);
            for (std::uint32_t copy = 1; copy <= pool_.copies[i]; ++copy) {
                const std::size_t by = std::size_t{lattice_.values[i]} * copy;
                if (by > lattice_.target) break;
                add_moved(bits, reached_.back(), by);
            }
        }
        if (has(bits, lattice_.target)) go_back(pool_.classes(), lattice_.target);
        return std::move(sets_);
    }

private:
    // What is left of the target is made with the classes below `end`.
    void go_back(std::size_t end, std::size_t left) {
        if (end == 0) {
            keep();
            return;
        }
        const std::size_t at = end - 1;
        for (std::uint32_t copies = 0; copies <= pool_.copies[at]; ++copies) {
            const std::size_t takes = std::size_t{lattice_.values[at]} * copies;
            if (takes > left || sets_.size() >= sets_max_) break;
            if (!has(reached_[at], left - takes)) continue;
            taken_[at] = copies;
            go_back(at, left - takes);
        }
        taken_[at] = 0;
    }

    // A credit that was turned around is taken where it was left, and so is all of a complement.
    void keep() {
        Picks picks;
        for (std::size_t i = 0; i < taken_.size(); ++i) {
            const bool turns = lattice_.is_complement != (pool_.amounts[i] < 0);
            const std::uint32_t copies = turns ? pool_.copies[i] - taken_[i] : taken_[i];
            picks.insert(picks.end(), copies, static_cast<std::uint32_t>(i));
        }
        if (!picks.empty()) sets_.push_back(std::move(picks));
    }

    const LatticePool& lattice_;
    const SumPool& pool_;
    std::uint32_t sets_max_;
    std::vector<std::uint32_t> taken_;
    std::vector<Bits> reached_;  // before each class
    std::vector<Picks> sets_;
};

}  // namespace

LatticePool on_lattice(const SumPool& pool, Minor target) {
    LatticePool lattice;
    Minor step = 0;
    WideMinor credits = 0;
    WideMinor all = 0;
    for (std::size_t i = 0; i < pool.classes(); ++i) {
        const Minor amount = pool.amounts[i];
        step = std::gcd(step, amount);
        if (amount < 0) credits += WideMinor{amount} * pool.copies[i];
        all += WideMinor{amount < 0 ? -amount : amount} * pool.copies[i];
    }
    WideMinor wanted = target - credits;
    lattice.is_impossible = step == 0 || target % step != 0 || wanted < 0 || wanted > all;
    if (lattice.is_impossible) return lattice;
    lattice.is_complement = wanted > all - wanted;
    if (lattice.is_complement) wanted = all - wanted;
    lattice.is_small = wanted / step < lattice_cells_max;
    if (!lattice.is_small) return lattice;
    lattice.target = static_cast<std::uint32_t>(wanted / step);
    for (const Minor amount : pool.amounts) {
        const Minor value = (amount < 0 ? -amount : amount) / step;
        // What is larger than the target is in no set, however much larger.
        lattice.values.push_back(
            static_cast<std::uint32_t>(std::min<Minor>(value, lattice_cells_max))
        );
    }
    // Small values first keep the sums small that have to be counted.
    lattice.order.resize(pool.classes());
    std::iota(lattice.order.begin(), lattice.order.end(), 0U);
    std::stable_sort(lattice.order.begin(), lattice.order.end(), [&](auto a, auto b) {
        return lattice.values[a] < lattice.values[b];
    });
    std::uint64_t cells = 0;
    std::uint64_t top = 0;
    for (const std::uint32_t at : lattice.order) {
        const std::uint64_t copies = pool.copies[at];
        top = std::min<std::uint64_t>(lattice.target, top + lattice.values[at] * copies);
        if (lattice.values[at] <= lattice.target) cells += (top + lattice_cells_a_step) * copies;
    }
    lattice.steps = cells / lattice_cells_a_step;
    return lattice;
}

std::uint64_t count_on_lattice(const LatticePool& lattice, const SumPool& pool) {
    check(lattice.is_small, "sums are counted on a small lattice");
    const std::size_t target = lattice.target;
    std::vector<std::uint16_t> ways(target + 1, 0);
    std::vector<std::uint16_t> before;
    ways[0] = 1;
    std::size_t top = 0;
    for (const std::uint32_t at : lattice.order) {
        const std::size_t value = lattice.values[at];
        if (value > target) break;
        const std::size_t reach = std::min(target, top + value * pool.copies[at]);
        if (pool.copies[at] == 1) {
            add_own_ways(ways.data(), value, reach);
        } else {
            before.assign(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(reach) + 1);
            for (std::uint32_t copy = 1; value * copy <= reach && copy <= pool.copies[at]; ++copy)
                add_ways(ways.data(), before.data(), value * copy, reach);
        }
        top = reach;
    }
    return ways[target];
}

std::vector<Picks> list_on_lattice(
    const LatticePool& lattice, const SumPool& pool, std::uint32_t sets_max
) {
    check(lattice.is_small, "sums are listed on a small lattice");
    return Listing(lattice, pool, sets_max).run();
}

}  // namespace tieout
