// The tax within a discount is that of its item, to the nearest cent, and no cent is lost.
#include "engine/discount_tax.h"

#include <random>

#include <catch2/catch.hpp>

#include "tests/support/builders.h"

namespace tieout {
namespace {

OpenItem taxed(std::string_view amount, std::string_view tax) {
    OpenItem item;
    item.amount = cents(amount);
    item.open = item.amount;
    item.tax_amount = cents(tax);
    return item;
}

TEST_CASE("the tax within a discount has the rate of its item", "[engine][discount]") {
    CHECK(tax_of_discount(taxed("1190.00", "190.00"), cents("23.80")) == cents("3.80"));
    CHECK(tax_of_discount(taxed("1000.00", "159.66"), cents("20.00")) == cents("3.19"));
    CHECK(tax_of_discount(taxed("100.00", "0.00"), cents("2.00")) == 0);
    CHECK(tax_of_discount(taxed("100.00", "100.00"), cents("2.00")) == cents("2.00"));
    // A half cent stays in the net part.
    CHECK(tax_of_discount(taxed("2.00", "1.00"), cents("0.01")) == 0);
    CHECK(tax_of_discount(taxed("2.00", "1.00"), cents("0.03")) == cents("0.01"));
    // More tax than amount is no rate.
    CHECK(tax_of_discount(taxed("100.00", "100.01"), cents("2.00")) == 0);
}

TEST_CASE("the tax of any discount is within half a cent of its share", "[engine][discount]") {
    std::mt19937_64 random(20260309);
    for (int round = 0; round < 20'000; ++round) {
        OpenItem item;
        item.amount = 1 + static_cast<Minor>(random() % (round % 2 == 0 ? 500 : amount_minor_max));
        item.tax_amount = static_cast<Minor>(random() % static_cast<std::uint64_t>(item.amount));
        const auto discount =
            static_cast<Minor>(random() % static_cast<std::uint64_t>(item.amount + 1));
        const Minor tax = tax_of_discount(item, discount);
        REQUIRE(tax >= 0);
        REQUIRE(tax <= discount);
        const WideMinor off = static_cast<WideMinor>(tax) * item.amount -
                              static_cast<WideMinor>(discount) * item.tax_amount;
        REQUIRE(off * 2 <= item.amount);
        REQUIRE(-off * 2 <= item.amount);
    }
}

}  // namespace
}  // namespace tieout
