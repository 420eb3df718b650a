// Fedwire messages: transfers, reversals, requests without value, remittance in its several forms.
#include <filesystem>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include "tests/io/samples.h"

namespace tieout {
namespace {

std::string transfer_of(const std::string& more, const std::string& amount = "000000012345") {
    return "{1500}30HSC00001P {1510}1000{1520}20260316HARBORQ1000041{2000}" + amount +
           "{3100}021000021FIRST BANK*{3400}121042882HARBOR BANK*{3600}CTP*"
           "{4200}D4000123456*HARBOR SUPPLY*{5000}D998877*BAYSIDE*" +
           more;
}

TEST_CASE("each kind of message becomes what it is", "[io][fedwire]") {
    const IntakeFile file = read_sample("fedwire-2026-03-16.txt");
    check_sound(file);
    CHECK(file.format == "fedwire");
    CHECK(file.identity == "20260316HARBORQ1000041 +4");
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 5);
    CHECK(file.units[0].account == "121042882/4000123456");
    const std::vector<Payment> all = taken(file);
    REQUIRE(all.size() == 3);
    CHECK(all[0].kind == MovementKind::receipt);
    CHECK(all[0].amount == 1234567);
    CHECK(all[0].channel == Channel::wire);
    CHECK(all[0].payer_name == "BAYSIDE MARINE LLC");
    CHECK(all[0].payer_account == "021000021/998877");
    CHECK(all[0].trace == "HSB-9001");
    CHECK(all[0].bank_reference == "20260316HARBORQ1000041");
    CHECK(format_date(all[0].booking_date) == "2026-03-16");
    CHECK(all[0].memo == "INV-10001 INVOICES 10001 AND 10002");
    REQUIRE(all[0].remittance.size() == 2);
    CHECK(all[0].remittance[0].reference == "INV-10001");
    CHECK(all[0].remittance[0].gross == Minor{1034567});
    CHECK(all[0].remittance[0].discount == 24567);
    CHECK(all[0].remittance[0].deduction == 10000);
    CHECK(all[0].remittance[0].net == Minor{1000000});
    CHECK(all[0].remittance[1].net == Minor{234567});
    CHECK(all[1].kind == MovementKind::reversal);
    CHECK(all[1].original == "20260313HARBORQ1000007");
    CHECK(all[1].payer_name == "BAYSIDE MARINE LLC");
    CHECK(all[1].memo == "REVERSAL OF WIRE OF FRIDAY");
    CHECK(all[2].payer_name == "OCEAN TRADERS");
    CHECK(all[2].payer_account == "021000021/5544332211");
    CHECK(all[2].memo == "RMR*IV*10003~{}");
    CHECK(file.units[2].controls.at(0).stated == 16);
    CHECK(file.units[3].state == UnitState::not_cash);
    CHECK(file.units[3].reason.find("drawdown") != std::string::npos);
    CHECK(file.units[4].reason == "a test message");
}

TEST_CASE("what is not settled is not cash", "[io][fedwire]") {
    const auto state = [](const std::string& text) {
        const IntakeFile file = read_text("f", text);
        check_sound(file);
        return file.units.at(0).state;
    };
    const std::string good = transfer_of("");
    CHECK(state(good) == UnitState::taken);
    CHECK(state(good + "{1100}30P 2") == UnitState::taken);
    CHECK(state(good + "{1100}30P 3") == UnitState::not_cash);
    CHECK(state(good + "{1100}30T 2") == UnitState::not_cash);
    CHECK(state(good + "{1130}EXYZData Error*") == UnitState::not_cash);
    for (const char* subtype : {"1001", "1007", "1031", "1033", "1090"}) {
        CHECK(
            state(replaced(good, "{1510}1000", std::string("{1510}") + subtype)) ==
            UnitState::not_cash
        );
    }
    CHECK(taken(read_text("f", replaced(good, "CTP*", "BTR*"))).at(0).kind == MovementKind::other);
    CHECK(read_text("f", transfer_of("", "000000000000")).units.at(0).movements.empty());
    CHECK(has_warning(read_text("f", replaced(good, "D4000123456", "31234")), "F_FEDWIRE_ACCOUNT"));
}

TEST_CASE("a message that cannot be read is quarantined where it stands", "[io][fedwire]") {
    const auto fault = [](const std::string& text) {
        const IntakeFile file = read_text("f", text);
        check_sound(file);
        INFO(text);
        CHECK(taken(file).empty());
        REQUIRE_FALSE(file.faults.empty());
        return file.faults.front().fault;
    };
    const std::string good = transfer_of("");
    CHECK(fault(transfer_of("", "00000001234")) == "F_AMOUNT");
    CHECK(fault(transfer_of("", "0000000123.4")) == "F_AMOUNT");
    CHECK(fault("{1599}" + good) == "F_FEDWIRE_TAG");
    CHECK(fault(transfer_of("{2000}000000012345")) == "F_FEDWIRE_TAG");
    CHECK(fault(transfer_of("{8200}0020short")) == "F_FEDWIRE_LENGTH");
    const std::string swallowed = transfer_of("");
    const std::string length = fmt::format("{:04}", swallowed.size());
    CHECK(fault(transfer_of("{8200}" + length + swallowed)) == "F_FEDWIRE_LENGTH");
    CHECK(fault(transfer_of("{6000}NO END")) == "F_FEDWIRE_TRUNCATED");
    CHECK(fault(replaced(good, "{3600}CTP*", "")) == "F_FEDWIRE_TRUNCATED");
    CHECK(fault(replaced(good, "P {1510}", "X {1510}")) == "F_FEDWIRE_VALUE");
    CHECK(fault(replaced(good, "20260316", "20261316")) == "F_FEDWIRE_VALUE");
    CHECK(fault(replaced(good, "{1510}1000", "{1510}9900")) == "F_FEDWIRE_VALUE");
    const IntakeFile cut = read_sample("broken/fedwire-cut-in-originator.txt");
    CHECK(cut.faults.at(0).fault == "F_FEDWIRE_TRUNCATED");
    CHECK(cut.faults.at(0).place.column == 238);
}

TEST_CASE(
    "amounts of remittance in other currencies are left out with a warning", "[io][fedwire]"
) {
    const IntakeFile file =
        read_text("f", transfer_of("{8400}CINV*I1*{8450}EUR100.00*{8500}USD1,50*"));
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 1);
    CHECK_FALSE(payments[0].remittance.at(0).net.has_value());
    CHECK(payments[0].remittance.at(0).gross == Minor{150});
    CHECK(has_warning(file, "F_FEDWIRE_REMITTANCE"));
}

TEST_CASE("a wire file cut at any byte gives only whole amounts", "[io][fedwire][damage]") {
    const std::string text = data_text("samples/fedwire-2026-03-16.txt");
    for (std::size_t size = 0; size < text.size(); ++size) {
        const IntakeFile file = read_text("f", text.substr(0, size), "fedwire");
        check_sound(file);
        for (const Payment& payment : taken(file)) {
            const bool is_whole =
                payment.amount == 1234567 || payment.amount == 50000 || payment.amount == 70000;
            if (!is_whole || payment.payer_account.empty()) {
                FAIL("cut to " << size << " bytes a wire is taken that is not whole");
            }
        }
    }
}

TEST_CASE("samples with changed bytes never give an unsound result", "[io][damage]") {
    std::mt19937 random(20260316);
    for (const std::string name :
         {"mt940-2026-03-16.sta",
          "mt940-blocks-2026-03-16.sta",
          "mt942-2026-03-16.sta",
          "remadv-2026-03-16.edi",
          "creadv-2026-03-16.edi",
          "cremul-2026-03-16.edi",
          "fedwire-2026-03-16.txt"}) {
        const std::string text = data_text("samples/" + name);
        const std::string format = name.starts_with("mt9")       ? "mt940"
                                   : name.starts_with("fedwire") ? "fedwire"
                                                                 : "edifact";
        for (int round = 0; round < 400; ++round) {
            std::string changed = text;
            for (int change = 0; change < 3; ++change) {
                const std::size_t at = random() % changed.size();
                const char other = text[random() % text.size()];
                if (change == 0) changed[at] = other;
                if (change == 1) changed.insert(at, 1, other);
                if (change == 2) changed.erase(at, 1 + random() % 3);
            }
            INFO(name << " round " << round);
            check_sound(read_text(name, changed, format));
        }
    }
}

TEST_CASE(
    "wires of the collection have the amount and the parties of their goldens", "[io][corpus]"
) {
    std::size_t read = 0;
    for (const std::string& path : corpus_files("fedwire")) {
        if (!path.ends_with(".txt") || path.ends_with("PROVENANCE.txt")) continue;
        INFO(path);
        const IntakeFile file = read_text(path, read_all(path));
        check_sound(file);
        REQUIRE(file.format == "fedwire");
        REQUIRE(file.units.size() == 1);
        const bool is_invalid = path.find("InvalidTag") != std::string::npos;
        CHECK((file.units[0].state == UnitState::quarantined) == is_invalid);
        REQUIRE(file.units[0].movements.size() == 1);
        const Payment& payment = file.units[0].movements[0];
        CHECK(payment.amount == 1234567);
        CHECK(payment.payer_name == "Name");
        CHECK(payment.memo.starts_with("Reference LineOne LineTwo LineThree LineFour"));
        CHECK(payment.bank_reference.ends_with("Source08000001"));
        if (path.ends_with("StructuredRemittance.txt")) {
            CHECK(payment.trace == "End To End Identification");
            REQUIRE(payment.remittance.size() == 1);
            CHECK(payment.remittance[0].reference == "111111");
            CHECK(payment.remittance[0].net == Minor{123456});
            CHECK(payment.remittance[0].gross == Minor{123456});
        }
        ++read;
    }
    if (!corpus_folder().empty()) CHECK(read > 8);
}

std::string with_addenda(const std::string& addenda, const std::string& more = "") {
    return transfer_of(fmt::format("{{8200}}{:04}{}", addenda.size(), addenda) + more);
}

const std::string advice_820 =
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*HARBOR         *260316*0800*U*00401*"
    "000000001*0*P*>~GS*RA*PAYER*HARBOR*20260316*0800*1*X*004010~ST*820*0001~"
    "BPR*C*123.45*C*FWT************20260316~TRN*1*T-77~RMR*IV*INV-1**100*105*5~"
    "RMR*IV*INV-2**23.45~SE*6*0001~GE*1*1~IEA*1*000000001~";

TEST_CASE("an 820 in the addenda of a wire becomes its lines", "[io][fedwire]") {
    const IntakeFile file = read_text("f", with_addenda(advice_820));
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(file.warnings.empty());
    const auto all = taken(file);
    REQUIRE(all.size() == 1);
    CHECK(all[0].amount == 12345);
    CHECK(all[0].trace == "T-77");
    CHECK(all[0].memo.empty());
    REQUIRE(all[0].remittance.size() == 2);
    CHECK(all[0].remittance[0].reference == "INV-1");
    CHECK(all[0].remittance[0].net == Minor{10000});
    CHECK(all[0].remittance[0].gross == Minor{10500});
    CHECK(all[0].remittance[0].discount == 500);
    CHECK(all[0].remittance[1].net == Minor{2345});
    // The trace of the transfer itself comes first.
    const auto traced = taken(read_text("f", with_addenda(advice_820, "{8250}REF-1*")));
    CHECK(traced.at(0).trace == "REF-1");
}

TEST_CASE("an 820 in a wire that is not whole stays text, with a warning", "[io][fedwire]") {
    const auto stays = [](const std::string& text, const std::string& more = "") {
        const IntakeFile file = read_text("f", with_addenda(text, more));
        INFO(text);
        CHECK(has_warning(file, "F_FEDWIRE_REMITTANCE"));
        const auto all = taken(file);
        REQUIRE(all.size() == 1);
        CHECK(all[0].amount == 12345);
        CHECK(all[0].memo.find("RMR*IV*INV-") != std::string::npos);
        return all[0].remittance.size();
    };
    CHECK(stays(replaced(advice_820, "SE*6*0001~", "")) == 0);
    CHECK(stays(replaced(advice_820, "**100*105*5", "**1OO*105*5")) == 0);
    CHECK(stays(replaced(advice_820, "ST*820", "ST*835")) == 0);
    CHECK(stays("RMR*IV*INV-1**123.45~") == 0);
    const std::string document = "{8400}CINV*INV-9*ISSUER*{8450}USD123.45*";
    CHECK(stays(advice_820, document) == 1);
    // Another sum is told; the money is the wire's.
    const IntakeFile other = read_text("f", with_addenda(replaced(advice_820, "**23.45", "**24")));
    CHECK(has_warning(other, "F_X12_BALANCE"));
    CHECK(taken(other).at(0).amount == 12345);
}

}  // namespace
}  // namespace tieout
