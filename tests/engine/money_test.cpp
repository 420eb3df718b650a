// Money keeps every cent: parsing, printing, splitting and rounding against plain arithmetic.
#include "engine/money.h"

#include <limits>
#include <random>

#include <catch2/catch.hpp>

namespace tieout {
namespace {

Currency currency(const char* letters) {
    return Currency::find(letters).value();
}

TEST_CASE("an amount is read with exactly the decimals its currency has", "[engine][money]") {
    CHECK(parse_amount("1234.5", currency("USD")).value() == 123450);
    CHECK(parse_amount("-0.01", currency("EUR")).value() == -1);
    CHECK(parse_amount("700", currency("JPY")).value() == 700);
    CHECK(parse_amount("1.234", currency("BHD")).value() == 1234);
    CHECK(parse_amount("10000000000000.00", currency("USD")).value() == amount_minor_max);
    for (const char* text :
         {"",
          "-",
          ".5",
          "5.",
          "+5",
          "1e5",
          "1,000.00",
          "1.234",
          "١٢",
          " 1",
          "1 ",
          "0x1",
          "10000000000000.01",
          "99999999999999999999999",
          "NaN",
          "--1"}) {
        INFO(text);
        CHECK_FALSE(parse_amount(text, currency("USD")).has_value());
    }
    CHECK_FALSE(parse_amount("7.0", currency("JPY")).has_value());
}

TEST_CASE("printing and reading an amount gives the same amount", "[engine][money]") {
    std::mt19937_64 random(20260101);
    std::uniform_int_distribution<Minor> amounts(-amount_minor_max, amount_minor_max);
    for (const char* letters : {"USD", "JPY", "KWD", "CLF"}) {
        for (int i = 0; i < 2000; ++i) {
            const Minor amount = i < 50 ? i - 25 : amounts(random);
            const std::string text = format_amount(amount, currency(letters));
            INFO(text);
            REQUIRE(parse_amount(text, currency(letters)).value() == amount);
        }
    }
}

TEST_CASE(
    "the parts of a split add up to the whole and differ from their share by less than one",
    "[engine][money]"
) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Minor> weights(1 + random() % 12);
        for (Minor& weight : weights)
            weight = static_cast<Minor>(random() % 1000);
        weights[random() % weights.size()] += 1;
        const Minor whole = static_cast<Minor>(random() % 2'000'001) - 1'000'000;
        WideMinor total = 0;
        for (const Minor weight : weights)
            total += weight;
        WideMinor sum = 0;
        const std::vector<Minor> parts = split(whole, weights);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            sum += parts[i];
            const WideMinor off = static_cast<WideMinor>(parts[i]) * total -
                                  static_cast<WideMinor>(whole) * weights[i];
            REQUIRE((off < total && -off < total));
        }
        REQUIRE(sum == whole);
    }
}

TEST_CASE("a scaled amount is rounded half away from zero", "[engine][money]") {
    CHECK(scale_half_up(100000, 2, 100) == 2000);
    CHECK(scale_half_up(25, 1, 10) == 3);
    CHECK(scale_half_up(-25, 1, 10) == -3);
    CHECK(scale_half_up(24, 1, 10) == 2);
}

TEST_CASE("a sum beyond 64 bits is refused, not wrapped", "[engine][money]") {
    CHECK(narrow(static_cast<WideMinor>(std::numeric_limits<Minor>::max())).has_value());
    CHECK_FALSE(narrow(static_cast<WideMinor>(std::numeric_limits<Minor>::max()) + 1).has_value());
}

}  // namespace
}  // namespace tieout
