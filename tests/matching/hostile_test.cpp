#include <random>

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include "matching/amount_search.h"
#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"
#include "tests/support/random_pools.h"

using namespace tieout;

namespace {

constexpr std::uint64_t overrun = 20'000;  // what was begun when the steps ended

// The verdict on one amount over what the only customer owes, under the shipped policy.
Verdict verdict_of(const BookBuilder& b, Minor target) {
    const CustomerNo family[] = {CustomerNo{0}};
    const Pool pool = make_pool(b.book, {family, EntityNo{0}, usd()}, Taken{});
    SubsetSum search;
    const Date booked = day("2026-03-15");
    const Choices choices = choices_of(b.book, b.policy, pool, booked);
    const AmountQuery query{target, booked, 1, &choices, b.policy.bank_fee_minor};
    const Verdict verdict = search_amount(pool, b.policy, query, search);
    const auto steps_max = static_cast<std::uint64_t>(b.policy.search_steps_max);
    const std::uint64_t passes = b.policy.bank_fee_minor > 0 ? 3 : 1;
    CHECK(verdict.steps <= passes * (steps_max + steps_max / 8 + overrun));
    return verdict;
}

std::string number(int i) {
    return fmt::format("{}", 100'000 + i);
}

}  // namespace

TEST_CASE("five thousand equal invoices are too many to search", "[matching][hostile]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    for (int i = 0; i < 5'000; ++i)
        b.item(acme, number(i), "250.00");
    const Verdict verdict = verdict_of(b, cents("750.00"));
    CHECK(verdict.certificate == Certificate::budget);
    CHECK(verdict.steps == 0);
    b.policy.pool_items_max = 5'000;
    const Verdict three = verdict_of(b, cents("750.00"));
    CHECK(three.certificate == Certificate::unique);
    REQUIRE(three.sets.size() == 1);
    CHECK(three.sets[0].picks == Picks{0, 0, 0});
    CHECK(verdict_of(b, cents("750.01")).certificate == Certificate::none);
}

TEST_CASE(
    "five thousand equal invoices of different sites end at the steps", "[matching][hostile]"
) {
    BookBuilder b;
    b.policy.pool_items_max = 5'000;
    const CustomerNo acme = b.customer("10");
    for (int i = 0; i < 5'000; ++i) {
        const std::string terms = fmt::format("site {}", i);
        ItemFacts facts;
        facts.terms = terms;
        b.item(acme, number(i), "250.00", facts);
    }
    const Verdict verdict = verdict_of(b, cents("750.00"));
    CHECK(verdict.certificate == Certificate::ambiguous);
    CHECK(verdict.is_capped);
    CHECK(verdict_of(b, cents("750.01")).certificate == Certificate::none);
}

TEST_CASE("two thousand items with credits end at the steps", "[matching][hostile]") {
    std::mt19937 random(61);
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    for (int i = 0; i < 2'000; ++i) {
        ItemFacts facts;
        if (i % 4 == 0) facts.kind = ItemKind::credit_memo;
        b.item(acme, number(i), format_amount(1 + below(random, 2'000'000), usd()), facts);
    }
    for (int trial = 0; trial < 20; ++trial)
        verdict_of(b, 1 + static_cast<Minor>(below(random, 3'000'000)));
    b.policy.bank_fee_minor = 1'500;
    for (int trial = 0; trial < 5; ++trial)
        verdict_of(b, 1 + static_cast<Minor>(below(random, 3'000'000)));
}

TEST_CASE("two thousand amounts a cent apart prove nothing", "[matching][hostile]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    for (int i = 0; i < 2'000; ++i)
        b.item(acme, number(i), format_amount(1'000'000 + i, usd()));
    for (const Minor items : {2, 3}) {
        const Verdict verdict = verdict_of(b, items * 1'000'900 + 7);
        INFO(items << " items");
        CHECK(verdict.certificate == Certificate::ambiguous);
        CHECK(verdict.is_capped);
    }
    // Larger sets are not looked for to the end; smaller ones are proved not to be there.
    for (const std::uint32_t items : {4U, 6U}) {
        const Verdict verdict = verdict_of(b, static_cast<Minor>(items) * 1'000'900 + 7);
        INFO(items << " items");
        CHECK(verdict.certificate != Certificate::unique);
        CHECK(verdict.proved_k < items);
    }
}

TEST_CASE("hundreds of discount dates end at the steps", "[matching][hostile]") {
    std::mt19937 random(67);
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    for (int i = 0; i < 600; ++i) {
        const std::string terms = fmt::format("2/10 of {}", i);
        ItemFacts facts;
        facts.terms = terms;
        facts.discount = "3.00";
        facts.discount_until = "2026-03-20";
        b.item(acme, number(i), format_amount(1'000 + below(random, 5'000'000), usd()), facts);
    }
    for (int trial = 0; trial < 20; ++trial)
        verdict_of(b, 1 + static_cast<Minor>(below(random, 9'000'000)));
    b.policy.full_count_items_max = 32;
    const Verdict none = verdict_of(b, 1);
    CHECK(none.certificate == Certificate::none);
}
