#include "matching/subset_sum.h"

#include <algorithm>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "matching/full_count.h"

using namespace tieout;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
}

// All multisets by plain counting upwards: the oracle.
std::set<Picks> by_brute_force(const SumPool& pool, Minor target, std::uint32_t size_max) {
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
SumPool random_pool(std::mt19937& random, std::uint32_t items, int spread, int credit_share) {
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

std::set<Picks> as_set(const std::vector<Picks>& picks) {
    return {picks.begin(), picks.end()};
}

}  // namespace

TEST_CASE("the search finds exactly what trying everything finds", "[matching][subset_sum]") {
    std::mt19937 random(20261121);
    SubsetSum search;
    const SumLimits limits{100'000, 100'000'000};
    for (int trial = 0; trial < 1'500; ++trial) {
        const std::uint32_t items = 1 + below(random, 14);
        const SumPool pool = random_pool(random, items, trial % 2 == 0 ? 40 : 1'000, 25);
        const Minor target = static_cast<Minor>(random() % (trial % 2 == 0 ? 120 : 3'000));
        const std::uint32_t size_max = 1 + below(random, 8);
        const SumAnswer answer = search.find(pool, target, size_max, limits);
        INFO("trial " << trial);
        REQUIRE_FALSE(answer.is_stopped());
        const auto wanted = by_brute_force(pool, target, size_max);
        REQUIRE(as_set(answer.solutions) == wanted);
        REQUIRE(answer.count == wanted.size());
        REQUIRE(answer.solutions.size() == wanted.size());
        REQUIRE(answer.proved_k == std::min(size_max, pool.items()));
    }
}

TEST_CASE("the full count agrees with trying everything, size by size", "[matching][subset_sum]") {
    std::mt19937 random(7);
    for (int trial = 0; trial < 400; ++trial) {
        const SumPool pool = random_pool(random, 1 + below(random, 18), 60, 20);
        const Minor target = static_cast<Minor>(random() % 200);
        const FullAnswer answer = count_fully(pool, target, full_count_size_max, 1'000'000);
        const auto wanted = by_brute_force(pool, target, full_count_size_max);
        std::array<std::uint64_t, full_count_size_max + 1> by_size{};
        for (const Picks& picks : wanted)
            ++by_size[picks.size()];
        INFO("trial " << trial);
        REQUIRE(answer.by_size == by_size);
        REQUIRE(as_set(answer.solutions) == wanted);
        REQUIRE(answer.solutions.size() == wanted.size());
    }
}

TEST_CASE("a larger pool agrees with the full count", "[matching][subset_sum]") {
    std::mt19937 random(11);
    SubsetSum search;
    for (int trial = 0; trial < 12; ++trial) {
        const SumPool pool = random_pool(random, 26, 5'000'000, 10);
        const Picks truth{1, 4, 9, 16, 20};
        Minor target = 0;
        for (const std::uint32_t place : truth) {
            if (place < pool.classes()) target += pool.amounts[place];
        }
        const SumAnswer found = search.find(pool, target, 7, {1'000, 100'000'000});
        const FullAnswer counted = count_fully(pool, target, 7, 1'000);
        REQUIRE(as_set(found.solutions) == as_set(counted.solutions));
    }
}

TEST_CASE("a search that meets its bounds says so", "[matching][subset_sum]") {
    SumPool pool;
    for (Minor amount = 1; amount <= 60; ++amount) {
        pool.amounts.push_back(amount);
        pool.copies.push_back(1);
    }
    SubsetSum search;
    const SumAnswer many = search.find(pool, 100, 6, {16, 100'000'000});
    CHECK(many.is_capped);
    CHECK(many.solutions.size() == 16);
    CHECK(many.proved_k == 2);
    const SumAnswer brief = search.find(pool, 1'500, 30, {16, 1'000});
    CHECK(brief.is_over_budget);
    CHECK(brief.proved_k < 30);
}
