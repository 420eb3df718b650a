#include "matching/certificate.h"

#include <random>

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

using namespace tieout;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
}

// One customer with up to 16 items of every kind, and a payment of some of them.
void fill(BookBuilder& b, std::mt19937& random, std::uint32_t spread) {
    const CustomerNo acme = b.customer("10");
    const std::uint32_t items = 2 + below(random, 15);
    Minor sum = 0;
    for (std::uint32_t i = 0; i < items; ++i) {
        const Minor amount = 100 + below(random, spread);
        const std::string due = fmt::format("2026-03-{:02}", 1 + below(random, 28));
        const bool is_credit = below(random, 6) == 0;
        const std::string names = "D" + std::to_string(1'000 + below(random, items));
        ItemFacts facts;
        facts.due = due;
        if (is_credit) facts.kind = ItemKind::credit_memo;
        if (is_credit && below(random, 2) == 0) facts.applies_to = names;
        if (below(random, 5) == 0) facts.terms = "n10";
        b.item(acme, "D" + std::to_string(1'000 + i), format_amount(amount, usd()), facts);
        if (below(random, 3) == 0) sum += is_credit ? -amount : amount;
    }
    b.pays("P1", "10", format_amount(sum > 0 ? sum : 321, usd()));
}

}  // namespace

TEST_CASE("plain enumeration proves every certificate again", "[matching][certificate]") {
    std::mt19937 random(2026);
    TieredMatcher matcher(1);
    std::size_t proved = 0;
    std::size_t unique = 0;
    for (int trial = 0; trial < 1'200; ++trial) {
        BookBuilder b;
        fill(b, random, trial % 3 == 0 ? 300 : trial % 3 == 1 ? 20'000 : 3'000'000);
        const auto matches = b.match_with(matcher);
        const CustomerNo family[] = {CustomerNo{0}};
        const CertificateFacts facts{b.book, family, EntityNo{0}, usd(), b.payments[0].amount, {}};
        std::string words;
        const CertificateAnswer answer = prove_again(facts, matches[0], words);
        INFO("trial " << trial << ": " << word_of(matches[0].certificate) << ", " << words);
        REQUIRE(answer != CertificateAnswer::fails);
        proved += answer == CertificateAnswer::holds ? 1U : 0U;
        unique += matches[0].certificate == Certificate::unique ? 1U : 0U;
    }
    CHECK(proved > 1'100);
    CHECK(unique > 200);
}

TEST_CASE("a certificate that is not true is found out", "[matching][certificate]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "100.00");
    b.item(acme, "90002", "200.00");
    const ItemNo third = b.item(acme, "90003", "300.00");
    Match match;
    match.certificate = Certificate::unique;
    match.proved_k = 3;
    match.clearing.items.push_back({third, cents("300.00"), {}});
    const CustomerNo family[] = {acme};
    std::string words;
    CHECK(
        prove_again({b.book, family, EntityNo{0}, usd(), cents("300.00"), {}}, match, words) ==
        CertificateAnswer::fails
    );
    CHECK_FALSE(words.empty());
}
