// An account is the same account however a bank, a payer or the master data writes it.
#include "engine/account_form.h"

#include <string>

#include <catch2/catch.hpp>

namespace tieout {
namespace {

// The examples of the SWIFT IBAN Registry.
TEST_CASE("an IBAN and the number its country's files write are one account", "[account]") {
    CHECK(account_form("DE89 3704 0044 0532 0130 00") == account_form("37040044/0532013000"));
    CHECK(account_form("AT611904300234573201") == account_form("19043/00234573201"));
    CHECK(account_form("GB29 NWBK 6016 1331 9268 19") == account_form("60-16-13/31926819"));
    CHECK(account_form("FR1420041010050500013M02606") == account_form("2004101005/0500013M026"));
    CHECK(account_form("MC5811222000010123456789030") == account_form("1122200001/01234567890"));
    CHECK(account_form("BE68 5390 0754 7034") == account_form("539007547034"));
    CHECK(account_form("ES9121000418450200051332") == account_form("21000418450200051332"));
    CHECK(
        account_form("PL61109010140000071219812874") == account_form("61109010140000071219812874")
    );
    CHECK(account_form("HU42117730161111101800000000") == account_form("117730161111101800000000"));
    CHECK(account_form("de89370400440532013000") == "37040044/532013000");
    CHECK(account_form("FR1420041010050500013M02606") == "2004101005/500013M026");
}

TEST_CASE("an IBAN that may be mistyped, or names no bank otherwise, stays as it is", "[account]") {
    CHECK(account_form("DE88370400440532013000") == "DE88370400440532013000");
    CHECK(account_form("DE8937040044053201300") == "DE8937040044053201300");
    CHECK(account_form("NL91 ABNA 0417 1643 00") == "NL91ABNA0417164300");
    CHECK(account_form("CH93 0076 2011 6238 5295 7") == "CH9300762011623852957");
    CHECK(account_form("NO9386011117947") == "NO9386011117947");
    CHECK(account_form("BE6853900754703/") == "BE6853900754703/");
}

TEST_CASE(
    "a number without an IBAN compares without blanks, dashes and leading zeros", "[account]"
) {
    CHECK(account_form("021000021/000123-456") == "021000021/123456");
    CHECK(account_form("000123 456") == "123456");
    CHECK(account_form("000") == "0");
    CHECK(account_form("").empty());
    std::string text = "kept ";
    append_account_form(text, "DE89370400440532013000");
    CHECK(text == "kept 37040044/532013000");
}

TEST_CASE("what is shown of an account is the end of what its file writes", "[account]") {
    CHECK(masked_account("FR14 2004 1010 0505 0001 3M02 606") == "****2606");
    CHECK(masked_account("021000021/000123") == "****/123");
    CHECK(masked_account("12") == "****12");
    CHECK(masked_account("").empty());
}

}  // namespace
}  // namespace tieout
