// ISO 20022 messages that are not cash: advice, transfers between banks, statuses of our orders.
#include "io/formats/iso_messages.h"

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

TEST_CASE("remt.001 gives advice with its lines and what joins it to its money", "[io][iso]") {
    const IntakeFile file = read_sample("remt001-2026-03-16.xml");
    check_sound(file);
    CHECK(file.format == "remt.001");
    CHECK(file.units.empty());
    REQUIRE(file.remittances.size() == 2);
    const Remittance& advice = file.remittances[0];
    CHECK(advice.remittance == "RMT-1");
    CHECK(advice.trace == "E2E-NW-51");
    CHECK(advice.payer_name == "Nordwind Handels GmbH");
    CHECK(advice.total == Minor{90000});
    REQUIRE(advice.lines.size() == 2);
    CHECK(advice.lines[0].reference == "INV-10051");
    CHECK(advice.lines[0].gross == Minor{100000});
    CHECK(advice.lines[0].discount == 2000);
    CHECK(advice.lines[1].kind == RemittanceKind::credit);
    CHECK(advice.lines[1].net == Minor{-8000});
    CHECK(file.remittances[1].trace == "8a562c67-ca16-48ba-b074-65581be6f001");
    CHECK(file.remittances[1].lines.at(0).net == Minor{25000});
}

TEST_CASE("an advice with an amount that cannot be read is left out whole", "[io][iso]") {
    const IntakeFile file = read_text(
        "f", replaced(data_text("samples/remt001-2026-03-16.xml"), ">900.00<", ">900.005<")
    );
    CHECK(has_fault(file, "F_AMOUNT"));
    REQUIRE(file.remittances.size() == 1);
    CHECK(file.remittances[0].remittance == "RMT-2");
}

TEST_CASE("pacs.008 is never cash; its totals prove it and its documents are advice", "[io][iso]") {
    const IntakeFile file = read_sample("pacs008-2026-03-16.xml");
    check_sound(file);
    REQUIRE(file.units.size() == 1);
    CHECK(file.units[0].state == UnitState::not_cash);
    CHECK(file.units[0].controls.size() == 2);
    CHECK(file.units[0].movements.size() == 2);
    CHECK(file.units[0].movements[0].amount == 150000);
    CHECK(file.units[0].movements[0].trace == "E2E-61");
    CHECK(file.units[0].movements[1].memo == "INV-10062");
    REQUIRE(file.remittances.size() == 1);
    CHECK(file.remittances[0].trace == "E2E-61");
    CHECK(file.remittances[0].lines.at(0).reference == "INV-10061");
    const IntakeFile broken = read_text("f", data_text("samples/broken/pacs008-total.xml"));
    CHECK(broken.units.at(0).state == UnitState::quarantined);
    CHECK(broken.remittances.empty());
    CHECK(has_fault(broken, "F_ISO_TOTAL"));
}

TEST_CASE("pain.002 lists what was rejected and makes no cash", "[io][iso]") {
    const IntakeFile file = read_sample("pain002-2026-03-16.xml");
    check_sound(file);
    CHECK(taken(file).empty());
    REQUIRE(file.warnings.size() == 1);
    CHECK(file.warnings[0].fault == "F_ISO_REJECTED");
    CHECK(file.warnings[0].place.line == 8);
    CHECK(file.warnings[0].words.find("AC04 Account closed") != std::string::npos);
    REQUIRE(file.units.size() == 1);
    REQUIRE(file.units[0].movements.size() == 1);
    CHECK(file.units[0].movements[0].kind == MovementKind::returned);
    CHECK(file.units[0].movements[0].original == "DD-0101");
    CHECK(file.units[0].movements[0].amount == 12000);
}

TEST_CASE("cut ISO messages give nothing", "[io][iso]") {
    for (const std::string name :
         {"remt001-2026-03-16.xml", "pacs008-2026-03-16.xml", "pain002-2026-03-16.xml"}) {
        const std::string text = data_text("samples/" + name);
        const std::size_t end = text.find_last_not_of('\n');
        for (std::size_t size = 0; size < end; ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), "iso20022");
            check_sound(file);
            if (!file.refused || !file.remittances.empty()) FAIL(name << " cut to " << size);
        }
    }
}

TEST_CASE("other ISO messages are named", "[io][iso]") {
    CHECK(iso_message_name("xmlns=\"urn:iso:xsd:pain.001.001.03\"") == "pain.001.001.03");
    CHECK(iso_message_name("pain.008.001.02.ch.03.xsd") == "pain.008.001.02");
    CHECK(iso_message_name("pain.x camt.29").empty());
    CHECK(opens_element("<a><ns:RmtAdvc>", "RmtAdvc"));
    CHECK_FALSE(opens_element("<a><RmtAdvcX>", "RmtAdvc"));
}

}  // namespace
}  // namespace tieout
