#include "matching/density.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "matching/structured.h"

using namespace tieout;

namespace {

SumPool pool_of(std::vector<Minor> amounts) {
    std::sort(amounts.begin(), amounts.end());
    SumPool pool;
    pool.amounts = std::move(amounts);
    pool.copies.assign(pool.amounts.size(), 1);
    return pool;
}

// A pool of single items in this order, a day apart.
Pool items_of_days(const std::vector<Minor>& amounts) {
    Pool pool;
    std::vector<std::uint32_t> order(amounts.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return amounts[a] < amounts[b];
    });
    pool.elements.resize(amounts.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) {
        pool.sums.amounts.push_back(amounts[order[place]]);
        pool.sums.copies.push_back(1);
        pool.class_first.push_back(place);
        pool.class_elements.push_back(order[place]);
        PoolElement& element = pool.elements[order[place]];
        element.amount = amounts[order[place]];
        element.place = place;
        element.due = Date(20'000 + static_cast<std::int32_t>(order[place]));
    }
    pool.class_first.push_back(static_cast<std::uint32_t>(order.size()));
    return pool;
}

std::vector<SetClass> classes_of(const std::vector<Minor>& amounts, Minor target, int booked) {
    const Pool pool = items_of_days(amounts);
    const Density density(pool.sums, 1);
    std::vector<SetClass> classes;
    for (const StructuredSet& set :
         structured_sets(pool, density, target, Date(20'000 + booked), 16).sets) {
        classes.push_back(set.set_class);
    }
    return classes;
}

}  // namespace

TEST_CASE("one item alone is priced by the lattice and the payment", "[matching][density]") {
    const Density density(pool_of({10'000}), 100);
    CHECK(density.size_ppm(1, 10'000) == 10'000);
    CHECK(density.size_ppm(2, 10'000) == 0);
}

TEST_CASE("equal amounts have one sum a size, not a bell", "[matching][density]") {
    SumPool pool;
    pool.amounts = {5'000};
    pool.copies = {20};
    const Density density(pool, 1);
    CHECK(density.size_ppm(5, 25'000) == 40);
}

TEST_CASE("the lattice is at most one major unit", "[matching][density]") {
    CHECK(lattice_of(std::vector<Minor>{30'000, 45'000}, 100) == 100);
    CHECK(lattice_of(std::vector<Minor>{30'050, 45'000}, 100) == 50);
    CHECK(lattice_of(std::vector<Minor>{30'053, 45'000}, 100) == 1);
    CHECK(lattice_of({}, 100) == 1);
}

TEST_CASE("the expected number of chance sets is what is counted", "[matching][density]") {
    std::mt19937 random(5);
    SubsetSum search;
    double expected = 0;
    double counted = 0;
    for (int trial = 0; trial < 200; ++trial) {
        std::vector<Minor> amounts;
        for (int i = 0; i < 60; ++i)
            amounts.push_back(1 + static_cast<Minor>(random() % 100'000));
        const SumPool pool = pool_of(amounts);
        const Density density(pool, 1);
        const Minor target = 120'000 + static_cast<Minor>(random() % 60'000);
        SumAnswer answer;
        search.find_size(pool, target, 3, {10'000, 10'000'000}, answer);
        counted += static_cast<double>(answer.count);
        expected += static_cast<double>(density.size_ppm(3, target)) / 1e6;
    }
    CHECK(counted > 0.8 * expected);
    CHECK(counted < 1.25 * expected);
}

TEST_CASE("every structured class finds its set", "[matching][structured]") {
    const std::vector<Minor> amounts{1'003, 2'017, 4'031, 8'069, 16'141};
    CHECK(classes_of(amounts, 4'031, 0) == std::vector{SetClass::single});
    CHECK(classes_of(amounts, 31'261, 0) == std::vector{SetClass::whole_balance});
    CHECK(classes_of(amounts, 3'020, 2) == std::vector{SetClass::past_due});
    CHECK(classes_of(amounts, 3'020, 0) == std::vector{SetClass::oldest_first});
    CHECK(classes_of(amounts, 29'244, 0) == std::vector{SetClass::all_but_one});
    CHECK(classes_of(amounts, 6'048, 0) == std::vector{SetClass::run});
    CHECK(classes_of(amounts, 5'034, 0).empty());
}

TEST_CASE("runs are found with credits among them", "[matching][structured]") {
    const std::vector<Minor> amounts{1'003, -517, 4'031, 8'069, 16'141};
    CHECK(classes_of(amounts, 3'514, 0) == std::vector{SetClass::run});
}
