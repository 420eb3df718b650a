// SWIFT statements: pages and balances, marks and dates, the dialects of tag 86, interim reports.
#include <catch2/catch.hpp>

#include "io/formats/mt_values.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

std::string statement_of(const std::string& entries, const std::string& closing) {
    return ":20:S1\r\n:25:DE89370400440532013000\r\n:28C:1/1\r\n:60F:C260316EUR10,00\r\n" +
           entries + ":62F:C260316EUR" + closing + "\r\n-\r\n";
}

Payment only(IntakeFile file) {
    const std::vector<Payment> payments = taken(std::move(file));
    REQUIRE(payments.size() == 1);
    return payments[0];
}

Date day(const char* text) {
    return *parse_date(text);
}

TEST_CASE("pages of a statement are one unit that proves each page", "[io][mt940]") {
    const IntakeFile file = read_sample("mt940-2026-03-16.sta");
    check_sound(file);
    CHECK(file.format == "mt940");
    CHECK(file.faults.empty());
    CHECK(file.identity == "STARTUMS 37040044/0532013000 EUR 00054/00001 2026-03-16 +1");
    REQUIRE(file.units.size() == 1);
    const Unit& unit = file.units[0];
    CHECK(unit.kind == "statement");
    CHECK(unit.identity == "STARTUMS/00054/00001");
    CHECK(unit.account == "37040044/0532013000");
    CHECK(unit.opening_balance == Minor{1000000});
    CHECK(unit.closing_balance == Minor{1424250});
    CHECK(*unit.opening_balance + taken_sum(file) == *unit.closing_balance);
    REQUIRE(unit.controls.size() == 3);
    CHECK(unit.controls[0].name == "62M closing balance of the page");
    CHECK(unit.controls[1].name == "60M opening balance of the page");
    CHECK(unit.controls[2].line == 32);
    CHECK(has_warning(file, "F_ZERO_AMOUNT"));
    CHECK(has_warning(file, "F_DATE"));
}

TEST_CASE("GVC sub-fields give payer, references and kind of a movement", "[io][mt940]") {
    const IntakeFile file = read_sample("mt940-2026-03-16.sta");
    const std::vector<Payment> all = taken(file);
    REQUIRE(all.size() == 7);
    CHECK(all[0].kind == MovementKind::receipt);
    CHECK(all[0].amount == 119000);
    CHECK(all[0].payer_name == "HANSA SEEBEDARF GMBH");
    CHECK(all[0].payer_account == "DE75512108001245126199");
    CHECK(all[0].trace == "HSB-4711");
    CHECK(all[0].memo == "RF18539007547034");
    CHECK(all[0].bank_reference == "B26031600000001");
    CHECK(all[0].bank_code == "NTRF+166");
    CHECK(all[0].method == PaymentMethod::sepa);
    CHECK(all[1].trace.empty());
    CHECK(all[1].memo == "Rechnung INV-20004 abzgl. 2 Prozent Skonto 60,00 EUR");
    CHECK(all[1].payer_name == "Kombinat fuer Schiffsausruestung AG");
    CHECK(all[2].kind == MovementKind::returned);
    CHECK_FALSE(all[2].is_credit);
    CHECK(all[2].original == "HSB-4690");
    CHECK(all[2].memo == "INV-19990 904");
    CHECK(all[3].kind == MovementKind::returned);
    CHECK_FALSE(all[3].is_credit);  // RC: a credit that the bank took back
    CHECK(all[4].kind == MovementKind::reversal);
    CHECK(all[4].is_credit);  // RD
    CHECK(format_date(all[4].booking_date) == "2026-03-16");
    CHECK(all[4].value_date == day("2026-03-17"));
    CHECK(all[5].kind == MovementKind::fee);
    CHECK(all[5].amount == 1250);
    CHECK(all[6].amount == 70000);
    CHECK(all[6].payer_account == "37040044/0532099999");
    CHECK(all[6].memo == "KD 10042 INV-20002");
}

TEST_CASE("blocks, slash codes, totals of the bank and training messages", "[io][mt940]") {
    const IntakeFile file = read_sample("mt940-blocks-2026-03-16.sta");
    check_sound(file);
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 3);
    const Unit& first = file.units[0];
    CHECK(first.account == "NL91ABNA0417164300");
    REQUIRE(first.controls.size() == 5);
    CHECK(first.controls[2].name == "sum of debit entries");
    CHECK(first.controls[2].stated == 11525);
    REQUIRE(first.movements.size() == 4);
    CHECK(format_date(first.movements[0].booking_date) == "2025-12-31");  // the year turns
    CHECK(first.movements[0].value_date == day("2026-01-02"));
    CHECK(first.movements[0].payer_name == "DEKMAN BV");
    CHECK(first.movements[0].payer_account == "NL47INGB9999999999");
    CHECK(first.movements[0].trace == "HSB-5001");
    CHECK(first.movements[0].memo == "INV-30001 INV-30002");
    REQUIRE(first.movements[1].remittance.size() == 1);
    CHECK(first.movements[1].remittance[0].reference == "9001123456789014");
    CHECK(first.movements[1].remittance[0].net == Minor{25050});
    CHECK(first.movements[2].kind == MovementKind::other);
    CHECK(first.movements[2].payer_name == "STADSHAVEN");
    CHECK(first.movements[3].kind == MovementKind::returned);
    CHECK(first.movements[3].original == "HSB-4800");
    const Unit& second = file.units[1];
    CHECK(second.opening_balance == Minor{-10000});
    CHECK(second.movements[0].check_number == "7001");
    CHECK(second.movements[0].method == PaymentMethod::check);
    CHECK(
        second.movements[0].memo ==
        "Check 7001 paid in at 20:44:45, cleared at :13:05 by the branch"
    );
    CHECK(second.movements[1].memo == "DBT.Faktura 1234 SECOND LINE OF TEXT");
    CHECK(file.units[2].state == UnitState::not_cash);
    CHECK(file.units[2].reason == "a test message");
}

TEST_CASE("an interim report is proved by its sums and never cash", "[io][mt940]") {
    const IntakeFile file = read_sample("mt942-2026-03-16.sta");
    check_sound(file);
    CHECK(file.format == "mt942");
    CHECK(taken(file).empty());
    REQUIRE(file.units.size() == 2);
    CHECK(file.units[0].kind == "expected entries");
    const Unit& unit = file.units[1];
    CHECK(unit.state == UnitState::not_cash);
    CHECK(unit.as_of == day("2026-03-16"));
    CHECK(unit.movements.size() == 2);
    REQUIRE(unit.controls.size() == 4);
    CHECK(unit.controls[3].stated == 11900);
    const IntakeFile broken = read_sample("broken/mt942-sum-wrong.sta");
    CHECK(broken.units[1].state == UnitState::quarantined);
    CHECK(broken.faults.at(0).fault == "F_MT_TOTAL");
    CHECK(broken.faults.at(0).place.line == 13);
    CHECK(broken.faults.at(0).place.column == 10);
}

TEST_CASE("broken balances and pages quarantine the statement with the difference", "[io][mt940]") {
    const auto first_fault = [](const std::string& name) {
        const IntakeFile file = read_sample("broken/" + name);
        check_sound(file);
        CHECK(taken(file).empty());
        REQUIRE_FALSE(file.faults.empty());
        return file.faults.back();
    };
    const Error closing = first_fault("mt940-closing-balance-wrong.sta");
    CHECK(closing.fault == "F_MT_BALANCE");
    CHECK(closing.place.line == 7);
    CHECK(closing.place.column == 16);
    CHECK(closing.words.find("difference 0.01") != std::string::npos);
    const Error page = first_fault("mt940-page-does-not-follow.sta");
    CHECK(page.fault == "F_MT_PAGE");
    CHECK(page.place.line == 20);
    CHECK(first_fault("mt940-page-missing.sta").words == "page 2 expected, found 3");
    CHECK(first_fault("mt940-cut-before-closing-balance.sta").fault == "F_MT_BALANCE");
}

TEST_CASE("the broken last page quarantines the pages before it", "[io][mt940]") {
    std::string text = data_text("samples/mt940-2026-03-16.sta");
    text.resize(text.find(":62F:"));
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK(taken(file).empty());
    REQUIRE(file.units.size() == 1);
    text.resize(text.find(":20:STARTUMS", 10));
    const IntakeFile page = read_text("f", text);
    CHECK(page.units.at(0).state == UnitState::taken);
    CHECK(has_warning(page, "F_MT_PAGE"));
}

TEST_CASE("amounts, marks and references are read as banks write them", "[io][mt940]") {
    const auto one = [](const std::string& line, const std::string& closing) {
        return only(read_text("f", statement_of(":61:" + line + "\r\n", closing)));
    };
    CHECK(one("260316C5,NTRFNONREF", "15,00").amount == 500);
    CHECK(one("2603160316CR000000005,5N051REF1//BANK1", "15,50").bank_reference == "BANK1");
    CHECK(one("2603160316C500NTRFNONREF", "510,00").amount == 50000);
    CHECK(one("260316    C 1,00NTRFREF7", "11,00").trace == "REF7");
    CHECK(one("2603160316CR\r\n1,00NTRFREF7", "11,00").amount == 100);
    CHECK(one("2603160316D1,00S103REF7", "9,00").method == PaymentMethod::wire);
    CHECK(one("2603160316CN1,00//19239782213", "11,00").bank_reference == "19239782213");
    const Payment apart = one("2603160316C1,00 NTRFREF7//B7", "11,00");
    CHECK(apart.trace == "REF7");
    CHECK(apart.bank_code == "NTRF");
    const Payment old = one("260316C1,00N0440121470966      W.P. Jansen          ", "11,00");
    CHECK(old.payer_account == "0121470966");
    CHECK(old.payer_name == "W.P. Jansen");
    const Payment iban =
        one("2603160316C1,00NOVBNL47INGB9999999999\r\nj blom\r\n:86:NL47INGB9999999999 j "
            "blom\r\n\r\nINV-1",
            "11,00");
    CHECK(iban.payer_account == "NL47INGB9999999999");
    CHECK(iban.payer_name == "j blom");
    CHECK(iban.memo == "INV-1");
}

TEST_CASE("an account may stand behind a slash", "[io][mt940]") {
    const std::string text = replaced(statement_of("", "10,00"), ":25:", ":25:/");
    CHECK(
        read_text("f", text).units.at(0).account ==
        read_text("f", statement_of("", "10,00")).units.at(0).account
    );
}

TEST_CASE("what an amount or a date must be", "[io][mt940]") {
    const Currency euro = *Currency::find("EUR");
    CHECK(*mt_amount("1234,5", euro) == 123450);
    CHECK(*mt_amount("20,", euro) == 2000);
    CHECK(*mt_amount("000000001000.12", euro) == 100012);
    CHECK(*mt_amount("1,5000", euro) == 150);
    CHECK(*mt_amount("1000,00", *Currency::find("JPY")) == 1000);
    for (const char* wrong : {"", ",", ",50", "1.000", "1.", "1,234", "1,2,3", "-1,00", "1 ,0"}) {
        INFO(wrong);
        CHECK_FALSE(mt_amount(wrong, euro).has_value());
    }
    CHECK_FALSE(mt_amount("99999999999999999,00", euro).has_value());
    CHECK(mt_date("260229")->is_moved);
    CHECK_FALSE(mt_date("240229")->is_moved);
    CHECK_FALSE(mt_date("260431").has_value());
}

TEST_CASE("times broken over lines stay text, tags out of place are faults", "[io][mt940]") {
    const std::string text =
        ":61:2603160316C1,00NTRFNONREF\r\n:86:805?00X?602017-01-01T13\r\n:12:11\r\n:20:45\r\n";
    CHECK(only(read_text("f", statement_of(text, "11,00"))).memo == "2017-01-01T13:12:11:20:45");
    const std::string entry = ":61:2603160316C1,00NTRFNONREF\r\n";
    const IntakeFile late = read_text("f", statement_of("", "10,00") + entry);
    check_sound(late);
    CHECK(late.units.at(0).state == UnitState::taken);
    CHECK(late.units.at(1).state == UnitState::quarantined);
    const IntakeFile behind =
        read_text("f", replaced(statement_of("", "10,00"), "-\r\n", entry + "-\r\n"));
    check_sound(behind);
    CHECK(taken(behind).empty());
    CHECK(has_fault(behind, "F_MT_ORDER"));
    const IntakeFile twice =
        read_text("f", statement_of(":60F:C260316EUR10,00\r\n" + entry, "11,00"));
    CHECK(has_fault(twice, "F_MT_ORDER"));
    CHECK(taken(twice).empty());
}

TEST_CASE("other messages are refused by name, fragments are not taken", "[io][mt940]") {
    const IntakeFile other = read_text(
        "f",
        "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKDEFFXXXXN}{4:\r\n:20:1\r\n:32A:260316EUR1,\r\n-}"
    );
    check_sound(other);
    CHECK(has_fault(other, "F_MT_MESSAGE"));
    CHECK(other.faults.at(0).words.find("MT103") != std::string::npos);
    for (const char* fragment :
         {":64:D140901EUR000000000003,66", ":86:091\n-", ":25:51210600/9223382012EUR"}) {
        INFO(fragment);
        const IntakeFile file = read_text("f", fragment);
        check_sound(file);
        CHECK(file.format == "mt940");
        CHECK_FALSE(file.faults.empty());
        CHECK(taken(file).empty());
    }
    const IntakeFile test_address = read_text(
        "f", "{1:F01BANKDEF0AXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n" + statement_of("", "10,00")
    );
    CHECK(test_address.units.at(0).state == UnitState::not_cash);
}

TEST_CASE("a transaction type that is no UTF-8 is brought to it", "[io][mt940]") {
    const std::string entry = ":61:2603160316C3,NTR\xC6TRACE\r\n:86:166?00CREDIT\r\n";
    const Payment payment = only(read_text("f", statement_of(entry, "13,00")));
    CHECK(payment.bank_code == "NTR\xC3\x86+166");
}

TEST_CASE("line ends, marks of the transport and headers do not matter", "[io][mt940]") {
    const std::string entry = ":61:2603160316C1,00NTRFNONREF\r\n:86:INV-1\r\n";
    const std::string text = statement_of(entry, "11,00");
    std::string by_return;
    std::string by_feed;
    for (const char letter : text) {
        if (letter != '\n') by_return += letter;
        if (letter != '\r') by_feed += letter;
    }
    for (const std::string& each :
         {by_return,
          by_feed,
          "\x01\r\n" + text + "\x03",
          text + "\x1A",
          "\xEF\xBB\xBF" + text,
          "ABNANL2A\r\n940\r\nABNANL2A\r\n" + text,
          "$" + text + "$",
          "{1:F01BANKDEFFAXXX0000000000}{2:I940BANKDEFFXXXXN}{4:" + text}) {
        INFO(each);
        const IntakeFile file = read_text("f", each);
        check_sound(file);
        CHECK(taken(file).at(0).memo == "INV-1");
    }
    const std::string latin =
        statement_of(":61:2603160316C1,00NTRFNONREF\r\n:86:M\xFCller\r\n", "11,00");
    CHECK(only(read_text("f", latin)).memo == "M\xC3\xBCller");
}

TEST_CASE("a message in blocks that lacks its end is not taken", "[io][mt940]") {
    const std::string text = data_text("samples/mt940-blocks-2026-03-16.sta");
    const std::size_t end = text.rfind("-}{5:");
    for (const std::size_t size : {end, end + 1, end + 4, end + 10}) {
        const IntakeFile file = read_text("f", text.substr(0, size));
        check_sound(file);
        CHECK(has_fault(file, "F_MT_TRUNCATED"));
        REQUIRE_FALSE(file.units.empty());
        CHECK(file.units.back().state == UnitState::quarantined);
        CHECK(file.units.front().state == UnitState::taken);
    }
    // Some banks part messages in blocks by a dash alone, and leave the blocks behind it out.
    const std::size_t first = text.find("-}{5:");
    const IntakeFile dash = read_text("f", text.substr(0, first) + "-\n");
    CHECK(dash.faults.empty());
    CHECK(taken(dash).size() == 4);
}

TEST_CASE("a statement cut at any byte is taken only when it is proved", "[io][mt940][damage]") {
    for (const std::string name : {"mt940-2026-03-16.sta", "mt940-blocks-2026-03-16.sta"}) {
        const std::string text = data_text("samples/" + name);
        for (std::size_t size = 0; size < text.size(); ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), "mt940");
            check_sound(file);
            for (const Unit& unit : file.units) {
                if (unit.state != UnitState::taken) continue;
                WideMinor sum = 0;
                for (const Payment& each : unit.movements)
                    sum += each.is_credit ? each.amount : -each.amount;
                if (!unit.opening_balance || *unit.opening_balance + sum != *unit.closing_balance) {
                    FAIL(name << " cut to " << size << " bytes is taken without proof");
                }
            }
        }
    }
}

TEST_CASE("every digit of balances and amounts is guarded", "[io][mt940][damage]") {
    const std::string text = data_text("samples/mt940-2026-03-16.sta");
    const auto guard = [&](std::size_t from, std::size_t to) {
        for (std::size_t at = from; at < to; ++at) {
            if (text[at] < '0' || text[at] > '9') continue;
            std::string changed = text;
            changed[at] = text[at] == '9' ? '0' : static_cast<char>(text[at] + 1);
            const IntakeFile file = read_text("f", changed);
            check_sound(file);
            INFO(changed.substr(from, to - from));
            CHECK(taken(file).empty());
            CHECK_FALSE(file.faults.empty());
        }
    };
    for (const char* tag :
         {":60F:C260313EUR",
          ":62M:C260316EUR",
          ":60M:C260316EUR",
          ":62F:C260316EUR",
          ":61:2603160316CR",
          ":61:2603160316RCR"}) {
        const std::size_t from = text.find(tag) + std::string_view(tag).size();
        guard(from, text.find(',', from) + 3);
    }
}

}  // namespace
}  // namespace tieout
