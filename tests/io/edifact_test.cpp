// EDIFACT: remittance advice proved by its total, credit advice as receipts, the envelope's counts.
#include <catch2/catch.hpp>

#include "io/formats/edifact_segments.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

// An interchange with one message; `body` without UNH and UNT.
std::string interchange_of(
    const std::string& type, const std::string& body, const char* test = ""
) {
    const auto segments = std::count(body.begin(), body.end(), '\'') + 2;
    return "UNB+UNOC:3+A+B+260316:0900+R1" + std::string(*test != 0 ? "++++++1" : "") + "'UNH+1+" +
           type + ":D:96A:UN'" + body + "UNT+" + std::to_string(segments) + "+1'UNZ+1+R1'";
}

std::string advice_of(const std::string& lines) {
    return interchange_of(
        "REMADV", "BGM+481+A1+9'DTM+137:20260316:102'NAD+PR+++PAYER'CUX+2:EUR:11'" + lines
    );
}

TEST_CASE("a remittance advice keeps its payer, documents and adjustments", "[io][edifact]") {
    const IntakeFile file = read_sample("remadv-2026-03-16.edi");
    check_sound(file);
    CHECK(file.format == "edifact");
    CHECK(file.dialect == "REMADV D.96A EAN003");
    CHECK(file.identity == "4012345000009 4098765000003 260316 0900 HSC0316");
    CHECK(file.faults.empty());
    CHECK(file.units.empty());
    REQUIRE(file.remittances.size() == 1);
    const Remittance& advice = file.remittances[0];
    CHECK(advice.remittance == "RA+78305");
    CHECK(advice.payer_name == "HANSA 'SEEBEDARF' GMBH");
    CHECK(advice.trace == "HSB-7001");
    CHECK(advice.currency.letters() == "GBP");
    CHECK(advice.total == Minor{2078000});
    CHECK(advice.date == *parse_date("2026-03-16"));
    REQUIRE(advice.lines.size() == 4);
    CHECK(advice.lines[0].reference == "IN10039");
    CHECK(advice.lines[0].net == Minor{613050});
    CHECK_FALSE(advice.lines[0].gross.has_value());  // due in another currency
    CHECK(advice.lines[1].gross == Minor{1920000});
    CHECK(advice.lines[1].deduction == 540000);
    CHECK(advice.lines[1].reason == "4");
    CHECK(advice.lines[2].kind == RemittanceKind::credit);
    CHECK(advice.lines[2].net == Minor{-13050});
    CHECK(advice.lines[3].discount == 2000);
    CHECK(advice.lines[3].deduction == 0);
    REQUIRE(file.controls.size() == 3);
    CHECK(file.controls[0].name == "UNT number of segments");
    CHECK(file.controls[1].name == "REMADV total");
    CHECK(file.controls[2].name == "UNZ number of messages");
}

TEST_CASE("an advice whose total, counts or references differ is left out", "[io][edifact]") {
    const IntakeFile total = read_sample("broken/remadv-total-wrong.edi");
    check_sound(total);
    CHECK(total.remittances.empty());
    CHECK(total.faults.at(0).fault == "F_ADVICE");
    CHECK(total.faults.at(0).place.line == 30);
    const IntakeFile segments = read_sample("broken/remadv-segment-count-wrong.edi");
    check_sound(segments);
    CHECK(segments.remittances.empty());
    CHECK_FALSE(segments.refused);
    CHECK(segments.faults.at(0).fault == "F_EDIFACT_COUNT");
    CHECK(segments.faults.at(0).place.line == 31);
    const std::string good = advice_of("DOC+380+I1'MOA+12:5.00'UNS+S'MOA+12:5.00'");
    CHECK(read_text("f", good).remittances.size() == 1);
    const std::vector<std::pair<std::string, std::string>> changes{
        {"UNT+10+1'", "UNT+10+2'"},
        {"UNZ+1+R1'", "UNZ+1+R2'"},
        {"UNZ+1+", "UNZ+2+"},
        {"UNZ+1+R1'", ""},
        {"UNT+10+1'", ""},
        {"UNT+10", "UNT+x"}
    };
    for (const auto& [from, to] : changes) {
        INFO(from << " " << to);
        const IntakeFile file = read_text("f", replaced(good, from, to));
        check_sound(file);
        CHECK(file.remittances.empty());
        CHECK_FALSE(file.faults.empty());
    }
}

TEST_CASE("signs, missing totals and other qualifiers of an advice", "[io][edifact]") {
    const auto advice = [](const std::string& lines) {
        const IntakeFile file = read_text("f", advice_of(lines));
        check_sound(file);
        return file.remittances.size() == 1 ? file.remittances[0].lines
                                            : std::vector<RemittanceLine>{};
    };
    // Negative on an invoice: a credit.
    const auto negative = advice("DOC+380+I1'MOA+12:-5'DOC+380+I2'MOA+12:7'UNS+S'MOA+12:2'");
    REQUIRE(negative.size() == 2);
    CHECK(negative[0].kind == RemittanceKind::credit);
    CHECK(negative[0].net == Minor{-500});
    // Adjustments with a sign: due less adjustments is what is remitted, in either way of writing.
    const auto adjusted = advice("DOC+380+I1'MOA+9:10'MOA+12:8'AJT+20'MOA+165:-2'UNS+S'MOA+12:8'");
    REQUIRE(adjusted.size() == 1);
    CHECK(adjusted[0].deduction == 200);
    // Adjustments of line items count where the document has none of its own.
    const auto items = advice(
        "DOC+380+I1'MOA+9:10'MOA+12:7'DLI+1+3'MOA+203:5'AJT+4'MOA+165:2'DLI+1+5'AJT+19'MOA+52:1'"
        "UNS+S'MOA+12:7'"
    );
    REQUIRE(items.size() == 1);
    CHECK(items[0].deduction == 200);
    CHECK(items[0].discount == 100);
    // Only amounts due: the documents are named without amounts.
    const auto due = advice("DOC+Z41+I1'MOA+9:100'UNS+D'MOA+9:100'");
    REQUIRE(due.size() == 1);
    CHECK_FALSE(due[0].net.has_value());
    CHECK(due[0].gross == Minor{10000});
    CHECK(advice("DOC+Z41+I1'MOA+9:100'UNS+D'MOA+9:101'").empty());
    CHECK(advice("DOC+380+I1'MOA+12:1,234'UNS+S'MOA+12:1'").empty());
    CHECK(advice("DOC+380+'MOA+12:1'UNS+S'MOA+12:1'").empty());
}

TEST_CASE("cancellations and test interchanges are not applied", "[io][edifact]") {
    const std::string good = advice_of("DOC+380+I1'MOA+12:5'UNS+S'MOA+12:5'");
    CHECK(has_warning(read_text("f", replaced(good, "A1+9", "A1+1")), "F_EDIFACT_FUNCTION"));
    CHECK(read_text("f", replaced(good, "A1+9", "A1+1")).remittances.empty());
    CHECK(read_text("f", replaced(good, "A1+9", "A1+7")).remittances.size() == 1);
    const IntakeFile test = read_text("f", replaced(good, "+R1'", "+R1++++++1'"));
    check_sound(test);
    CHECK(test.remittances.empty());
    CHECK(has_warning(test, "F_EDIFACT_TEST"));
    const IntakeFile credit = read_text(
        "f", interchange_of("CREADV", "BGM+454+1+9'DTM+209:20260316:102'MOA+60:5:EUR'", "1")
    );
    check_sound(credit);
    CHECK(credit.units.at(0).state == UnitState::not_cash);
}

TEST_CASE("a credit advice is one receipt", "[io][edifact]") {
    const IntakeFile file = read_sample("creadv-2026-03-16.edi");
    check_sound(file);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 1);
    CHECK(payments[0].amount == 119000);
    CHECK(payments[0].currency.letters() == "EUR");
    CHECK(payments[0].account == "DE89370400440532013000");
    CHECK(format_date(payments[0].booking_date) == "2026-03-16");
    CHECK(payments[0].value_date == *parse_date("2026-03-17"));
    CHECK(payments[0].payer_name == "HANSA SEEBEDARF GMBH");
    CHECK(payments[0].payer_account == "DE75512108001245126199");
    CHECK(payments[0].trace == "HSB-8001");
    CHECK(payments[0].bank_reference == "BANK0001");
    CHECK(payments[0].memo == "RECHNUNG INV-20002");
    CHECK(payments[0].remittance.at(0).net == Minor{119000});
    const IntakeFile broken = read_sample("broken/creadv-message-count-wrong.edi");
    check_sound(broken);
    CHECK(broken.refused);
    CHECK(broken.faults.at(0).place.column == 412);
}

TEST_CASE("credits of a CREMUL make the amount of their LIN", "[io][edifact]") {
    const IntakeFile file = read_sample("cremul-2026-03-16.edi");
    check_sound(file);
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 2);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].amount == 100000);
    CHECK(payments[0].payer_name == "SKIBSHANDLEN A/S");
    CHECK(payments[0].remittance.at(0).reference == "000000000009001");
    CHECK(payments[0].remittance.at(0).net == Minor{100000});
    CHECK(payments[1].amount == 50050);
    CHECK(payments[1].payer_account == "DK0262112345678901");
    REQUIRE(payments[1].remittance.size() == 2);
    CHECK(payments[1].remittance[1].net == Minor{20050});
    CHECK(payments[1].batch == "1495607717");
    CHECK(file.units[0].controls.size() == 3);
    CHECK(file.units[1].state == UnitState::not_cash);
    CHECK(file.units[1].movements.at(0).amount == 7525);
    const IntakeFile broken = read_sample("broken/cremul-line-amount-wrong.edi");
    check_sound(broken);
    CHECK(taken(broken).empty());
    CHECK(broken.faults.at(0).fault == "F_EDIFACT_TOTAL");
    CHECK(broken.faults.at(0).place.line == 10);
    const IntakeFile lines =
        read_text("f", replaced(data_text("samples/cremul-2026-03-16.edi"), "LI:2", "LI:3"));
    check_sound(lines);
    CHECK(taken(lines).empty());
}

TEST_CASE(
    "a credit without currency takes the one the user names, or is a fault", "[io][edifact]"
) {
    const std::string text = interchange_of(
        "CREMUL", "BGM+454+1+9'LIN+1'DTM+202:20260316:102'MOA+60:5'SEQ++1'MOA+143:5'"
    );
    const IntakeFile without = read_text("f", text);
    check_sound(without);
    CHECK(has_fault(without, "F_CURRENCY"));
    CHECK(taken(without).empty());
    Serial serial;
    ReadOptions options;
    options.currency = *Currency::find("NOK");
    const IntakeFile named = read_whole_bank_file("f", text, options, serial);
    CHECK(taken(named).at(0).currency.letters() == "NOK");
}

TEST_CASE("other messages are named, and do not hinder their neighbours", "[io][edifact]") {
    const IntakeFile other = read_sample("broken/edifact-invoice.edi");
    check_sound(other);
    CHECK(other.refused);
    CHECK(other.faults.at(0).fault == "F_EDIFACT_MESSAGE");
    CHECK(other.faults.at(0).words.find("INVOIC") != std::string::npos);
    std::string mixed = advice_of("DOC+380+I1'MOA+12:5'UNS+S'MOA+12:5'");
    mixed = replaced(mixed, "UNZ+1", "UNH+2+INVOIC:D:96A:UN'UNT+2+2'UNZ+2");
    const IntakeFile file = read_text("f", mixed);
    check_sound(file);
    CHECK(file.remittances.size() == 1);
    CHECK(has_fault(file, "F_EDIFACT_MESSAGE"));
    const IntakeFile groups = read_text(
        "f",
        replaced(
            replaced(mixed, "UNH+1", "UNG+REMADV+A+B+260316:0900+G1+UN+D:96A'UNH+1"),
            "UNZ+2",
            "UNE+2+G1'UNZ+1"
        )
    );
    check_sound(groups);
    CHECK(groups.remittances.size() == 1);
    CHECK_FALSE(read_text("f", "UNAPPLIED,amount\n1,2\n").format == "edifact");
}

TEST_CASE("segments are parted by the marks of UNA, release and line ends", "[io][edifact]") {
    const std::string text = "UNA^*.! $UNB*A^B*C!*!!!$$\r\n  FTX*A\r\nB*$END";
    const Source source("f", text);
    EdifactSegments segments(source);
    EdifactSegment segment;
    TextStore texts;
    REQUIRE(segments.next(segment));
    CHECK(segment.tag() == "UNB");
    CHECK(segment.raw(1, 2) == "B");
    CHECK(segment.text(2, 1, texts) == "C*!$");
    CHECK(segment.column() == 10);
    REQUIRE(segments.next(segment));
    CHECK(segment.tag() == "FTX");
    CHECK(segment.line() == 2);
    CHECK(segment.column() == 3);
    CHECK(segment.plain(1) == "AB");
    CHECK(segment.raw(2).empty());
    CHECK(segment.raw(3).empty());
    REQUIRE(segments.next(segment));
    CHECK_FALSE(segment.is_whole());
    CHECK_FALSE(segments.next(segment));
    const Currency euro = *Currency::find("EUR");
    const EdifactMarks comma{':', '+', ',', '?', '\''};
    CHECK(*edifact_amount("1234,5", comma, euro) == 123450);
    CHECK(*edifact_amount("-1234.50", comma, euro) == -123450);
    CHECK(*edifact_amount("5-", comma, euro) == -500);
    CHECK(*edifact_amount(",5", comma, euro) == 50);
    for (const char* wrong :
         {"", "-", "1.234", "1,2,3", "1,005", "+1", "1 0", "99999999999999999"}) {
        INFO(wrong);
        CHECK_FALSE(edifact_amount(wrong, comma, euro).has_value());
    }
}

TEST_CASE("an interchange cut at any byte gives nothing", "[io][edifact][damage]") {
    for (const std::string name :
         {"remadv-2026-03-16.edi", "creadv-2026-03-16.edi", "cremul-2026-03-16.edi"}) {
        const std::string text = data_text("samples/" + name);
        const std::size_t end = text.find_last_not_of("\r\n") + 1;
        for (std::size_t size = 0; size < end; ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), "edifact");
            check_sound(file);
            if (!taken(file).empty() || !file.remittances.empty() || file.faults.empty()) {
                FAIL(name << " cut to " << size << " bytes is taken");
            }
        }
    }
}

TEST_CASE("every digit of a total or a count is guarded", "[io][edifact][damage]") {
    const auto guard = [](const std::string& name, const std::string& mark) {
        const std::string text = data_text("samples/" + name);
        std::size_t at = text.rfind(mark);
        REQUIRE(at != std::string::npos);
        for (at += mark.size(); text[at] >= '0' && text[at] <= '9'; ++at) {
            std::string changed = text;
            changed[at] = text[at] == '9' ? '0' : static_cast<char>(text[at] + 1);
            const IntakeFile file = read_text(name, changed);
            check_sound(file);
            INFO(name << " " << mark);
            CHECK(file.remittances.empty());
            CHECK_FALSE(file.faults.empty());
            for (const Payment& each : taken(file))
                CHECK(each.amount != 119000);
        }
    };
    guard("remadv-2026-03-16.edi", "UNS+S'\nMOA+12:");
    guard("remadv-2026-03-16.edi", "MOA+12:980");
    guard("remadv-2026-03-16.edi", "UNT+");
    guard("remadv-2026-03-16.edi", "UNZ+");
    guard("creadv-2026-03-16.edi", "UNT+");
    guard("creadv-2026-03-16.edi", "UNZ+");
    guard("cremul-2026-03-16.edi", "MOA+60:");
    guard("cremul-2026-03-16.edi", "CNT+LI:");
}

TEST_CASE("advice of the collection is read, other messages are refused by name", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const std::string folder = root + "edifact_remadv/extracted_from_tests/";
    const std::string retail = folder + "remadv_d96a_eancom_retail.edi";
    const IntakeFile file = read_text(retail, read_all(retail));
    check_sound(file);
    REQUIRE(file.remittances.size() == 1);
    const Remittance& advice = file.remittances[0];
    CHECK(advice.remittance == "RM-2026-0031");
    CHECK(advice.payer_name == "MEGA RETAIL AS");
    CHECK(advice.date == *parse_date("2026-02-22"));
    CHECK(advice.total == Minor{146000});
    REQUIRE(advice.lines.size() == 1);
    CHECK(advice.lines[0].reference == "FT-2026-777");
    CHECK(advice.lines[0].net == Minor{146000});
    CHECK(advice.lines[0].deduction == 0);
    const std::string energy = folder + "remadv_d05a_german_energy_33001.edi";
    const IntakeFile german = read_text(energy, read_all(energy));
    check_sound(german);
    REQUIRE(german.remittances.size() == 1);
    CHECK(german.remittances[0].total == Minor{10000});
    CHECK(german.remittances[0].lines.at(0).reference == "INV-2025-001");
    CHECK(german.remittances[0].lines.at(0).gross == Minor{10000});
    for (const std::string& path : corpus_files("edifact_other")) {
        if (path.ends_with("PROVENANCE.txt")) continue;
        INFO(path);
        const IntakeFile other = read_text(path, read_all(path));
        check_sound(other);
        CHECK(other.refused);
        CHECK((has_fault(other, "F_EDIFACT_MESSAGE") || path.ends_with(".ped")));
    }
}

TEST_CASE("a LIN without its amount or its day is not taken", "[io][edifact]") {
    const auto read = [](const std::string& lines) {
        IntakeFile file = read_text("f", interchange_of("CREMUL", "BGM+454+1+9'" + lines));
        check_sound(file);
        return file;
    };
    const std::string credit = "SEQ++1'MOA+143:5:EUR'";
    const std::string good = "LIN+1'DTM+202:20260316:102'MOA+60:5:EUR'" + credit;
    CHECK(taken(read(good)).size() == 1);
    CHECK(read(good).warnings.empty());
    // Beside a good LIN: that one is taken, the other one not, and both are told of.
    const IntakeFile without = read(good + "LIN+2'DTM+202:20260316:102'" + credit);
    CHECK(taken(without).size() == 1);
    REQUIRE(without.units.size() == 2);
    CHECK(without.units[1].state == UnitState::quarantined);
    CHECK(without.units[1].reason == "the LIN states no amount");
    CHECK(without.units[1].movements.size() == 1);
    CHECK(has_fault(without, "F_EDIFACT_TOTAL"));
    // Neither amount nor credits: a posting was lost.
    const IntakeFile empty = read(good + "LIN+2'DTM+202:20260316:102'");
    CHECK(has_fault(empty, "F_EDIFACT_TOTAL"));
    CHECK(taken(empty).size() == 1);
    // The value date stands for a missing day of posting; the day of the message does not.
    const IntakeFile valued = read(replaced(good, "DTM+202", "DTM+209"));
    CHECK(has_warning(valued, "F_DATE"));
    CHECK(format_date(taken(valued).at(0).booking_date) == "2026-03-16");
    for (const char* other : {"DTM+203", "DTM+137"}) {
        INFO(other);
        const IntakeFile undated = read(replaced(good, "DTM+202", other));
        CHECK(has_fault(undated, "F_DATE"));
        CHECK(taken(undated).empty());
    }
}

}  // namespace
}  // namespace tieout
