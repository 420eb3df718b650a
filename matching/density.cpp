#include "matching/density.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tieout {

namespace {

constexpr std::size_t size_max = 32;
constexpr std::size_t large_pool_size_max = 12;  // where larger sets mean nothing anyway
constexpr double floor_of_exponential = 0.02;
constexpr double root_of_two_pi = 2.5066282746310002;

struct Spread {
    double mean = 0;
    double variance = 0;
};

std::int64_t to_ppm(double expected) {
    const double ppm = std::ceil(expected * 1e6);
    if (!(ppm < static_cast<double>(spurious_ppm_max))) return spurious_ppm_max;
    return static_cast<std::int64_t>(ppm);
}

std::int64_t price(double hypotheses, Minor lattice, const Spread& spread, Minor target) {
    const auto wanted = static_cast<double>(target);
    const auto step = static_cast<double>(lattice);
    if (spread.variance <= 0 || hypotheses <= 1) {
        return to_ppm(hypotheses * step / std::max(std::fabs(wanted), 1.0));
    }
    const double off = wanted - spread.mean;
    const double bell = std::exp(-off * off / (2 * spread.variance));
    const double height = step / (std::sqrt(spread.variance) * root_of_two_pi);
    return to_ppm(hypotheses * height * std::max(bell, floor_of_exponential));
}

// Number of different multisets of each size: the product of 1 + x + .. + x^copies.
std::vector<double> count_sets(const SumPool& pool) {
    const std::size_t items = pool.items();
    const std::size_t largest = items <= size_max ? items : large_pool_size_max;
    std::vector<double> sets(largest + 1, 0.0);
    sets[0] = 1;
    std::vector<double> sums(largest + 2, 0.0);
    for (const std::uint32_t copies : pool.copies) {
        if (copies == 1) {
            for (std::size_t k = largest; k > 0; --k)
                sets[k] += sets[k - 1];
            continue;
        }
        for (std::size_t k = 0; k <= largest; ++k)
            sums[k + 1] = sums[k] + sets[k];
        for (std::size_t k = 0; k <= largest; ++k) {
            const std::size_t from = k > copies ? k - copies : 0;
            sets[k] = sums[k + 1] - sums[from];
        }
    }
    return sets;
}

}  // namespace

Density::Density(const SumPool& pool, Minor lattice)
    : items_(pool.items()), lattice_(lattice), sets_(count_sets(pool)) {
    if (items_ == 0) return;
    double sum = 0;
    for (std::size_t i = 0; i < pool.classes(); ++i) {
        sum += static_cast<double>(pool.amounts[i]) * pool.copies[i];
    }
    mean_ = sum / static_cast<double>(items_);
    for (std::size_t i = 0; i < pool.classes(); ++i) {
        const double off = static_cast<double>(pool.amounts[i]) - mean_;
        variance_ += off * off * pool.copies[i];
    }
    variance_ /= static_cast<double>(items_);
}

std::int64_t Density::size_ppm(std::uint32_t size, Minor target) const {
    if (size >= sets_.size()) {
        return size > static_cast<std::uint64_t>(items_) ? 0 : spurious_ppm_max;
    }
    const auto n = static_cast<double>(items_);
    const auto k = static_cast<double>(size);
    // Drawn without replacement; nothing spreads when all items are taken.
    const double variance =
        items_ > 1 ? std::max(0.0, variance_ * k * (1 - k / n) * n / (n - 1)) : 0.0;
    return price(sets_[size], lattice_, Spread{k * mean_, variance}, target);
}

std::int64_t Density::class_ppm(const HypothesisClass& hypotheses, Minor target) const {
    if (hypotheses.hypotheses == 0 || hypotheses.sums.empty()) return 0;
    const auto count = static_cast<double>(hypotheses.sums.size());
    Spread spread;
    for (const Minor sum : hypotheses.sums)
        spread.mean += static_cast<double>(sum);
    spread.mean /= count;
    for (const Minor sum : hypotheses.sums) {
        const double off = static_cast<double>(sum) - spread.mean;
        spread.variance += off * off;
    }
    spread.variance /= count;
    return price(static_cast<double>(hypotheses.hypotheses), lattice_, spread, target);
}

Minor lattice_of(std::span<const Minor> amounts, Minor major) {
    Minor lattice = 0;
    for (const Minor amount : amounts) {
        lattice = std::gcd(lattice, amount);
        if (lattice == 1) return 1;
    }
    return std::clamp<Minor>(lattice, 1, major);
}

}  // namespace tieout
