// CFONB 120 statements: signs over the last digit, complements, and balances that prove them.
#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr const char* sample = "cfonb-2026-03-16.txt";
constexpr Minor euro_moves = 241999 + 100000 - 1250 - 50000 - 30000;

TEST_CASE("a CFONB file gives a unit per account and day, proved by its balances", "[io][cfonb]") {
    const IntakeFile file = read_sample(sample);
    check_sound(file);
    CHECK(file.format == "cfonb");
    CHECK(file.faults.empty());
    CHECK(file.warnings.empty());
    REQUIRE(file.units.size() == 2);
    CHECK(file.units[0].account == "3000400821/00012345678");
    CHECK(file.units[0].opening_balance == Minor{1234567});
    CHECK(file.units[0].closing_balance == Minor{1234567 + euro_moves});
    CHECK(file.units[1].currency.letters() == "XPF");
    CHECK(file.units[1].closing_balance == Minor{130000});
    CHECK(taken_sum(file) == euro_moves + 125000);
}

TEST_CASE("complements tell who paid, for what and by which references", "[io][cfonb]") {
    const std::vector<Payment> payments = taken(read_sample(sample));
    REQUIRE(payments.size() == 6);
    CHECK(payments[0].kind == MovementKind::receipt);
    CHECK(payments[0].payer_name == "DUPONT SA");
    CHECK(payments[0].payer_account == "FR7630006000011234567890189");
    CHECK(payments[0].trace == "E2E-DUPONT-77");
    CHECK(payments[0].bank_reference == "VIR0001");
    CHECK(
        payments[0].memo ==
        "VIR SEPA RECU DUPONT SA REGLEMENT FACTURES INV-30001 INV-30002 ET "
        "INV-30003 POUR LE MOIS DE MARS 2026 GDDS"
    );
    CHECK(payments[1].remittance.at(0).reference == "RF18539007547034");
    CHECK(payments[1].remittance.at(0).net == Minor{100000});
    CHECK(payments[1].bank_reference == "0000042");
    CHECK(payments[2].kind == MovementKind::fee);
    CHECK(payments[3].kind == MovementKind::returned);
    CHECK(payments[3].original == "DD-FR-0007");
    CHECK(payments[3].payer_name == "MOREAU ET CIE");
    CHECK(payments[4].kind == MovementKind::other);
    CHECK(payments[4].payer_name == "FOURNISSEUR SA");
    CHECK(payments[5].amount == 125000);
}

TEST_CASE(
    "a CFONB file without line ends, or with a letter for a brace, reads the same", "[io][cfonb]"
) {
    const std::string text = data_text("samples/cfonb-2026-03-16.txt");
    std::string one_line;
    for (const char letter : text) {
        if (letter != '\n') one_line.push_back(letter);
    }
    const IntakeFile file = read_text("f", one_line);
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(taken_sum(file) == euro_moves + 125000);
    // French EBCDIC keeps e grave where others have the closing brace.
    for (const std::string letter : {"\xE8", "\xC3\xA8"}) {
        const IntakeFile other =
            read_text("f", replaced(text, "0000000000125}", "0000000000125" + letter));
        check_sound(other);
        CHECK(other.faults.empty());
        CHECK(taken_sum(other) == euro_moves + 125000);
    }
}

TEST_CASE("a currency left blank is read as EUR, with a warning", "[io][cfonb]") {
    std::string text = data_text("samples/cfonb-2026-03-16.txt");
    text.replace(16, 4, "    ");
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK(has_warning(file, "F_CFONB_CURRENCY"));
    CHECK(file.units[0].state == UnitState::taken);
    CHECK(taken_sum(file) == euro_moves + 125000);
}

TEST_CASE("broken CFONB files are refused or quarantined at their place", "[io][cfonb]") {
    const IntakeFile balance = read_text("f", data_text("samples/broken/cfonb-balance.txt"));
    REQUIRE(balance.faults.size() == 1);
    CHECK(balance.faults[0].fault == "F_CFONB_BALANCE");
    CHECK(balance.faults[0].place.line == 19);
    CHECK(balance.faults[0].place.column == 91);
    CHECK(has_fault(read_text("f", data_text("samples/broken/cfonb-cut.txt")), "F_CFONB_TRUNCATED")
    );
    const IntakeFile outside = read_text("f", data_text("samples/broken/cfonb-outside.txt"));
    CHECK(outside.refused);
    CHECK(outside.faults.at(0).place.line == 1);
    CHECK(taken(outside).empty());
}

TEST_CASE("a missing statement between two is a warning", "[io][cfonb]") {
    const std::string text = data_text("samples/cfonb-2026-03-16.txt");
    const std::string later = text.substr(text.rfind("0114518"));
    const IntakeFile file = read_text("f", text + later);
    check_sound(file);
    CHECK(has_warning(file, "F_CFONB_CHAIN"));
    CHECK(file.units.size() == 3);
}

TEST_CASE("a CFONB file cut at any byte gives only whole statements", "[io][cfonb]") {
    const std::string text = data_text("samples/cfonb-2026-03-16.txt");
    for (std::size_t size = 0; size < text.size(); ++size) {
        const IntakeFile file = read_text("f", text.substr(0, size), "cfonb");
        check_sound(file);
        const WideMinor sum = taken_sum(file);
        if (sum != 0 && sum != euro_moves && sum != euro_moves + 125000) {
            FAIL("cut to " << size << " bytes is taken in part");
        }
        if (sum == euro_moves + 125000 && size + 18 < text.size())
            FAIL("whole though cut at " << size);
    }
}

TEST_CASE("every digit of a CFONB amount is guarded", "[io][cfonb]") {
    const std::string text = data_text("samples/cfonb-2026-03-16.txt");
    for (std::size_t line = 0; line < text.size(); line += 121) {
        if (text.substr(line, 2) == "05") continue;
        for (std::size_t at = line + 90; at < line + 104; ++at) {
            std::string changed = text;
            changed[at] = text[at] == '9' ? '0' : static_cast<char>(text[at] + 1);
            const IntakeFile file = read_text("f", changed);
            check_sound(file);
            INFO("byte " << at);
            CHECK_FALSE(file.faults.empty());
            CHECK(taken_sum(file) != euro_moves + 125000);
        }
    }
}

}  // namespace
}  // namespace tieout
