#include "matching/vectors.h"

#include <algorithm>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "matching/subset_sum.h"

using namespace tieout;

namespace {

// Whatever a test does to the choice of instructions ends with it.
struct BestAtTheEnd {
    ~BestAtTheEnd() { use_best_instruction_set(); }
};

std::vector<std::uint32_t> places_one_by_one(
    const SumBits& sums,
    std::uint32_t rest,
    const std::vector<std::uint32_t>& amounts,
    std::size_t begin,
    std::size_t end
) {
    std::vector<std::uint32_t> places;
    for (std::size_t at = begin; at < end; ++at) {
        if (sums.has(rest - amounts[at])) places.push_back(static_cast<std::uint32_t>(at));
    }
    return places;
}

}  // namespace

TEST_CASE("every instruction set hints at the same places", "[matching][vectors]") {
    const BestAtTheEnd restore;
    std::mt19937 random(31);
    REQUIRE(instruction_sets() >= 1);
    std::size_t hints = 0;
    for (int trial = 0; trial < 300; ++trial) {
        std::vector<std::uint32_t> words(std::size_t{1} << (random() % 8));
        unsigned bits = 5;
        while ((std::size_t{32} << (bits - 5)) < words.size() * 32)
            ++bits;
        SumBits sums{words, 32U - bits};
        const std::size_t count = random() % 130;
        std::vector<std::uint32_t> amounts(count + vector_padding, 7);
        for (std::size_t i = 0; i < count; ++i)
            amounts[i] = static_cast<std::uint32_t>(random()) >> (random() % 28);
        for (int i = 0; i < 20; ++i)
            sums.set(static_cast<std::uint32_t>(random()) >> (random() % 28));
        const auto rest = static_cast<std::uint32_t>(random());
        const std::size_t begin = count == 0 ? 0 : random() % count;
        const auto wanted = places_one_by_one(sums, rest, amounts, begin, count);
        hints += wanted.size();
        for (std::size_t set = 0; set < instruction_sets(); ++set) {
            INFO("trial " << trial << ", " << hold_instruction_set(set));
            std::vector<std::uint32_t> places(count + vector_padding);
            places.resize(
                best_hinted_places()(sums, rest, amounts.data(), begin, count, places.data())
            );
            REQUIRE(places == wanted);
        }
    }
    CHECK(hints > 1'000);
}

TEST_CASE("every instruction set counts alike, and stops at 65,535", "[matching][vectors]") {
    const BestAtTheEnd restore;
    std::mt19937 random(37);
    for (std::size_t top = 0; top < 200; ++top) {
        std::vector<std::uint16_t> ways(top + 1);
        for (std::uint16_t& each : ways)
            each = static_cast<std::uint16_t>(random());
        const std::size_t by = 1 + random() % 80;
        std::vector<std::uint16_t> wanted = ways;
        for (std::size_t at = by; at <= top; ++at) {
            wanted[at] =
                static_cast<std::uint16_t>(std::min(unsigned{ways[at]} + ways[at - by], 65'535U));
        }
        for (std::size_t set = 0; set < instruction_sets(); ++set) {
            INFO(top << " by " << by << ", " << hold_instruction_set(set));
            std::vector<std::uint16_t> own = ways;
            add_own_ways(own.data(), by, top);
            REQUIRE(own == wanted);
            std::vector<std::uint16_t> apart = ways;
            add_ways(apart.data(), ways.data(), by, top);
            REQUIRE(apart == wanted);
        }
    }
}

TEST_CASE("the whole search answers the same on every instruction set", "[matching][vectors]") {
    const BestAtTheEnd restore;
    std::mt19937 random(41);
    for (int trial = 0; trial < 20; ++trial) {
        SumPool pool;
        for (int i = 0; i < 90; ++i) {
            const auto amount = static_cast<Minor>(random() % 40'000);
            pool.amounts.push_back(i % 11 == 0 ? -amount - 1 : amount + 1);
        }
        std::sort(pool.amounts.begin(), pool.amounts.end());
        pool.copies.assign(pool.classes(), 1);
        const Minor target = pool.amounts[80] + pool.amounts[40] + pool.amounts[3];
        const SumLimits limits{400, 2'000'000};
        SubsetSum search;
        use_best_instruction_set();
        const SumAnswer best = search.find(pool, target, 5, limits);
        REQUIRE_FALSE(best.solutions.empty());
        for (std::size_t set = 0; set < instruction_sets(); ++set) {
            INFO("trial " << trial << ", " << hold_instruction_set(set));
            const SumAnswer held = search.find(pool, target, 5, limits);
            REQUIRE(held.solutions == best.solutions);
            REQUIRE(held.steps == best.steps);
            REQUIRE(held.proved_k == best.proved_k);
        }
    }
}
