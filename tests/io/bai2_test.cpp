// BAI2 files: continuations, funds types, text, nested totals and group status.
#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

// A file of one account in one group whose totals and counts are right.
std::string bai2_of(
    const std::string& account_records,
    const std::string& total,
    int records,
    const std::string& status = "1",
    const std::string& currency = "USD"
) {
    return "01,121042882,HARBORSUPP,260316,2200,1,,,2/\n02,HARBORSUPP,121042882," + status +
           ",260316,2359," + currency + ",2/\n" + account_records + "49," + total + "," +
           std::to_string(records) + "/\n98," + total + ",1," + std::to_string(records + 2) +
           "/\n99," + total + ",1," + std::to_string(records + 4) + "/\n";
}

TEST_CASE("a BAI2 account gives its balances, its movements and its control", "[io][bai2]") {
    const IntakeFile file = read_sample("bai2-2026-03-16.bai2");
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(file.warnings.empty());
    CHECK(file.identity == "121042882/HARBORSUPP/260316/2200/0316");
    REQUIRE(file.units.size() == 1);
    const Unit& unit = file.units[0];
    CHECK(unit.account == "4000123456");
    CHECK(unit.opening_balance == Minor{10000000});
    CHECK(unit.closing_balance == Minor{10895240});
    CHECK(*unit.opening_balance + taken_sum(file) == *unit.closing_balance);
    REQUIRE(unit.movements.size() == 7);
    const Payment& deposit = unit.movements[0];
    CHECK(deposit.role == LineRole::summary);
    CHECK(deposit.channel == Channel::lockbox);
    CHECK(deposit.lockbox == "0022222");
    CHECK(deposit.amount == taken_sum(read_sample("lockbox-2026-03-16.bai")));
    const Payment& wire = unit.movements[1];
    CHECK(wire.payer_name == "GULFSTREAM CHARTER GROUP");
    CHECK(wire.payer_account == "067014822/8800123");
    CHECK(wire.memo == "WIRE IN INV-10020 FOR MIAMI");
    CHECK(format_date(wire.value_date) == "2026-03-16");
    const Payment& ach = unit.movements[2];
    CHECK(ach.trace == "EP-7781");
    CHECK(ach.payer_account == "011401533/99887766");
    const Payment& returned = unit.movements[4];
    CHECK(returned.kind == MovementKind::returned);
    CHECK_FALSE(returned.is_credit);
    CHECK(returned.original == "BM-1001");
    CHECK(returned.payer_name == "BAYSIDE MARINE INC");
    CHECK(unit.movements[5].kind == MovementKind::fee);
    CHECK(unit.movements[6].kind == MovementKind::sweep);
}

TEST_CASE("funds types take their own fields and no others", "[io][bai2]") {
    const IntakeFile file = read_text(
        "f",
        bai2_of(
            "03,1,,010,100,,/\n"
            "16,195,10,V,260317,,BR,CR,TEXT V/\n"
            "16,195,20,S,1,2,3,BR,CR,TEXT S/\n"
            "16,195,30,D,2,0,10,1,20,BR,CR,TEXT D/\n"
            "16,195,40,Z,BR,CR,TEXT Z/\n"
            "16,195,50,,BR,CR,TEXT, with a comma / and a slash\n",
            "250",
            7
        )
    );
    check_sound(file);
    CHECK(file.faults.empty());
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 5);
    for (const Payment& payment : payments) {
        CHECK(payment.bank_reference == "BR");
        CHECK(payment.trace == "CR");
        CHECK(payment.memo.starts_with("TEXT"));
    }
    CHECK(format_date(payments[0].value_date) == "2026-03-17");
    CHECK(payments[4].memo == "TEXT, with a comma / and a slash");
}

TEST_CASE("a continuation may part a record between any two fields", "[io][bai2]") {
    const IntakeFile file = read_text(
        "f",
        bai2_of(
            "03,1,USD,010,100,,,045/\n88,500,,/\n16,165,1500000,1,DD1620/\n88,,DEALER/\n"
            "88,/PAYMENTS 7\n",
            "1500600",
            6
        )
    );
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(file.units[0].closing_balance == Minor{500});
    REQUIRE(taken(file).size() == 1);
    CHECK(taken(file)[0].bank_reference == "DD1620");
    CHECK(taken(file)[0].memo == "DEALER/PAYMENTS 7");
}

TEST_CASE("a total that does not tie quarantines what it encloses", "[io][bai2]") {
    const std::string good = bai2_of("03,1,,/\n16,195,100,,,,A/\n", "100", 3);
    CHECK(taken(read_text("f", good)).size() == 1);
    const IntakeFile account = read_text("f", replaced(good, "16,195,100", "16,195,101"));
    CHECK_FALSE(account.refused);
    CHECK(taken(account).empty());
    CHECK(
        account.faults[0].words ==
        "49 account control total states 1.00, counted 1.01, difference -0.01"
    );
    CHECK(account.faults[0].place.line == 5);
    CHECK(taken(read_text("f", replaced(good, "98,100", "98,101"))).empty());
    CHECK(taken(read_text("f", replaced(good, "99,100", "99,101"))).empty());
    CHECK(taken(read_text("f", replaced(good, "98,100,1", "98,100,2"))).empty());
    CHECK(taken(read_text("f", replaced(good, "99,100,1", "99,100,2"))).empty());
}

TEST_CASE("a sibling of a quarantined account is taken while the stated totals tie", "[io][bai2]") {
    const std::string two =
        "01,1,2,260316,2200,1,,,2/\n02,2,1,1,260316,,USD,2/\n03,1,,/\n16,195,100,,,,A/\n49,101,3/\n"
        "03,2,,/\n16,195,200,,,,B/\n49,200,3/\n98,301,2,8/\n99,301,1,10/\n";
    const IntakeFile file = read_text("f", two);
    check_sound(file);
    CHECK(file.units[0].state == UnitState::quarantined);
    CHECK(file.units[1].state == UnitState::taken);
}

TEST_CASE("a record count that disagrees while the money ties is a warning", "[io][bai2]") {
    const IntakeFile file = read_text("f", bai2_of("03,1,,/\n16,195,100,,,,A/\n", "100", 9));
    CHECK(taken(file).size() == 1);
    CHECK(has_warning(file, "F_BAI2_RECORDS"));
}

TEST_CASE("deletions, test files and interim same-day reports are not cash", "[io][bai2]") {
    const std::string records = "03,1,,/\n16,195,100,,,,A/\n";
    for (const char* status : {"2", "4"}) {
        const IntakeFile file = read_text("f", bai2_of(records, "100", 3, status));
        CHECK(file.units[0].state == UnitState::not_cash);
        CHECK(file.units[0].movements.size() == 1);
    }
    const std::string interim = replaced(bai2_of(records, "100", 3), "USD,2/", "USD,3/");
    CHECK(read_text("f", interim).units[0].state == UnitState::not_cash);
    const IntakeFile correction = read_text("f", bai2_of(records, "100", 3, "3"));
    CHECK(taken(correction).size() == 1);
    CHECK(has_warning(correction, "F_BAI2_STATUS"));
    CHECK(taken(read_text("f", bai2_of(records, "100", 3, "7"))).empty());
}

TEST_CASE("amounts have the decimals of the account's currency", "[io][bai2]") {
    const IntakeFile yen =
        read_text("f", bai2_of("03,1,,/\n16,195,700,,,,A/\n", "700", 3, "1", "JPY"));
    CHECK(format_amount(taken(yen)[0].amount, taken(yen)[0].currency) == "700");
    const IntakeFile dinar =
        read_text("f", bai2_of("03,1,KWD,/\n16,195,700,,,,A/\n", "700", 3, "1", "USD"));
    CHECK(format_amount(taken(dinar)[0].amount, taken(dinar)[0].currency) == "0.700");
    CHECK(taken(read_text("f", bai2_of("03,1,XXQ,/\n", "0", 2))).empty());
}

TEST_CASE("a negative or decimal movement amount is refused where it stands", "[io][bai2]") {
    for (const char* amount : {"-100", "1.00", "1e2", "1000000000000001"}) {
        const IntakeFile file = read_text(
            "f", bai2_of("03,1,,/\n16,195," + std::string(amount) + ",,,,A/\n", "100", 3)
        );
        check_sound(file);
        INFO(amount);
        CHECK(taken(file).empty());
        CHECK(file.faults[0].fault == "F_AMOUNT");
        CHECK(file.faults[0].place.line == 4);
        CHECK(file.faults[0].place.column == 8);
    }
}

TEST_CASE("a movement among the balances is not lost in silence", "[io][bai2]") {
    const IntakeFile file = read_text("f", bai2_of("03,1,,142,100,1,/\n", "100", 2));
    CHECK(taken(file).empty());
    CHECK(has_warning(file, "F_BAI2_LEVEL"));
}

TEST_CASE("blanks at the ends of lines change nothing", "[io][bai2]") {
    const std::string text = data_text("samples/bai2-2026-03-16.bai2");
    const IntakeFile plain = read_text("plain", text);
    std::string with_blanks;
    for (const char letter : text)
        with_blanks += letter == '\n' ? "  \r\n" : std::string(1, letter);
    const IntakeFile padded = read_text("padded", with_blanks);
    CHECK(padded.faults.empty());
    CHECK(padded.warnings.empty());
    REQUIRE(padded.units.size() == plain.units.size());
    const std::vector<Payment>& wanted = plain.units[0].movements;
    const std::vector<Payment>& found = padded.units[0].movements;
    REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].payment == wanted[i].payment);
        CHECK(found[i].payer_name == wanted[i].payer_name);
        CHECK(found[i].payer_account == wanted[i].payer_account);
        CHECK(found[i].trace == wanted[i].trace);
        CHECK(found[i].memo == wanted[i].memo);
        CHECK(found[i].source_line == wanted[i].source_line);
    }
}

TEST_CASE("a second key on a line is found whatever stands before it", "[io][bai2]") {
    const IntakeFile file = read_text(
        "keys",
        bai2_of(
            "03,1,USD/\n16,165,500,Z,R1,,WIRE IN BO1:DOE JO\n16,165,700,Z,R2,,A\n88,BO:11 BO1:DOE "
            "JO\n",
            "1200",
            5
        )
    );
    CHECK(file.warnings.empty());
    REQUIRE(file.units.size() == 1);
    REQUIRE(file.units[0].movements.size() == 2);
    for (const Payment& payment : file.units[0].movements)
        CHECK(payment.payer_name == "DOE JO");
    CHECK(file.units[0].movements[0].memo == "WIRE IN");
    CHECK(file.units[0].movements[1].payer_account == "11");
}

TEST_CASE("records may be longer than what is read ahead", "[io][bai2]") {
    std::string lines;
    for (int i = 0; i < 1000; ++i)
        lines += "88,PART " + std::to_string(i) + ".\n";
    const IntakeFile file = read_text(
        "long",
        bai2_of("03,1,USD/\n16,165,500,Z,R1,,A\n" + lines + "16,165,700,Z,R2,,B\n", "1200", 1004)
    );
    CHECK(file.faults.empty());
    CHECK(file.warnings.empty());
    REQUIRE(file.units.size() == 1);
    REQUIRE(file.units[0].movements.size() == 2);
    CHECK(file.units[0].movements[0].memo.starts_with("APART 0.PART 1."));
    CHECK(file.units[0].movements[0].memo.ends_with("PART 999."));
    CHECK(file.units[0].movements[1].source_line == 1005);
}

TEST_CASE("who paid stands in the running text of banks of the United States", "[io][bai2]") {
    struct Told {
        const char* code;
        const char* text;
        const char* payer;
        const char* trace;
    };

    const Told stories[] = {
        {"165",
         "ORIG CO NAME:ACME CORP              ORIG ID:1234567890 DESC DATE:031626 CO ENTRY "
         "DESCR:PAYMENT   SEC:CCD    TRACE#:021000021234567 EED:260316   IND ID:90001 IND "
         "NAME:HARBOR SUPPLY TRN: 0751234567TC",
         "ACME CORP",
         "021000021234567"},
        {"165",
         "ACME CORP        DES:PAYMENT    ID:90001           INDN:HARBOR SUPPLY         CO "
         "ID:1234567890 CCD",
         "ACME CORP",
         ""},
        {"195",
         "FEDWIRE CREDIT VIA: FIRST BANK/021000021 B/O: ACME CORP REF: CHASE NYC OBI=INV 90001",
         "ACME CORP",
         ""},
        {"195",
         "WT FED#01234 FIRST BANK /ORG=ACME CORP SRF# 2026031600012345 TRN#260316012345 RFB# 90001",
         "ACME CORP",
         ""},
        {"195", "DEPOSIT AT COUNTER 12", "", ""},
    };
    for (const Told& told : stories) {
        const std::string record =
            std::string("16,") + told.code + ",100,,B1,NONREF," + told.text + "\n";
        const IntakeFile file =
            read_text("f", bai2_of("03,4000123456,USD,,,,/\n" + record, "100", 3));
        INFO(told.text);
        REQUIRE(file.units.size() == 1);
        REQUIRE(file.units[0].movements.size() == 1);
        const Payment& payment = file.units[0].movements[0];
        CHECK(payment.payer_name == told.payer);
        CHECK(payment.trace == told.trace);
        const bool has_memo = payment.memo.find("90001") != std::string_view::npos ||
                              payment.memo == "DEPOSIT AT COUNTER 12";
        CHECK(has_memo);
        // What it paid out itself names nobody who pays.
        const std::string debit = std::string("16,495,100,,B1,,") + told.text + "\n";
        const IntakeFile out =
            read_text("f", bai2_of("03,4000123456,USD,,,,/\n" + debit, "100", 3));
        CHECK(out.units.at(0).movements.at(0).payer_name.empty());
    }
}

}  // namespace
}  // namespace tieout
