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

TEST_CASE("Mueller, M\xC3\xBCller and Muller meet where they may", "[engine][name_form]") {
    CHECK(share_a_form("M\xC3\xBCLLER", "M\xC3\xBCller"));
    CHECK(share_a_form("Mu\xCC\x88ller", "M\xC3\xBCller"));  // combining diaeresis
    CHECK_FALSE(share_a_form("Mueller", "Muller"));          // two names, as far as anybody knows
    const auto forms = name_forms("M\xC3\xBCller Maschinen GmbH");
    REQUIRE(forms.size() == 2);
    CHECK(forms[0].words == "maschinen muller");
    CHECK(forms[1].words == "maschinen mueller");
    CHECK(forms[1].written == "mueller maschinen");
    CHECK(forms[1].legal_form == "gmbh");
}

TEST_CASE("Greek and Cyrillic names meet their Latin spellings", "[engine][name_form]") {
    // Papadopoulos AE, with and without accent
    CHECK(share_a_form(
        "\xCE\xA0\xCE\xB1\xCF\x80\xCE\xB1\xCE\xB4\xCF\x8C\xCF\x80\xCE\xBF\xCF\x85\xCE\xBB\xCE\xBF"
        "\xCF\x82 \xCE\x91\xCE\x95",
        "Papadopoulos AE"
    ));
    // OOO Gazprom
    CHECK(share_a_form(
        "\xD0\x9E\xD0\x9E\xD0\x9E \xD0\x93\xD0\xB0\xD0\xB7\xD0\xBF\xD1\x80\xD0\xBE\xD0\xBC",
        "Gazprom"
    ));
    // Zhukov: by the general rules zukov, by those of the BGN zhukov
    const std::string_view zhukov = "\xD0\x96\xD1\x83\xD0\xBA\xD0\xBE\xD0\xB2";
    CHECK(share_a_form(zhukov, "Zukov"));
    CHECK(share_a_form(zhukov, "Zhukov"));
}

TEST_CASE("legal forms before the name and an article are no words of it", "[engine][name_form]") {
    CHECK(words_of("OOO Romashka") == words_of("Romashka OOO"));
    CHECK(words_of("JSC Tactical Missiles") == words_of("Tactical Missiles Joint Stock Company"));
    CHECK(words_of("The Coca-Cola Company") == words_of("Coca Cola Co."));
    CHECK(words_of("PT") == "pt");
    CHECK(words_of("The") == "the");
    CHECK(words_of("OOO OAO") == "ooo");
    CHECK(words_of("Stripe Limited Liability Company") == "stripe");
}

TEST_CASE("different names keep different forms", "[engine][name_form]") {
    CHECK_FALSE(share_a_form("Fairchild Tires", "Fairchild Automotive"));
    CHECK_FALSE(share_a_form("BANK", "WESTPAC BANKING CORP PAYMENT"));
    CHECK(name_forms("").empty());
    CHECK(name_forms(" -- ").empty());
    CHECK(name_forms("\xFF\xFE").size() <= 2);
}
