// Searches for sets in pools of log-normal invoice amounts, with the answer known.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <string>

#include <benchmark/benchmark.h>

#include "engine/policy.h"
#include "matching/amount_search.h"
#include "matching/full_count.h"
#include "matching/lattice_count.h"
#include "matching/subset_sum.h"
#include "matching/vectors.h"

namespace {

using namespace tieout;

// Median about 19,000.00, as real business invoices; all different.
SumPool amounts(std::size_t items, unsigned seed) {
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> draw(std::log(1'900'000.0), 1.7);
    SumPool pool;
    while (pool.amounts.size() < items) {
        const auto amount = static_cast<Minor>(draw(random)) + 1;
        pool.amounts.push_back(amount);
    }
    std::sort(pool.amounts.begin(), pool.amounts.end());
    pool.amounts.erase(std::unique(pool.amounts.begin(), pool.amounts.end()), pool.amounts.end());
    pool.copies.assign(pool.amounts.size(), 1);
    return pool;
}

Picks planted(const SumPool& pool, std::size_t size, std::mt19937_64& random) {
    Picks picks;
    while (picks.size() < size) {
        const auto place = static_cast<std::uint32_t>(random() % pool.classes());
        if (std::find(picks.begin(), picks.end(), place) == picks.end()) picks.push_back(place);
    }
    std::sort(picks.begin(), picks.end());
    return picks;
}

Minor sum_of(const SumPool& pool, const Picks& picks) {
    Minor sum = 0;
    for (const std::uint32_t place : picks)
        sum += pool.amounts[place];
    return sum;
}

// All solutions of 1 .. k items.
void all_sets(benchmark::State& state) {
    const auto items = static_cast<std::size_t>(state.range(0));
    const auto size = static_cast<std::uint32_t>(state.range(1));
    const SumPool pool = amounts(items, 1);
    std::mt19937_64 random(2);
    std::vector<Minor> targets;
    SubsetSum search;
    const SumLimits limits{1'000'000, 1'000'000'000};
    for (int i = 0; i < 32; ++i) {
        const Picks truth = planted(pool, size, random);
        targets.push_back(sum_of(pool, truth));
        const SumAnswer answer = search.find(pool, targets.back(), size, limits);
        const auto& found = answer.solutions;
        if (std::find(found.begin(), found.end(), truth) == found.end()) {
            state.SkipWithError("the planted set was not found");
            return;
        }
    }
    std::size_t at = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(search.find(pool, targets[at++ % targets.size()], size, limits));
    }
    state.counters["searches/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// The same on each instruction set of this processor, best first; behind the last, the last again.
void all_sets_held(benchmark::State& state) {
    const auto set = std::min(static_cast<std::size_t>(state.range(0)), instruction_sets() - 1);
    const SumPool pool = amounts(static_cast<std::size_t>(state.range(1)), 1);
    std::mt19937_64 random(2);
    const Minor target = sum_of(pool, planted(pool, 4, random));
    const SumLimits limits{1'000'000, 1'000'000'000};
    SubsetSum search;
    const std::uint64_t sets = search.find(pool, target, 4, limits).count;
    state.SetLabel(std::string(hold_instruction_set(set)));
    if (search.find(pool, target, 4, limits).count != sets) {
        state.SkipWithError("another number of sets");
    }
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(search.find(pool, target, 4, limits));
    use_best_instruction_set();
}

void full_count(benchmark::State& state) {
    const SumPool pool = amounts(static_cast<std::size_t>(state.range(0)), 3);
    std::mt19937_64 random(4);
    const Picks truth = planted(pool, pool.classes() / 2, random);
    const Minor target = sum_of(pool, truth);
    const FullAnswer answer = count_fully(pool, target, full_count_size_max, 1'000);
    if (answer.by_size[truth.size()] == 0) {
        state.SkipWithError("the planted set was not counted");
        return;
    }
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(count_fully(pool, target, full_count_size_max, 16));
    }
}

// Whole dollars of about a thousand each, a third of them paid; on each instruction set.
void lattice_count(benchmark::State& state) {
    const auto set = std::min(static_cast<std::size_t>(state.range(0)), instruction_sets() - 1);
    const auto items = static_cast<std::size_t>(state.range(1));
    std::mt19937_64 random(8);
    SumPool pool;
    for (std::size_t i = 0; i < items; ++i)
        pool.amounts.push_back(100 * static_cast<Minor>(1 + random() % 2'000));
    std::sort(pool.amounts.begin(), pool.amounts.end());
    pool.copies.assign(items, 1);
    const Minor target = sum_of(pool, planted(pool, items / 3, random));
    const LatticePool lattice = on_lattice(pool, target);
    if (!lattice.is_small || count_on_lattice(lattice, pool) < 1) {
        state.SkipWithError("the planted set was not counted");
        return;
    }
    state.SetLabel(std::string(hold_instruction_set(set)));
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(count_on_lattice(lattice, pool));
    use_best_instruction_set();
    state.counters["steps"] = static_cast<double>(lattice.steps);
    state.counters["values"] = lattice.target;
}

// The whole verdict under the default policy; reports the 99th percentile over many payments.
void verdict(benchmark::State& state) {
    const auto items = static_cast<std::size_t>(state.range(0));
    const auto size = static_cast<std::size_t>(state.range(1));
    const Policy policy;
    Pool pool;
    pool.sums = amounts(items, 5);
    for (std::size_t i = 0; i < pool.sums.classes(); ++i) {
        PoolElement element;
        element.amount = pool.sums.amounts[i];
        element.first = static_cast<std::uint32_t>(i);
        element.count = 1;
        element.place = static_cast<std::uint32_t>(i);
        element.due = Date(20'000 + static_cast<std::int32_t>(i * 7 % 60));
        pool.elements.push_back(element);
        pool.class_first.push_back(static_cast<std::uint32_t>(i));
        pool.class_elements.push_back(static_cast<std::uint32_t>(i));
    }
    pool.class_first.push_back(static_cast<std::uint32_t>(pool.sums.classes()));
    std::mt19937_64 random(6);
    std::vector<Minor> targets;
    SubsetSum search;
    int undecided = 0;
    std::uint64_t steps = 0;
    for (int i = 0; i < 256; ++i) {
        const Picks truth = planted(pool.sums, size, random);
        targets.push_back(sum_of(pool.sums, truth));
        const Verdict found =
            search_amount(pool, policy, {targets.back(), Date(20'030), 1}, search);
        undecided += found.certificate == Certificate::budget ? 1 : 0;
        steps = std::max(steps, found.steps);
        const bool is_listed =
            std::any_of(found.sets.begin(), found.sets.end(), [&](const FoundSet& set) {
                return set.picks == truth;
            });
        const bool must = found.certificate == Certificate::unique && found.proved_k >= size;
        if (must && !is_listed) {
            state.SkipWithError("another set was called unique");
            return;
        }
    }
    std::vector<double> times;
    std::size_t at = 0;
    for ([[maybe_unused]] auto _ : state) {
        const auto begin = std::chrono::steady_clock::now();
        benchmark::DoNotOptimize(
            search_amount(pool, policy, {targets[at++ % targets.size()], Date(20'030), 1}, search)
        );
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - begin;
        times.push_back(took.count());
    }
    std::sort(times.begin(), times.end());
    state.counters["p50_us"] = times[times.size() / 2];
    state.counters["undecided"] = undecided;
    state.counters["steps_most"] = static_cast<double>(steps);
    state.counters["p99_us"] = times[times.size() * 99 / 100];
}

}  // namespace

BENCHMARK(all_sets)
    ->ArgsProduct({{20, 40, 100, 200}, {2, 3, 4}})
    ->Args({40, 5})
    ->Args({60, 5})
    ->Args({100, 5})
    ->Args({2'000, 2})
    ->Args({2'000, 3})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(all_sets_held)
    ->ArgsProduct({{0, 1, 2, 3, 4}, {100, 200, 500}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(full_count)->Arg(16)->Arg(20)->Arg(24)->Arg(28)->Unit(benchmark::kMicrosecond);
BENCHMARK(lattice_count)
    ->ArgsProduct({{0, 1, 2, 3, 4}, {40, 100, 200}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(verdict)
    ->ArgsProduct({{10, 20, 28, 29, 40, 60, 100, 500, 1'000, 2'000}, {1, 3, 6}})
    ->Unit(benchmark::kMicrosecond);
