#include "matching/lattice_count.h"

#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "matching/amount_search.h"
#include "tests/support/random_pools.h"

using namespace tieout;

namespace {

constexpr std::uint32_t any_size = 1'000;

// A pool whose elements are single items, without dates.
Pool pool_of(const SumPool& sums) {
    Pool pool;
    pool.sums = sums;
    for (std::uint32_t place = 0; place < sums.classes(); ++place) {
        pool.class_first.push_back(static_cast<std::uint32_t>(pool.elements.size()));
        for (std::uint32_t copy = 0; copy < sums.copies[place]; ++copy) {
            const auto at = static_cast<std::uint32_t>(pool.elements.size());
            PoolElement element;
            element.amount = sums.amounts[place];
            element.first = at;
            element.count = 1;
            element.place = place;
            pool.class_elements.push_back(at);
            pool.elements.push_back(element);
        }
    }
    pool.class_first.push_back(static_cast<std::uint32_t>(pool.elements.size()));
    return pool;
}

// Different whole-dollar amounts.
SumPool round_pool(std::mt19937& random, std::size_t items, std::uint32_t dollars) {
    std::set<Minor> amounts;
    while (amounts.size() < items)
        amounts.insert(100 * static_cast<Minor>(1 + below(random, dollars)));
    SumPool pool;
    pool.amounts.assign(amounts.begin(), amounts.end());
    pool.copies.assign(items, 1);
    return pool;
}

}  // namespace

TEST_CASE("round amounts are counted as trying everything does", "[matching][lattice]") {
    std::mt19937 random(20261122);
    std::size_t found = 0;
    for (int trial = 0; trial < 1'500; ++trial) {
        SumPool pool = random_pool(random, 1 + below(random, 15), trial % 2 == 0 ? 20 : 400, 25);
        const Minor unit = trial % 3 == 0 ? 500 : 1;
        for (Minor& amount : pool.amounts)
            amount *= unit;
        const Minor target = unit * (1 + static_cast<Minor>(below(random, 300)));
        const std::set<Picks> wanted = by_brute_force(pool, target, any_size);
        const LatticePool lattice = on_lattice(pool, target);
        INFO("trial " << trial);
        if (lattice.is_impossible) {
            REQUIRE(wanted.empty());
            continue;
        }
        REQUIRE(lattice.is_small);
        REQUIRE(count_on_lattice(lattice, pool) == wanted.size());
        const std::vector<Picks> listed = list_on_lattice(lattice, pool, 100'000);
        REQUIRE(std::set<Picks>(listed.begin(), listed.end()) == wanted);
        REQUIRE(listed.size() == wanted.size());
        found += wanted.size();
    }
    CHECK(found > 4'000);
}

TEST_CASE("an amount off the lattice is made by no set of any size", "[matching][lattice]") {
    std::mt19937 random(3);
    const Pool pool = pool_of(round_pool(random, 120, 4'000));
    SubsetSum search;
    const Verdict verdict = search_amount(pool, Policy{}, {500'050, Date(20'000), 1}, search);
    CHECK(verdict.certificate == Certificate::none);
    CHECK(verdict.proved_k == 120);
    CHECK(verdict.sets.empty());
}

TEST_CASE("sets of whole dollars are ambiguous by count", "[matching][lattice]") {
    std::mt19937 random(5);
    SubsetSum search;
    for (const std::size_t items : {33U, 60U, 120U, 200U}) {
        const Pool pool = pool_of(round_pool(random, items, 2'000));
        Minor target = 0;
        for (std::size_t i = 0; i < items; i += 3)
            target += pool.sums.amounts[i];
        const Verdict verdict = search_amount(pool, Policy{}, {target, Date(20'000), 100}, search);
        INFO(items << " items");
        CHECK(verdict.certificate == Certificate::ambiguous);
        CHECK(verdict.alternatives == lattice_count_max);
        CHECK(verdict.is_capped);
        CHECK(verdict.sets.size() >= 2);
        for (const FoundSet& set : verdict.sets) {
            Minor sum = 0;
            for (const std::uint32_t place : set.picks)
                sum += pool.sums.amounts[place];
            CHECK(sum == target);
        }
    }
}

TEST_CASE("a large set that alone makes round amounts is found and proved", "[matching][lattice]") {
    // Powers of two, whole dollars: every sum is made in one way only.
    SumPool sums;
    for (Minor amount = 100; sums.classes() < 18; amount *= 2)
        sums.amounts.push_back(amount);
    sums.copies.assign(sums.classes(), 1);
    const LatticePool lattice = on_lattice(sums, 100 * 0x2'AAAA);
    REQUIRE(lattice.is_small);
    CHECK(count_on_lattice(lattice, sums) == 1);
    const auto listed = list_on_lattice(lattice, sums, 16);
    REQUIRE(listed.size() == 1);
    CHECK(listed.front() == Picks{1, 3, 5, 7, 9, 11, 13, 15, 17});
}
