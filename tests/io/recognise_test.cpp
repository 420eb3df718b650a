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
        {"coda-2026-03-16.cod", "coda"},
        {"cfonb-2026-03-16.txt", "cfonb"},
        {"remt001-2026-03-16.xml", "remt.001"},
        {"pacs008-2026-03-16.xml", "pacs.008"},
        {"pain002-2026-03-16.xml", "pain.002"},
        {"csv-2026-03-16.csv", "csv"},
        {"csv-psp-2026-03-16.csv", "psp"},
        {"mt940-2026-03-16.sta", "mt940"},
        {"mt940-blocks-2026-03-16.sta", "mt940"},
        {"mt942-2026-03-16.sta", "mt942"},
        {"remadv-2026-03-16.edi", "edifact"},
        {"creadv-2026-03-16.edi", "edifact"},
        {"cremul-2026-03-16.edi", "edifact"},
        {"fedwire-2026-03-16.txt", "fedwire"},
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
        {"OFXHEADER:100\nDATA:OFXSGML", "OFX"},
        {"!Type:Bank\nD03/16/26", "QIF"},
        {"%PDF-1.7\n", "PDF"},
        {"PK\x03\x04zip", "zip"},
        {"<?xml version=\"1.0\"?><Document "
         "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"/>",
         "pain.001"},
        {"[{\"amount\":\"1.00\"}]", "array"},
        {"!Option:AutoSwitch\n!Account\n", "QIF"},
        {"3100000120181220E    300661077" + std::string(210, ' ') + "\n34000002\n", "CFONB 240"},
        {"52026031600222200001001000000125000000000204105500270200012345555" +
             std::string(60, ' ') + "\n6INV-1\n",
         "index"},
        {"IMAGEINDEX001000002222220260316000100000001123450000000   CK00000000125000" +
             std::string(60, ' '),
         "image"},
        {std::string("a\0b\0c\0d\0", 8), "UTF-16"},
        {std::string("\0a\0b\0c\0d", 8), "UTF-16"},
        {std::string("abc\0def", 7), "binary"},
        {"<?xml version=\"1.0\"?><a/>", "no camt message"},
        {"<OFX><SIGNONMSGSRSV1>", "OFX"},
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
        read_text("f", "!Type:Bank\n").faults[0].words ==
        "this is a QIF file, which is not read yet"
    );
    CHECK(read_text("f", "hello").faults[0].words == "the file is of no format that is known here");
}

TEST_CASE("ten numbers are no lockbox and a column of lines is no advice", "[io][recognise]") {
    std::string numbers;
    for (int i = 1; i <= 10; ++i)
        numbers += std::to_string(i) + "\n";
    CHECK(read_text("f", numbers).faults.at(0).fault == "F_FORMAT");
    const IntakeFile table = read_text("f", "file,lines,widths\na.txt,5,120\n");
    CHECK(table.format.empty());
    CHECK(table.faults.at(0).fault == "F_FORMAT");
}

TEST_CASE(
    "records without their file header are known, and refused at their place", "[io][recognise]"
) {
    const std::string ach = data_text("samples/nacha-2026-03-16.ach");
    for (const std::size_t first : {1U, 2U, 3U}) {
        const IntakeFile file = read_text("f", ach.substr(first * 95));
        INFO("record " << first + 1);
        check_sound(file);
        CHECK(file.format == "nacha");
        CHECK(file.refused);
        CHECK(file.faults.at(0).place.line == 1);
    }
    const std::string cfonb = data_text("samples/cfonb-2026-03-16.txt");
    for (const char* code : {"04", "05", "07"}) {
        const IntakeFile file =
            read_text("f", cfonb.substr(cfonb.find("\n" + std::string(code)) + 1));
        INFO(code);
        check_sound(file);
        CHECK(file.format == "cfonb");
        CHECK(has_fault(file, "F_CFONB_ORDER"));
    }
    // Digits that look like such a record, but lack what one must have.
    CHECK(read_text("f", "0412345\n").format.empty());
    CHECK(read_text("f", "5200\n").format.empty());
    CHECK(read_text("f", "6221210\n").format.empty());
    CHECK(read_text("f", "<!DOCTYPE a><a/>").faults.at(0).fault == "F_XML_DOCTYPE");
}

TEST_CASE("a stated format is obeyed and an unknown one refused", "[io][recognise]") {
    CHECK(read_text("f", data_text("samples/mt942-2026-03-16.sta"), "mt942").format == "mt942");
    CHECK(read_text("f", data_text("samples/lockbox-2026-03-16.bai"), "lockbox").faults.empty());
    CHECK(read_text("f", "hello", "bai2").refused);
    CHECK(read_text("f", data_text("samples/bai2-2026-03-16.bai2"), "bai_lockbox").refused);
    CHECK(read_text("f", "x", "qif").faults.at(0).fault == "F_FORMAT");
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
