#include "matching/references.h"

#include <algorithm>

#include <catch2/catch.hpp>

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
