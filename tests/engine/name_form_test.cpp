#include "engine/name_form.h"

#include <catch2/catch.hpp>

using namespace tieout;

namespace {

std::string words_of(std::string_view name) {
    const auto forms = name_forms(name);
    return forms.empty() ? std::string() : forms.front().words;
}

bool share_a_form(std::string_view a, std::string_view b) {
    for (const NameForm& left : name_forms(a)) {
        for (const NameForm& right : name_forms(b)) {
            if (left.words == right.words) return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("case, punctuation and word order do not change a name", "[engine][name_form]") {
    CHECK(words_of("ACME Tools, Inc.") == "acme tools");
    CHECK(words_of("Tools Acme") == "acme tools");
    CHECK(words_of("O'Neil & Sons") == words_of("ONEIL AND SONS"));
    CHECK(words_of("A.B.C. Motors") == words_of("ABC Motors"));
}

TEST_CASE("legal forms stand apart from the words", "[engine][name_form]") {
    const auto forms = name_forms("Muster Handel GmbH & Co. KG");
    REQUIRE(forms.size() == 1);
    CHECK(forms.front().words == "handel muster");
    CHECK_FALSE(forms.front().legal_form.empty());
    CHECK(words_of("Telefonica S.A.") == "telefonica");
    CHECK(words_of("Example Pty Ltd") == "example");
    CHECK(words_of("Limited") == "limited");
}

TEST_CASE("a name with letters beyond ASCII meets both its spellings", "[engine][name_form]") {
    CHECK(share_a_form("M\xC3\xBCller Maschinen", "MUELLER MASCHINEN"));
    CHECK(share_a_form("M\xC3\xBCller Maschinen", "Muller Maschinen"));
    CHECK(share_a_form(
        "Stra\xC3\x9F"
        "e Bau",
        "STRASSE BAU"
    ));
    CHECK(share_a_form("\xD0\xAE\xD1\x80\xD0\xB8\xD0\xB9", "Yuriy"));
}

TEST_CASE("different names keep different forms", "[engine][name_form]") {
    CHECK_FALSE(share_a_form("Fairchild Tires", "Fairchild Automotive"));
    CHECK_FALSE(share_a_form("BANK", "WESTPAC BANKING CORP PAYMENT"));
    CHECK(name_forms("").empty());
    CHECK(name_forms(" -- ").empty());
    CHECK(name_forms("\xFF\xFE").size() <= 2);
}
