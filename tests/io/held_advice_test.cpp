// Advice that is not taken is shown, marked, and never joined to money.
#include <catch2/catch.hpp>

#include "io/report/convert_report.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

std::size_t count_of(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1))
        ++count;
    return count;
}

// The file gives no advice; what it says is shown as quarantined.
void check_held(const IntakeFile& file, std::size_t advices, const std::string& reference) {
    CHECK(file.remittances.empty());
    CHECK(file.held_remittances.size() == advices);
    const std::string json = convert_to_ndjson({&file, 1});
    CHECK(count_of(json, "\"record\":\"remittance\"") == advices);
    CHECK(count_of(json, "\"state\":\"quarantined\",\"lines\"") == advices);
    CHECK(json.find("\"reference\":\"" + reference + "\"") != std::string::npos);
    const std::string csv = convert_remittances_to_csv({&file, 1});
    CHECK(csv.starts_with("remittance,"));
    CHECK(csv.substr(0, csv.find('\n')).ends_with(",state"));
    CHECK(count_of(csv, ",quarantined\n") >= advices);
    CHECK(csv.find(",taken\n") == std::string::npos);
}

TEST_CASE("advice of a set that does not balance is shown as quarantined", "[io][advice]") {
    const std::string text =
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*HARBOR         *260316*0800*U*"
        "00401*000000001*0*P*>~GS*RA*PAYER*HARBOR*20260316*0800*1*X*004010~ST*820*0001~"
        "BPR*I*100*C*CHK************20260316~TRN*1*T-77~N1*PR*ACME~RMR*IV*INV-1**99~"
        "SE*6*0001~GE*1*1~IEA*1*000000001~";
    const IntakeFile file = read_text("f", text);
    CHECK(has_fault(file, "F_X12_BALANCE"));
    check_held(file, 1, "INV-1");
    const IntakeFile good = read_text("f", replaced(text, "**99~", "**100~"));
    CHECK(good.held_remittances.empty());
    REQUIRE(good.remittances.size() == 1);
    CHECK(convert_to_ndjson({&good, 1}).find("\"state\":\"taken\",\"lines\"") != std::string::npos);
    // The envelope is broken: nothing of the file.
    check_held(
        read_text("f", replaced(replaced(text, "**99~", "**100~"), "IEA*1", "IEA*2")), 1, "INV-1"
    );
}

TEST_CASE("an 820 of a check is advice, whatever BPR01 says", "[io][advice]") {
    const std::string text =
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*HARBOR         *260316*0800*U*"
        "00401*000000001*0*P*>~GS*RA*PAYER*HARBOR*20260316*0800*1*X*004010~ST*820*0001~"
        "BPR*C*100*C*CHK************20260316~TRN*1*204177~N1*PR*ACME~RMR*IV*INV-1**100~"
        "SE*6*0001~GE*1*1~IEA*1*000000001~";
    for (const char* method : {"CHK", "NON"}) {
        const IntakeFile file =
            read_text("f", replaced(text, "*CHK*", std::string("*") + method + "*"));
        INFO(method);
        CHECK(taken(file).empty());
        REQUIRE(file.units.size() == 1);
        CHECK(file.units[0].state == UnitState::not_cash);
        CHECK(file.units[0].movements.empty());
        REQUIRE(file.remittances.size() == 1);
        CHECK(file.remittances[0].trace == "204177");
        CHECK(file.remittances[0].total == Minor{10000});
    }
    for (const char* method : {"ACH", "FWT", "BOP"}) {
        const IntakeFile file =
            read_text("f", replaced(text, "*CHK*", std::string("*") + method + "*"));
        INFO(method);
        CHECK(taken(file).size() == 1);
        CHECK(file.remittances.empty());
    }
}

TEST_CASE("advice of other formats is held where their file or batch is", "[io][advice]") {
    const std::string remadv = data_text("samples/remadv-2026-03-16.edi");
    const IntakeFile plain = read_text("f", remadv);
    REQUIRE(plain.remittances.size() >= 1);
    const IntakeFile wrong = read_text("f", replaced(remadv, "MOA+12:980", "MOA+12:981"));
    CHECK(wrong.held_remittances.size() + wrong.remittances.size() == plain.remittances.size());
    CHECK(wrong.held_remittances.size() >= 1);
    const IntakeFile cut = read_text("f", remadv.substr(0, remadv.find("UNZ+")));
    CHECK(cut.remittances.empty());
    CHECK(cut.held_remittances.size() == plain.remittances.size());
    const std::string rows = data_text("samples/remittances-2026-03-16.csv");
    CHECK(read_text("f", rows).held_remittances.empty());
}

}  // namespace
}  // namespace tieout
