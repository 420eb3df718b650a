// Tests of digits read eight bytes at a time.
#include "engine/digits.h"

#include <string>

#include <catch2/catch.hpp>

using namespace tieout;

TEST_CASE("digits of every length up to sixteen are the number they write") {
    const std::string digits = "9081726354098176";
    for (std::size_t size = 1; size <= digits.size(); ++size) {
        INFO(size);
        const std::string text = digits.substr(0, size);
        CHECK(short_number(text) == std::stoull(text));
    }
    CHECK(short_number("0000000000000007") == 7U);
    CHECK_FALSE(short_number(""));
    CHECK_FALSE(short_number("12345678901234567"));
}

TEST_CASE("any byte but a digit, at any place, is no number") {
    std::size_t mistakes = 0;
    for (std::size_t size = 1; size <= 16; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string text(size, '7');
                text[at] = static_cast<char>(byte);
                const bool is_digit = byte >= '0' && byte <= '9';
                mistakes += short_number(text).has_value() == is_digit ? 0U : 1U;
            }
        }
    }
    CHECK(mistakes == 0);
}

TEST_CASE("a number keeps its decimals and its mark") {
    const auto units = [](std::string_view text, unsigned decimals) {
        const auto read = marked_number(text, decimals);
        return read ? std::to_string(read->units) +
                          (read->mark == 0 ? "" : std::string(1, read->mark))
                    : "none";
    };
    CHECK(units("1.50", 2) == "150.");
    CHECK(units("0,05", 2) == "5,");
    CHECK(units("99999.99", 2) == "9999999.");
    CHECK(units("123456.78", 2) == "12345678.");
    CHECK(units("1234567890123.45", 2) == "123456789012345.");
    CHECK(units("12.345", 3) == "12345.");
    CHECK(units("1.2345", 4) == "12345.");
    CHECK(units("7", 2) == "700");
    CHECK(units("99999999999", 4) == "999999999990000");
    CHECK(units("500", 0) == "500");
    for (const std::string_view text :
         {"",
          ".",
          ".50",
          "1.",
          "1.5",
          "1.505",
          "1.2.34",
          "12 34",
          "-1.50",
          "1234567,8.90",
          "12345678901234.56",
          "999999999999"}) {
        INFO(text);
        CHECK(units(text, 2) == "none");
    }
    CHECK(units("1.5", 0) == "none");
}

TEST_CASE("texts are the same only byte by byte") {
    for (std::size_t size = 0; size <= 20; ++size) {
        const std::string text(size, '0');
        CHECK(is_same(text, std::string(size, '0')));
        CHECK_FALSE(is_same(text, text + '0'));
        for (std::size_t at = 0; at < size; ++at) {
            std::string other = text;
            other[at] = '1';
            CHECK_FALSE(is_same(text, other));
        }
    }
}
