// Every set of a pool of round amounts that makes a payment, of whatever size, counted together.
#pragma once

#include <cstdint>
#include <vector>

#include "matching/subset_sum.h"

namespace tieout {

inline constexpr Minor lattice_cells_max = Minor{1} << 20;  // values that a sum may have
inline constexpr std::uint64_t lattice_count_max = 65'535;  // where counting stops
inline constexpr std::uint64_t lattice_cells_a_step = 32;   // cells that one step counts

// The pool on its lattice: whole multiples of what all amounts are multiples of (their greatest
// common divisor), credits turned around: instead of taking a credit one leaves it, instead of a
// set its complement is counted where that is less.
struct LatticePool {
    std::vector<std::uint32_t> values;  // of each class of the pool, positive
    std::vector<std::uint32_t> order;   // the classes by value
    std::uint32_t target = 0;
    bool is_complement = false;
    bool is_impossible = false;  // no set can make the payment, whatever its size
    bool is_small = false;       // few enough values; else nothing is counted
    std::uint64_t steps = 0;     // that counting takes
};

LatticePool on_lattice(const SumPool& pool, Minor target);

// How many sets there are, at most lattice_count_max (Bellman 1957: the number of ways to make each
// sum with the first classes, class after class). Copies are interchangeable. Cost: items x
// target / lattice_cells_a_step steps, 4 bytes a value. Requires: pool.is_small, a pool without
// choices.
std::uint64_t count_on_lattice(const LatticePool& lattice, const SumPool& pool);

// The first of these sets, in the order of the pool's larger amounts; at most sets_max. Cost as
// counting; one bit for each value and item.
std::vector<Picks> list_on_lattice(
    const LatticePool& lattice, const SumPool& pool, std::uint32_t sets_max
);

}  // namespace tieout
