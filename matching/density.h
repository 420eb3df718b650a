// How many sets of items would make a payment by chance: what a fit is worth as evidence.
#pragma once

#include <cstdint>
#include <span>

#include "matching/subset_sum.h"

namespace tieout {

inline constexpr std::int64_t spurious_ppm_max = 1'000'000'000;  // a thousand sets: no evidence

// The class of structured hypotheses: how many there are, and where their sums lie.
struct HypothesisClass {
    std::int64_t hypotheses = 0;
    std::span<const Minor> sums;  // of the hypotheses, or a fair sample of them
};

// Prices sets (matching.md 1.3): E = H w g / (s sqrt(2 pi)) exp(-(T - m)^2 / (2 s^2)) with window
// w = 1, exact cents; the exponential is floored at 0.02 because real amounts have heavy tails.
// When all sums are equal, or there is one hypothesis only: E = H w g / T. Floating point stays in
// here: what comes out is whole parts per million, rounded up.
class Density {
public:
    // `lattice` is what all amounts of the entity are multiples of. Requires: lattice >= 1.
    Density(const SumPool& pool, Minor lattice);

    // Expected number of chance sets of exactly `size` items that make `target`.
    std::int64_t size_ppm(std::uint32_t size, Minor target) const;
    // The same for sets with an item taken net, of a pool with choices: each group of items that
    // share a choice doubles the sets that it stands in.
    void add_choices(const SumPool& choices);
    std::int64_t choice_ppm(std::uint32_t size, Minor target) const;
    // The same for a class of structured hypotheses.
    std::int64_t class_ppm(const HypothesisClass& hypotheses, Minor target) const;

private:
    std::int64_t priced(const std::vector<double>& sets, std::uint32_t size, Minor target) const;

    std::int64_t items_ = 0;
    Minor lattice_ = 1;
    std::vector<double> sets_;         // number of different sets of each size
    std::vector<double> choice_sets_;  // of those with a net item; empty: there are none
    double mean_ = 0;
    double variance_ = 0;
};

// The greatest common divisor of amounts, at most one major unit of the currency: the lattice on
// which sums fall. Requires: major >= 1.
Minor lattice_of(std::span<const Minor> amounts, Minor major);

}  // namespace tieout
