// Amounts and dates of CSV cells: what each writing means, and what is no amount and no date.
#include "io/formats/csv_values.h"

#include <catch2/catch.hpp>

namespace tieout {
namespace {

TEST_CASE("an amount has the symbol of its own currency or none", "[io][csv]") {
    const auto point = [](std::string_view text, std::string_view letters) {
        return csv_amount(text, *Currency::find(letters)).point;
    };
    CHECK(point("$1,250.00", "USD") == Minor{125000});
    CHECK(point("1,250.00 CAD", "CAD") == Minor{125000});
    CHECK(point("\xE2\x82\xAC 5.00", "EUR") == Minor{500});
    CHECK(point("\x80 5.00", "EUR") == Minor{500});
    CHECK(
        point(
            "\xC2\xA3"
            "5.00",
            "GBP"
        ) == Minor{500}
    );
    CHECK(
        point(
            "\xA3"
            "5.00",
            "GBP"
        ) == Minor{500}
    );
    CHECK(
        point(
            "\xC2\xA5"
            "500",
            "JPY"
        ) == Minor{500}
    );
    CHECK(
        point(
            "\xC2\xA5"
            "5.00",
            "CNY"
        ) == Minor{500}
    );
    CHECK(
        point(
            "\xE2\x82\xB9"
            "5.00",
            "INR"
        ) == Minor{500}
    );
    // "rub." in Cyrillic letters: a symbol in another writing.
    CHECK(point("5.00 \xD1\x80\xD1\x83\xD0\xB1.", "RUB") == Minor{500});
    for (const std::string_view other :
         {"$5.00",
          "\xE2\x82\xAC"
          "5.00",
          "\xC2\xA3"
          "5.00",
          "\xC2\xA5"
          "5.00",
          "USD 5.00",
          "\xE2\x82\xB9"
          "5.00",
          "\xE2\x82\xBF"
          "5.00",
          "\xE2\x83\x80"
          "5.00",
          "kr 5.00"}) {
        INFO(other);
        CHECK_FALSE(point(other, "CHF").has_value());
    }
}

TEST_CASE("signs, brackets and groups of an amount", "[io][csv]") {
    const auto point = [](std::string_view text) {
        return csv_amount(text, *Currency::find("USD")).point;
    };
    CHECK(point("(5.00)") == Minor{-500});
    CHECK(point("5.00-") == Minor{-500});
    CHECK(point("+5.00") == Minor{500});
    CHECK(point("-$5.00") == Minor{-500});
    CHECK(point("1,234,567.00") == Minor{123456700});
    CHECK(point("1'234'567.00") == Minor{123456700});
    CHECK(point("9999999999999.99") == Minor{999'999'999'999'999});
    for (const std::string_view wrong :
         {"(5.00",
          "5.00)",
          ")5.00(",
          "--5.00",
          "-(5.00)",
          "+-5.00",
          "1,23,456.00",
          "1234,567.00",
          "0,123.00",
          "1,2345.00",
          "1,234,56.00",
          ",123.00",
          "5.",
          "5.001",
          ".50",
          "5.0.0",
          "5e2",
          "10000000000000.01",
          "99999999999999999999",
          "",
          "abc",
          "-"}) {
        INFO(wrong);
        CHECK_FALSE(point(wrong).has_value());
    }
    CHECK_FALSE(point(std::string(200, '1')).has_value());
    // A currency without decimals has no mark at all.
    CHECK(csv_amount("5", *Currency::find("JPY")).is_full);
    CHECK_FALSE(csv_amount("5.0", *Currency::find("USD")).is_full);
}

TEST_CASE("a date means what its figures allow", "[io][csv]") {
    const auto at = [](std::string_view text, DateOrder order) {
        return csv_date(text)[static_cast<std::size_t>(order)];
    };
    const Date day = *parse_date("2026-03-04");
    CHECK(at("20260304", DateOrder::ymd) == day);
    CHECK(at("04032026", DateOrder::dmy) == day);
    CHECK(at("03042026", DateOrder::mdy) == day);
    CHECK(at("2026/3/4", DateOrder::ymd) == day);
    CHECK(at("4.3.26", DateOrder::dmy) == day);
    CHECK(at("03-04-2026 10:15:00", DateOrder::mdy) == day);
    CHECK(at("2026-03-04T10:15:00Z", DateOrder::ymd) == day);
    CHECK(at("20260304 101500", DateOrder::ymd) == day);
    CHECK(at("4-Mar-2026", DateOrder::mdy) == day);
    CHECK(at("04 March 2026", DateOrder::ymd) == day);
    CHECK(at("4.3.98", DateOrder::dmy) == *parse_date("1998-03-04"));
    for (const std::string_view wrong :
         {"",
          "2026",
          "2026-03",
          "2026-13-04",
          "2026-02-30",
          "04.03.2026x",
          "1.2.3.4",
          "a.b.c",
          "4-Xyz-2026",
          "004.03.2026",
          "04.003.2026",
          "04.03.026",
          "32.01.2026",
          "4-Ma-2026"}) {
        INFO(wrong);
        CHECK_FALSE(at(wrong, DateOrder::ymd).has_value());
        CHECK_FALSE(at(wrong, DateOrder::dmy).has_value());
    }
}

}  // namespace
}  // namespace tieout
