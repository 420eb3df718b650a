#include "matching/references.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "matching/check_digits.h"
#include "tests/support/builders.h"

using namespace tieout;

namespace {

std::vector<std::string> forms_of(std::string_view memo) {
    ReferenceReader reader;
    std::vector<std::string> forms;
    for (const ReferenceToken& token : reader.read(memo, 123'456, usd()))
        forms.push_back(token.form);
    return forms;
}

bool has(const std::vector<std::string>& forms, std::string_view form) {
    return std::find(forms.begin(), forms.end(), form) != forms.end();
}

bool weak(std::string_view memo) {
    ReferenceReader reader;
    const auto& tokens = reader.read(memo, 123'456, usd());
    return !tokens.empty() && std::all_of(tokens.begin(), tokens.end(), [](const auto& token) {
        return token.is_weak;
    });
}

}  // namespace

TEST_CASE("CX4: a number inside a longer number is no token", "[matching][references]") {
    CHECK(forms_of("Levbet (1814)") == std::vector<std::string>{"1814"});
    CHECK_FALSE(has(forms_of("Levbet (1814)"), "14"));
}

TEST_CASE("CX5: digits do not meet across letters", "[matching][references]") {
    CHECK(forms_of("9AB0017") == std::vector<std::string>{"9AB0017"});
    CHECK_FALSE(has(forms_of("90 017"), "90017"));
    CHECK_FALSE(has(forms_of("90, 017"), "90017"));
}

TEST_CASE("compound numbers are read whole and in their words", "[matching][references]") {
    CHECK(has(forms_of("INV-90017"), "INV90017"));
    CHECK(has(forms_of("INV-90017"), "90017"));
    CHECK(has(forms_of("inv 90017"), "INV90017"));
    CHECK(has(forms_of("pays #90017"), "90017"));
    CHECK(has(forms_of("90017/18"), "90017"));
    CHECK(has(forms_of("1001+1002"), "1001"));
    CHECK(has(forms_of("1001+1002"), "1002"));
    CHECK(forms_of("thank you").empty());
}

TEST_CASE("short numbers, years, dates and the amount are weak", "[matching][references]") {
    CHECK(weak("14"));
    CHECK(weak("2026"));
    CHECK(weak("20260315"));
    CHECK(weak("15032026"));
    CHECK(weak("1234.56"));
    CHECK_FALSE(weak("90017"));
    CHECK_FALSE(weak("1814"));
}

TEST_CASE("a memo is read up to its bounds", "[matching][references]") {
    std::string memo;
    for (int i = 0; i < 5'000; ++i)
        memo += "9" + std::to_string(10'000 + i) + " ";
    CHECK(forms_of(memo).size() == memo_words_max);
}

TEST_CASE("lists and ranges name what they shorten", "[matching][references]") {
    const auto range = forms_of("90012-15");
    CHECK(has(range, "90012"));
    CHECK(has(range, "90013"));
    CHECK(has(range, "90015"));
    CHECK_FALSE(has(range, "90016"));
    const auto list = forms_of("90012/13/15");
    CHECK(has(list, "90013"));
    CHECK(has(list, "90015"));
    CHECK_FALSE(has(list, "90014"));
    CHECK(has(forms_of("INV 90012 bis 90015"), "INV90014"));
    CHECK(has(forms_of("invoices 90012 to 15"), "90014"));
    CHECK(
        has(forms_of("90012\xE2\x80\x93"
                     "15"),
            "90014")
    );
    CHECK(has(forms_of("RE-2026-0098/99"), "RE20260099"));
    CHECK(has(forms_of("90012, 13 and 15"), "90013"));
    CHECK(has(forms_of("90098-102"), "90102"));
    CHECK_FALSE(has(forms_of("90098-102"), "90103"));
    // Falling, or too far: no range.
    CHECK_FALSE(has(forms_of("90015-12"), "90012"));
    CHECK_FALSE(has(forms_of("90012-99999"), "90013"));
    // Numbers of other lengths beside each other are numbers of their own.
    ReferenceReader lists;
    for (const ReferenceToken& token : lists.read("0058223143, 062716688, 062716691", 1, usd()))
        CHECK_FALSE(token.is_weak);
    for (const ReferenceToken& token : lists.read("90012-90014", 1, usd())) {
        if (token.form == "90014") CHECK_FALSE(token.is_weak);
    }
    // A year and a month, a date, a blank between.
    CHECK_FALSE(has(forms_of("2026-03"), "2003"));
    CHECK_FALSE(has(forms_of("90012 15"), "90015"));
    ReferenceReader reader;
    for (const ReferenceToken& token : reader.read("90012-15", 123'456, usd()))
        CHECK(token.is_weak == (token.form != "90012" && token.form != "9001215"));
}

TEST_CASE("a text of ranges stays within its bounds", "[matching][references]") {
    std::string memo;
    for (int i = 0; i < 200; ++i)
        memo += std::to_string(10'000 + 100 * i) + "-" + std::to_string(10'060 + 100 * i) + ", ";
    CHECK(forms_of(memo).size() <= series_tokens_max + 2 * memo_words_max);
}

TEST_CASE("references are known by their check digits", "[matching][references]") {
    const auto number = [](std::string_view text) {
        const auto found = protected_number(text);
        return found ? found->number : std::string("none");
    };
    CHECK(number("RF18539007547034") == "539007547034");
    CHECK(number("RF18 5390 0754 7034") == "539007547034");
    CHECK(number("RF98123456789012") == "none");
    CHECK(number("210000000003139471430009017") == "21000000000313947143000901");
    CHECK(number("210000000003139471430009018") == "none");
    CHECK(number("+++010/8068/17183+++") == "108068171");
    const auto wrong = protected_number("010806817184");
    CHECK_FALSE((wrong && wrong->scheme == ReferenceScheme::belgian_ogm));
    CHECK(number("1234561") == "123456");
    CHECK(protected_number("1234561")->scheme == ReferenceScheme::finnish_viite);
    CHECK(number("1234567897") == "123456789");
    CHECK_FALSE(protected_number("1234567897")->is_strong);
    CHECK(number("hello") == "none");
    CHECK(number("") == "none");
}

TEST_CASE("any wrong digit of a strong reference is noticed", "[matching][references]") {
    for (std::string reference :
         {"RF18539007547034", "210000000003139471430009017", "010806817183"}) {
        for (std::size_t at = reference[0] == 'R' ? 2 : 0; at < reference.size(); ++at) {
            const char right = reference[at];
            for (char digit = '0'; digit <= '9'; ++digit) {
                if (digit == right) continue;
                reference[at] = digit;
                const auto found = protected_number(reference);
                INFO(reference);
                CHECK_FALSE((found && found->is_strong));
            }
            reference[at] = right;
        }
    }
}

TEST_CASE("groups of a reference join when its check digits are right", "[matching][references]") {
    CHECK(has(forms_of("PAY RF18 5390 0754 7034 THANKS"), "RF18539007547034"));
    CHECK_FALSE(has(forms_of("PAY RF19 5390 0754 7034"), "RF19539007547034"));
    CHECK(has(forms_of("QRR 21 00000 00003 13947 14300 09017"), "210000000003139471430009017"));
}

TEST_CASE(
    "any memo whatever gives tokens within it and within the bounds", "[matching][references]"
) {
    std::mt19937_64 random(29);
    constexpr std::string_view letters =
        "0123456789012345-/,+& RFIN\xE2\x80\x93"
        "bisto.";
    ReferenceReader reader;
    for (int i = 0; i < 20'000; ++i) {
        std::string memo;
        for (std::size_t n = random() % 80; n > 0; --n)
            memo += letters[random() % letters.size()];
        const auto& tokens = reader.read(memo, 123'456, usd());
        REQUIRE(tokens.size() <= series_tokens_max + 4 * memo_words_max);
        for (const ReferenceToken& token : tokens) {
            REQUIRE(token.begin < token.end);
            REQUIRE(token.end <= memo.size());
            REQUIRE_FALSE(token.form.empty());
            REQUIRE((token.range == 0 || token.is_weak));
        }
    }
}
