#include "matching/density.h"

#include <algorithm>
#include <cmath>
#include <map>
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

// Numbers of sets by size: the coefficients of a product of 1 + x + .. + x^copies.
class SetCounts {
public:
    explicit SetCounts(std::size_t largest) : sets_(largest + 1, 0.0), sums_(largest + 2, 0.0) {
        sets_[0] = 1;
    }

    void add(std::uint32_t copies) {
        const std::size_t largest = sets_.size() - 1;
        if (copies == 1) {
            for (std::size_t k = largest; k > 0; --k)
                sets_[k] += sets_[k - 1];
            return;
        }
        for (std::size_t k = 0; k <= largest; ++k)
            sums_[k + 1] = sums_[k] + sets_[k];
        for (std::size_t k = 0; k <= largest; ++k) {
            const std::size_t from = k > copies ? k - copies : 0;
            sets_[k] = sums_[k + 1] - sums_[from];
        }
    }

    const std::vector<double>& sets() const { return sets_; }

    std::vector<double>& sets() { return sets_; }

private:
    std::vector<double> sets_;
    std::vector<double> sums_;
};

std::size_t largest_size(const SumPool& pool) {
    const std::size_t items = pool.items();
    return items <= size_max ? items : large_pool_size_max;
}

std::vector<double> count_sets(const SumPool& pool) {
    SetCounts counts(largest_size(pool));
    for (const std::uint32_t copies : pool.copies)
        counts.add(copies);
    return counts.sets();
}

// The same with choices: a group is taken gross, or net, or not at all.
std::vector<double> count_choices(const SumPool& pool) {
    SetCounts all(largest_size(pool));
    std::map<std::uint32_t, std::vector<std::uint32_t>> groups;  // copies of their classes
    for (std::size_t place = 0; place < pool.classes(); ++place) {
        if (pool.choice[place] == 0) all.add(pool.copies[place]);
        if (pool.is_second(place)) groups[pool.choice[place] / 2].push_back(pool.copies[place]);
    }
    for (const auto& [group, members] : groups) {
        SetCounts with = all;
        for (const std::uint32_t copies : members)
            with.add(copies);
        for (std::size_t k = 0; k < all.sets().size(); ++k)
            all.sets()[k] = 2 * with.sets()[k] - all.sets()[k];
    }
    return all.sets();
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
    return priced(sets_, size, target);
}

void Density::add_choices(const SumPool& choices) {
    choice_sets_ = count_choices(choices);
    for (std::size_t k = 0; k < choice_sets_.size(); ++k)
        choice_sets_[k] -= sets_[k];
}

std::int64_t Density::choice_ppm(std::uint32_t size, Minor target) const {
    return choice_sets_.empty() ? 0 : priced(choice_sets_, size, target);
}

std::int64_t Density::priced(const std::vector<double>& sets, std::uint32_t size, Minor target)
    const {
    if (size >= sets.size()) {
        return size > static_cast<std::uint64_t>(items_) ? 0 : spurious_ppm_max;
    }
    const auto n = static_cast<double>(items_);
    const auto k = static_cast<double>(size);
    // Drawn without replacement; nothing spreads when all items are taken.
    const double variance =
        items_ > 1 ? std::max(0.0, variance_ * k * (1 - k / n) * n / (n - 1)) : 0.0;
    return price(sets[size], lattice_, Spread{k * mean_, variance}, target);
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
