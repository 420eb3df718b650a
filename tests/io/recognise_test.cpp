// A file is known by its first bytes, and one that is not read yet is named in the refusal.
#include "io/formats/recognise.h"

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

TEST_CASE("every sample is known by its content", "[io][recognise]") {
    const std::vector<std::pair<std::string, std::string>> samples{
        {"lockbox-2026-03-16.bai", "bai_lockbox"},
        {"lockbox-sap-2026-03-16.bai", "bai_lockbox"},
        {"lockbox-300-2026-03-16.bai", "bai_lockbox"},
        {"bai2-2026-03-16.bai2", "bai2"},
        {"camt053-2026-03-16.xml", "camt.053"},
        {"camt054-2026-03-16.xml", "camt.054"},
        {"payments-2026-03-16.ndjson", "payments"},
        {"remittances-2026-03-16.csv", "remittances"},
    };
    for (const auto& [name, format] : samples) {
        INFO(name);
        const IntakeFile file = read_sample(name);
        check_sound(file);
        CHECK(file.format == format);
        CHECK_FALSE(file.refused);
        CHECK(file.faults.empty());
    }
}

TEST_CASE("a format that is not read yet is named", "[io][recognise]") {
    const std::vector<std::pair<std::string, std::string>> known{
        {"ISA*00*          *00*", "X12"},
        {"UNB+UNOC:3+SENDER+RECEIVER", "EDIFACT"},
        {"UNA:+.? 'UNB+UNOC:3", "EDIFACT"},
        {":20:STARTUMS\r\n:25:5001", "MT940"},
        {"{1:F01BANKDEFFXXXX}{2:I940}{4:\r\n:20:1", "MT940"},
        {"{1500}02T {1510}1000", "Fedwire"},
        {"OFXHEADER:100\nDATA:OFXSGML", "OFX"},
        {"!Type:Bank\nD03/16/26", "QIF"},
        {"%PDF-1.7\n", "PDF"},
        {"PK\x03\x04zip", "zip"},
        {"0000016032610505         D", "CODA"},
        {"<?xml version=\"1.0\"?><Document "
         "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"/>",
         "pain.002"},
        {"[{\"amount\":\"1.00\"}]", "array"},
        {"document,customer,amount\n", "items"},
        {"", "empty"},
    };
    for (const auto& [text, word] : known) {
        INFO(text);
        const IntakeFile file = read_text("f", text);
        check_sound(file);
        CHECK(file.refused);
        REQUIRE(file.faults.size() == 1);
        CHECK(file.faults[0].fault == "F_FORMAT");
        CHECK(file.faults[0].words.find(word) != std::string::npos);
    }
    CHECK(
        read_text("f", ":20:A\n").faults[0].words ==
        "this is an MT940 statement, which is not read yet"
    );
    CHECK(read_text("f", "hello").faults[0].words == "the file is of no format that is known here");
}

TEST_CASE("a stated format is obeyed and an unknown one refused", "[io][recognise]") {
    CHECK(read_text("f", "hello", "bai2").refused);
    CHECK(read_text("f", data_text("samples/bai2-2026-03-16.bai2"), "bai_lockbox").refused);
    CHECK(read_text("f", "x", "mt940").faults.at(0).fault == "F_FORMAT");
    CHECK(read_text("f", "x", "bai_lockbox:unknown").faults.at(0).fault == "F_LAYOUT");
}

TEST_CASE(
    "every broken sample is refused, quarantined or left out, with a located fault",
    "[io][recognise]"
) {
    for (const std::string& name : data_files("samples/broken")) {
        INFO(name);
        const IntakeFile file = read_text(name, data_text(name));
        check_sound(file);
        const bool is_test_file = name.find("test-file") != std::string::npos;
        CHECK(file.faults.empty() == is_test_file);
        for (const Unit& unit : file.units) {
            const bool is_sibling = name.ends_with("amount-with-letter.bai");
            CHECK((unit.state != UnitState::taken || is_sibling));
        }
    }
}

}  // namespace
}  // namespace tieout
