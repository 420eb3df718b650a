#include "matching/subset_sum.h"

#include <algorithm>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "matching/full_count.h"
#include "tests/support/random_pools.h"

using namespace tieout;

namespace {

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
