#include <catch2/catch.hpp>

#include "matching/odds.h"
#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

using namespace tieout;

TEST_CASE("hundredths of a bit are the logarithm, rounded down", "[matching][odds]") {
    CHECK(centibits_of(1) == 0);
    CHECK(centibits_of(2) == 100);
    CHECK(centibits_of(3) == 158);
    CHECK(centibits_of(1'000'000) == 1'993);
}

TEST_CASE("equal hypotheses share one certainty", "[matching][odds]") {
    const std::vector<std::int32_t> equal{1'000, 1'000};
    const auto shares = posteriors_bp(equal);
    CHECK(shares[0] == shares[1]);
    CHECK(shares[0] <= 5'000);
    CHECK(shares[0] > 4'990);
    const std::vector<std::int32_t> alone{0};
    CHECK(posteriors_bp(alone)[0] == 5'000);
    const std::vector<std::int32_t> apart{2'000, -9'000};
    CHECK(posteriors_bp(apart)[0] == 9'999);
    CHECK(posteriors_bp(apart)[1] == 0);
}

TEST_CASE("a bank account seen before identifies its customer", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Acme Tools", "DE89370400440532013000");
    b.customer("11", "Beta Works", "DE02120300000000202051");
    b.item(acme, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_account = "DE89 3704 0044 0532 0130 00";
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].payer == acme);
    CHECK(matches[0].status == PaymentStatus::applied);
}

TEST_CASE("an account of two families identifies nobody", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Acme Tools", "DE89370400440532013000");
    b.customer("11", "Beta Works", "DE89370400440532013000");
    b.item(acme, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_account = "DE89370400440532013000";
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].payer == none<CustomerNo>());
    CHECK(matches[0].status == PaymentStatus::unidentified);
    CHECK(matches[0].clearing.unidentified == cents("530.55"));
}

TEST_CASE("two customers of one name are an exception with both", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo north = b.customer("10", "Smith Trading Inc");
    const CustomerNo south = b.customer("11", "Smith Trading Ltd");
    b.item(north, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_name = "SMITH TRADING";
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].reason == Reason::ambiguous_payer);
    REQUIRE(matches[0].candidates.size() == 2);
    CHECK(matches[0].candidates[0].customer == north);
    CHECK(matches[0].candidates[1].customer == south);
}

TEST_CASE("documents decide between two customers of one name", "[matching][payer]") {
    BookBuilder b;
    b.customer("10", "Smith Trading Inc");
    const CustomerNo south = b.customer("11", "Smith Trading Ltd");
    b.item(south, "90012", "530.55");
    Payment& payment = b.pays("P1", "", "530.55");
    payment.payer_name = "SMITH TRADING";
    payment.memo = "invoice 90012";
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].status == PaymentStatus::applied);
    CHECK(matches[0].payer == south);
}

TEST_CASE("CX7: a name inside another name is below the suggest threshold", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo bank = b.customer("10", "BANK");
    b.customer("11", "Beta Works");
    b.item(bank, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_name = "WESTPAC BANKING CORP PAYMENT";
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].payer == none<CustomerNo>());
    CHECK(matches[0].payer_bp < b.policy.payer_suggest_bp);
}

TEST_CASE("CX8: another name of the same group never posts", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo tires = b.customer("10", "Fairchild Tires");
    b.item(tires, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_name = "Fairchild Automotive";
    TieredMatcher matcher(1);
    CHECK(b.match_with(matcher)[0].clearing.items.empty());
}

TEST_CASE("a name of a single word never posts by itself", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Acme");
    b.item(acme, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_name = "ACME Inc.";
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].clearing.items.empty());
    CHECK(matches[0].clearing.unidentified == cents("530.55"));
}

TEST_CASE("a parent pays for its child", "[matching][payer]") {
    BookBuilder b;
    const CustomerNo parent = b.customer("10", "Holding One");
    const CustomerNo child = b.customer("11", "Plant Two", {}, parent);
    const ItemNo invoice = b.item(child, "90012", "530.55");
    b.item(parent, "90013", "77.10");
    b.pays("P1", "10", "530.55");
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    REQUIRE(matches[0].clearing.items.size() == 1);
    CHECK(matches[0].clearing.items[0].item == invoice);
}
