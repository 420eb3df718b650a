// Lockbox files: three dialects of one deposit, controls, overflow records and what quarantines.
#include <catch2/catch.hpp>
#include <fmt/core.h>

#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr const char* base_sample = "lockbox-2026-03-16.bai";

std::string lockbox_of(const std::string& records) {
    return "100HARBORSUPP01210428822603160615\n" + records;
}

TEST_CASE("a lockbox file gives a unit per batch and a payment per check", "[io][lockbox]") {
    const IntakeFile file = read_sample(base_sample);
    CHECK(file.format == "bai_lockbox");
    CHECK(file.dialect == "base");
    CHECK(file.identity == "HARBORSUPP/0121042882/260316/0615");
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 2);
    CHECK(file.units[0].controls.size() == 2);
    CHECK(file.units[0].lockbox == "0022222");
    CHECK(file.units[0].movements.size() == 3);
    CHECK(taken_sum(file) == 800740);
    const Payment& check = file.units[0].movements[0];
    CHECK(check.payer_account == "055002707/12345555");
    CHECK(check.check_number == "2041");
    CHECK(check.payer_name == "ACME INDUSTRIAL LLC");
    CHECK(check.memo == "INV-10001");
    CHECK(check.channel == Channel::lockbox);
    CHECK(check.batch == "0022222/2026-03-16/001");
    CHECK(file.units[0].movements[1].memo == "INV-10004 INV-10005");
}

TEST_CASE("the same checks have the same ids in every dialect", "[io][lockbox]") {
    const std::vector<Payment> base = taken(read_sample(base_sample));
    for (const char* name : {"lockbox-sap-2026-03-16.bai", "lockbox-300-2026-03-16.bai"}) {
        INFO(name);
        const std::vector<Payment> other = taken(read_sample(name));
        REQUIRE(other.size() == base.size());
        for (std::size_t i = 0; i < base.size(); ++i)
            CHECK(other[i].payment == base[i].payment);
    }
    CHECK(base[5].amount == base[6].amount);
    CHECK(base[5].payment != base[6].payment);
}

TEST_CASE(
    "the SAP dialect carries an amount, a deduction and a reason per invoice", "[io][lockbox]"
) {
    const IntakeFile file = read_sample("lockbox-sap-2026-03-16.bai");
    CHECK(file.dialect == "sap");
    const Payment& short_paid = file.units[0].movements[2];
    REQUIRE(short_paid.remittance.size() == 1);
    CHECK(short_paid.remittance[0].reference == "INV-10008");
    CHECK(short_paid.remittance[0].net == Minor{98500});
    CHECK(short_paid.remittance[0].deduction == 1500);
    CHECK(short_paid.remittance[0].reason == "FRT");
    CHECK(file.units[0].movements[1].remittance[1].line == 2);
}

TEST_CASE("the wide dialect carries customer, gross and net", "[io][lockbox]") {
    const IntakeFile file = read_sample("lockbox-300-2026-03-16.bai");
    CHECK(file.dialect == "wide");
    CHECK(file.units[0].movements[0].customer == "C001");
    CHECK(file.units[0].movements[2].remittance[0].gross == Minor{100000});
    CHECK(file.units[0].movements[2].remittance[0].net == Minor{98500});
}

// A deposit of 400 checks of one cent; the last hundred have an overflow record each.
std::string long_lockbox_of(std::string_view overflow, std::string_view last_overflow) {
    constexpr int checks = 400;
    constexpr int without = 300;
    std::string text = lockbox_of(
        "2HARBORSUPP0121042882000000000040008008001\n"
        "50000000022222260316HARBORSUPP0121042882\n"
    );
    for (int i = 1; i <= checks; ++i) {
        const std::string item = fmt::format("001{:03}", i);
        text += fmt::format("6{}{:010}055002707{:010}{:010}\n", item, 1, 12345, i);
        const std::string_view words = i == checks ? last_overflow : overflow;
        if (i > without) text += fmt::format("4{}6019{}\n", item, words);
    }
    return text + fmt::format(
                      "7001{0:03}0022222260316{0:03}{0:010}\n80000000022222260316{0:04}{0:010}\n"
                      "9{1:06}\n",
                      checks,
                      6 + 2 * checks - without
                  );
}

TEST_CASE("the layout is what all records of a lockbox file show, late ones too", "[io][lockbox]") {
    const std::string amounts = "INV-1234567     00000000010000000000";
    const IntakeFile late = read_text("f", long_lockbox_of(amounts, amounts));
    CHECK(late.dialect == "sap");
    CHECK(late.faults.empty());
    REQUIRE(late.units.size() == 1);
    REQUIRE(late.units[0].movements.size() == 400);
    CHECK(late.units[0].movements[0].remittance.empty());
    REQUIRE(late.units[0].movements[399].remittance.size() == 1);
    CHECK(late.units[0].movements[399].remittance[0].net == Minor{1});
    CHECK(late.controls.size() == 3);

    const IntakeFile unlike = read_text("f", long_lockbox_of(amounts, "THANK YOU"));
    CHECK(unlike.dialect == "base");
    CHECK(unlike.faults.empty());
    REQUIRE(unlike.units.size() == 1);
    CHECK(unlike.units[0].movements[399].memo == "THANK YOU");
    CHECK(unlike.units[0].movements[398].remittance.empty());
}

TEST_CASE(
    "a batch whose details do not tie is quarantined alone, with the difference", "[io][lockbox]"
) {
    const std::string text =
        replaced(data_text("samples/lockbox-2026-03-16.bai"), "0000125000", "0000125001");
    const IntakeFile file = read_text("f", text);
    CHECK_FALSE(file.refused);
    CHECK(file.units[0].state == UnitState::quarantined);
    CHECK(file.units[1].state == UnitState::taken);
    REQUIRE(file.faults.size() == 1);
    CHECK(file.faults[0].fault == "F_LOCKBOX_TOTAL");
    CHECK(file.faults[0].place.line == 11);
    CHECK(file.faults[0].place.column == 24);
    CHECK(
        file.faults[0].words == "7 batch amount states 5435.00, counted 5435.01, difference -0.01"
    );
}

TEST_CASE("a lockbox total that does not tie quarantines every batch", "[io][lockbox]") {
    const IntakeFile file = read_sample("broken/lockbox-lockbox-total-wrong.bai");
    CHECK(file.refused);
    CHECK(taken(file).empty());
    CHECK(has_fault(file, "F_LOCKBOX_TOTAL"));
}

TEST_CASE("a batch without its own total is proved by the lockbox total alone", "[io][lockbox]") {
    const std::string records = lockbox_of(
        "50000000022222260316\n"
        "60010010000010000055002707001234555500000001\n"
        "80000000022222260316"
        "0001"
        "0000010000\n"
    );
    CHECK(taken(read_text("f", records + "9000005\n", "bai_lockbox")).size() == 1);
    const std::string wrong = replaced(records, "00010000010000\n", "00010000010001\n");
    CHECK(taken(read_text("f", wrong + "9000005\n", "bai_lockbox")).empty());
}

TEST_CASE(
    "overflow numbers may start again after 99, and a stray remittance record is left out",
    "[io][lockbox]"
) {
    std::string records = "50000000022222260316\n60010010000010000055002707001234555500000001\n";
    for (int i = 0; i < 120; ++i) {
        const int sequence = i % 99 + 1;
        records += "40010014" + std::string(sequence < 10 ? "0" : "") + std::to_string(sequence) +
                   (i == 119 ? "9" : "0") + "INVOICE         00000001000000000000   \n";
    }
    records +=
        "4001002401"
        "9OTHER           00000001000000000000   \n";
    records +=
        "70010010022222260316001"
        "0000010000\n80000000022222260316"
        "0001"
        "0000010000\n";
    const IntakeFile file = read_text("f", lockbox_of(records) + "9000127\n", "bai_lockbox:sap");
    check_sound(file);
    CHECK(file.faults.empty());
    REQUIRE(taken(file).size() == 1);
    CHECK(taken(file)[0].remittance.size() == 120);
    CHECK(has_warning(file, "F_LOCKBOX_ITEM"));
}

TEST_CASE("a check of zero is advice without money", "[io][lockbox]") {
    const IntakeFile file = read_text(
        "f",
        lockbox_of("50000000022222260316\n"
                   "60010010000000000055002707001234555500000001\n"
                   "40010014019INV-7           00000000000000000000   \n"
                   "70010010022222260316001"
                   "0000000000\n"
                   "80000000022222260316"
                   "0001"
                   "0000000000\n9000007\n"),
        "bai_lockbox:sap"
    );
    check_sound(file);
    CHECK(has_warning(file, "F_ZERO_CHECK"));
    CHECK(taken(file).empty());
    REQUIRE(file.remittances.size() == 1);
    CHECK(file.remittances[0].total == Minor{0});
    CHECK(file.remittances[0].lines[0].reference == "INV-7");
}

TEST_CASE("a layout of the user's own takes the place of a built-in one", "[io][lockbox]") {
    Serial serial;
    ReadOptions options;
    options.format = "bai_lockbox:mybank";
    options.layout =
        replaced(data_text("lockbox/base.csv"), "6,remitter,53,82", "6,remitter,53,56");
    const IntakeFile file =
        read_whole_bank_file("f", data_text("samples/lockbox-2026-03-16.bai"), options, serial);
    CHECK(file.dialect == "mybank");
    CHECK(taken(file)[0].payer_name == "ACME");
    options.layout = "record,field,from,to,type\n6,amount,17,8,amount\n";
    const IntakeFile refused = read_bank_file("f", "1\n2\n9\n", options, serial);
    CHECK(refused.refused);
    CHECK(refused.faults[0].fault == "F_LAYOUT");
    CHECK(refused.faults[0].place.line == 2);
}

TEST_CASE("a table may hold several layouts, one of them named", "[io][lockbox]") {
    Serial serial;
    ReadOptions options;
    const std::string base = data_text("lockbox/base.csv");
    const std::string text = data_text("samples/lockbox-2026-03-16.bai");
    options.layout = "layout,first\n" + replaced(base, "6,remitter,53,82", "6,remitter,53,56") +
                     "layout,second\n" + base;
    const auto read = [&](const std::string& format) {
        options.format = format;
        return read_whole_bank_file("f", text, options, serial);
    };
    CHECK(read("bai_lockbox:first").dialect == "first");
    CHECK(taken(read("bai_lockbox:first"))[0].payer_name == "ACME");
    CHECK(taken(read("bai_lockbox:second"))[0].payer_name == "ACME INDUSTRIAL LLC");
    for (const char* format : {"", "bai_lockbox:third"}) {
        const IntakeFile refused = read(format);
        CHECK(refused.refused);
        CHECK(refused.faults.at(0).fault == "F_LAYOUT");
    }
    options.layout = "layout,only\n" + base;
    CHECK(read("").dialect == "only");
}

TEST_CASE("the text of a check's many 4 records is joined once", "[io][lockbox]") {
    std::string text =
        "100HARBORSUPP01210428822603160615\n"
        "2HARBORSUPP0121042882000000000040008008001\n"
        "50000000022222260316HARBORSUPP0121042882\n"
        "6001001000012500005500270700123455550000002041031226ACME\n";
    constexpr std::size_t lines = 60'000;
    for (std::size_t i = 0; i < lines; ++i)
        text += "40010016010T" + std::to_string(100'000 + i) + "\n";
    text += "700100100222222603160010000125000\n8000000002222226031600010000125000\n9060007\n";
    const IntakeFile file = read_text("f", text);
    INFO((file.faults.empty() ? "" : file.faults.front().words));
    CHECK_FALSE(file.refused);
    const auto all = taken(file);
    REQUIRE(all.size() == 1);
    CHECK(all[0].memo.size() == lines * 8 - 1);
    CHECK(all[0].memo.starts_with("T100000 T100001 "));
    // Joined anew for each record, its copies would fill 14 GB.
}

TEST_CASE("letters of several bytes move no column of a lockbox record", "[io][lockbox]") {
    const std::string text = data_text("samples/lockbox-300-2026-03-16.bai");
    // In the free text in front of the gross amount of a 4 record.
    const std::string utf8 = replaced(
        text,
        "0000125000                     ",
        "0000125000\xC3\xA9\xC3\xA9\xC3\xA9                  "
    );
    REQUIRE(utf8.size() == text.size() + 3);
    const auto plain = taken(read_text("f", text));
    const auto all = taken(read_text("f", utf8));
    REQUIRE(all.size() == plain.size());
    REQUIRE(all[0].remittance.size() == 1);
    CHECK(all[0].remittance == plain[0].remittance);
    CHECK(all[0].payment == plain[0].payment);
}

}  // namespace
}  // namespace tieout
