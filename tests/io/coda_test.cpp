// CODA statements: movements, details under totals, references, and every total that can break.
#include <algorithm>

#include <catch2/catch.hpp>

#include "io/formats/coda_group.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr const char* sample = "coda-2026-03-16.cod";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines, const std::string& end) {
    std::string text;
    for (const std::string& line : lines)
        text += line + end;
    return text;
}

TEST_CASE("a CODA file gives a unit per statement, proved by four controls", "[io][coda]") {
    const IntakeFile file = read_sample(sample);
    check_sound(file);
    CHECK(file.format == "coda");
    CHECK(
        file.identity ==
        "BE68539007547034/EUR/049/2026-03-16..BE71096123456769/EUR/012/2026-03-16/2"
    );
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 2);
    const Unit& unit = file.units[0];
    CHECK(unit.identity == "049");
    CHECK(unit.account == "BE68539007547034");
    CHECK(unit.opening_balance == Minor{1000000});
    CHECK(unit.closing_balance == Minor{1185082});
    REQUIRE(unit.controls.size() == 4);
    CHECK(unit.controls[1].stated == 26);
    CHECK(unit.controls[2].stated == 15968);
    CHECK(unit.controls[3].stated == 201050);
    CHECK(file.units[1].opening_balance == Minor{-5000});
    CHECK(file.units[1].closing_balance == Minor{-180000});
    CHECK(taken_sum(file) == 185082 - 175000);
    CHECK(has_warning(file, "F_CODA_MESSAGE"));
}

TEST_CASE("a structured communication pays one reference with all the money", "[io][coda]") {
    const std::vector<Payment> payments = taken(read_sample(sample));
    const Payment& payment = payments.at(0);
    CHECK(payment.amount == 121000);
    CHECK(payment.payer_name == "MARTIN ET FILS SA");
    CHECK(payment.payer_account == "BE71096123456769");
    CHECK(payment.trace == "E2E-MARTIN-1");
    CHECK(payment.bank_code == "00150000");
    CHECK(payment.method == PaymentMethod::sepa);
    CHECK(format_date(payment.booking_date) == "2026-03-16");
    REQUIRE(payment.remittance.size() == 1);
    CHECK(payment.remittance[0].reference == "010806817183");
    CHECK(payment.remittance[0].net == Minor{121000});
    CHECK(
        payments.at(1).memo ==
        "INVOICES INV-20001 AND INV-20002, THANK YOU FOR DELIVERING THAT FAST Standing order 12 of "
        "12"
    );
    CHECK(is_belgian_reference("010806817183"));
    CHECK_FALSE(is_belgian_reference("010806817184"));
    CHECK_FALSE(is_belgian_reference("01080681718"));
    CHECK(is_belgian_reference("000000009797"));
}

TEST_CASE("a reference that fails its check is kept, with a warning", "[io][coda]") {
    const std::string text =
        replaced(data_text("samples/coda-2026-03-16.cod"), "010806817183", "010806817184");
    const IntakeFile file = read_text("f", text);
    CHECK(has_warning(file, "F_CODA_REFERENCE"));
    CHECK(taken(file).at(0).remittance.at(0).reference == "010806817184");
}

TEST_CASE("details stand for their total, and only once", "[io][coda]") {
    const IntakeFile file = read_sample(sample);
    const std::vector<Payment>& payments = file.units.at(0).movements;
    REQUIRE(payments.size() == 7);
    CHECK(payments[2].amount == 20000);
    CHECK(payments[2].payer_name == "JANSSENS BVBA");
    CHECK(payments[2].memo == "INV-20003 MANDATE-7");
    CHECK(payments[2].channel == Channel::direct_debit);
    CHECK(payments[2].batch == "DDBATCH-0316");
    CHECK(payments[3].amount == 30000);
    CHECK(payments[4].kind == MovementKind::returned);
    CHECK_FALSE(payments[4].is_credit);
    CHECK(payments[4].original == "DD-0099");
    CHECK(payments[5].kind == MovementKind::fee);
    CHECK(payments[5].amount + payments[6].amount == 968);
    CHECK(payments[6].memo == "COSTS OF THE ACCOUNT");
    CHECK(file.units.at(1).movements.at(0).kind == MovementKind::sweep);
    CHECK(file.units.at(1).movements.at(1).role == LineRole::summary);
}

TEST_CASE("details that do not make their total leave it as one movement", "[io][coda]") {
    std::vector<std::string> lines = lines_of(data_text("samples/coda-2026-03-16.cod"));
    for (std::string& line : lines) {
        if (line.starts_with("2100030001")) line.replace(32, 15, "000000000200010");
    }
    const IntakeFile file = read_text("f", joined(lines, "\n"));
    check_sound(file);
    CHECK(has_warning(file, "F_CODA_DETAIL"));
    CHECK(taken_sum(file) == 185082 - 175000);
    CHECK(file.units[0].movements.size() == 6);
    CHECK(file.units[0].movements[2].role == LineRole::summary);
}

TEST_CASE("subtotals of globalisation levels are not counted again", "[io][coda]") {
    std::vector<CodaMovement> group(5);
    const auto set = [&](std::size_t i, Minor amount, char level) {
        group[i].amount = amount;
        group[i].globalisation = level;
    };
    set(0, 100, '1');
    set(1, 60, '2');  // subtotal of the next two
    set(2, 25, '0');
    set(3, 35, '2');
    set(4, 40, '1');
    const CodaLeaves leaves = mark_leaves(group);
    CHECK(leaves.count == 3);
    CHECK(leaves.sum == 100);
    CHECK_FALSE(leaves.is_left_open);
}

TEST_CASE("the bank's code tells what a movement is", "[io][coda]") {
    CHECK(coda_kind("00150000", true) == MovementKind::receipt);
    CHECK(coda_kind("04150000", true) == MovementKind::receipt);
    CHECK(coda_kind("00154000", true) == MovementKind::returned);
    CHECK(coda_kind("00505000", false) == MovementKind::returned);
    CHECK(coda_kind("00199000", true) == MovementKind::reversal);
    CHECK(coda_kind("00149000", false) == MovementKind::reversal);
    CHECK(coda_kind("08037000", false) == MovementKind::fee);
    CHECK(coda_kind("03550001", true) == MovementKind::other);
    CHECK(coda_kind("00187000", true) == MovementKind::other);
    CHECK(coda_kind("00164000", true) == MovementKind::transfer);
    CHECK(coda_kind("00166000", true) == MovementKind::sweep);
    CHECK(coda_kind("", true) == MovementKind::receipt);
    CHECK(coda_kind("", false) == MovementKind::other);
}

TEST_CASE("a code that is no UTF-8 is brought to it", "[io][coda]") {
    std::vector<std::string> lines = lines_of(data_text(std::string("samples/") + sample));
    const auto movement = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
        return line.starts_with("21");
    });
    REQUIRE(movement != lines.end());
    movement->at(60) = '\xC6';
    const std::vector<Payment> payments = taken(read_text("f", joined(lines, "\n")));
    REQUIRE_FALSE(payments.empty());
    CHECK(payments[0].bank_code.find("\xC3\x86") != std::string_view::npos);
}

TEST_CASE("any line end, none at all, and UTF-8 read the same", "[io][coda]") {
    const std::vector<std::string> lines = lines_of(data_text("samples/coda-2026-03-16.cod"));
    const std::vector<Payment> expected = taken(read_sample(sample));
    for (const std::string end : {"\r\n", "\r", "", "\xC2\x85", "\x85", "\n\n"}) {
        INFO("end of " << end.size());
        const IntakeFile file = read_text("f", joined(lines, end) + "\x1A");
        check_sound(file);
        CHECK(file.faults.empty());
        const std::vector<Payment> payments = taken(file);
        REQUIRE(payments.size() == expected.size());
        for (std::size_t i = 0; i < payments.size(); ++i) {
            CHECK(payments[i].payment == expected[i].payment);
            CHECK(payments[i].memo == expected[i].memo);
        }
    }
    for (const std::string name : {"M\xC3\x89RTIN ET FILS SA", "M\xC9RTIN ET FILS SA"}) {
        const std::string text =
            replaced(data_text("samples/coda-2026-03-16.cod"), "MARTIN ET FILS SA", name);
        const IntakeFile file = read_text("f", "\xEF\xBB\xBF" + text);
        check_sound(file);
        CHECK(taken(file).at(0).payer_name == "M\xC3\x89RTIN ET FILS SA");
        CHECK(taken_sum(file) == 185082 - 175000);
    }
}

TEST_CASE("each broken total quarantines its statement, at its place", "[io][coda]") {
    const std::vector<std::tuple<std::string, std::string, std::size_t>> broken{
        {"coda-balance.cod", "F_CODA_BALANCE", 43},
        {"coda-count.cod", "F_CODA_COUNT", 17},
        {"coda-debit-total.cod", "F_CODA_TOTAL", 23},
    };
    for (const auto& [name, fault, column] : broken) {
        INFO(name);
        const IntakeFile file = read_text(name, data_text("samples/broken/" + name));
        check_sound(file);
        CHECK(taken(file).empty());
        REQUIRE(file.faults.size() == 1);
        CHECK(file.faults[0].fault == fault);
        CHECK(file.faults[0].place.line == (column == 43 ? 27 : 28));
        CHECK(file.faults[0].place.column == column);
    }
    CHECK(has_fault(read_text("f", data_text("samples/broken/coda-cut.cod")), "F_CODA_TRUNCATED"));
    CHECK(
        has_fault(read_text("f", data_text("samples/broken/coda-version-1.cod")), "F_CODA_VERSION")
    );
}

TEST_CASE("a statement that ties is taken beside one that does not", "[io][coda]") {
    std::vector<std::string> lines = lines_of(data_text("samples/coda-2026-03-16.cod"));
    for (std::string& line : lines) {
        if (line.starts_with("8012")) line[50] = '9';
    }
    const IntakeFile file = read_text("f", joined(lines, "\n"));
    check_sound(file);
    CHECK_FALSE(file.refused);
    CHECK(file.units[0].state == UnitState::taken);
    CHECK(file.units[1].state == UnitState::quarantined);
}

TEST_CASE("a CODA file cut at any byte gives only whole statements", "[io][coda]") {
    const std::string text = data_text("samples/coda-2026-03-16.cod");
    for (std::size_t size = 0; size < text.size(); ++size) {
        const IntakeFile file = read_text("f", text.substr(0, size), "coda");
        check_sound(file);
        const WideMinor sum = taken_sum(file);
        const bool is_whole = sum == 0 || sum == 185082 || sum == 185082 - 175000;
        if (!is_whole) FAIL("cut to " << size << " bytes is taken in part");
        // Behind the totals of the last record only its last column is left.
        const bool is_end = size + 77 >= text.size();
        if (!is_end && sum == 185082 - 175000) FAIL("taken whole though cut at " << size);
        if (size < 28 * 129 - 77 && (sum != 0 || file.faults.empty())) FAIL("no fault at " << size);
    }
}

TEST_CASE("every digit of a CODA amount, sign and total is guarded", "[io][coda]") {
    const std::string text = data_text("samples/coda-2026-03-16.cod");
    const auto guard = [&](std::size_t line, std::size_t from, std::size_t to) {
        for (std::size_t at = line + from - 1; at < line + to; ++at) {
            std::string changed = text;
            changed[at] = text[at] == '9' ? '0' : static_cast<char>(text[at] + 1);
            const IntakeFile file = read_text("f", changed);
            check_sound(file);
            INFO("byte " << at);
            CHECK_FALSE(file.faults.empty());
            CHECK(taken_sum(file) != 185082 - 175000);
        }
    };
    for (std::size_t line = 0; line < text.size(); line += 129) {
        const std::string type = text.substr(line, 2);
        const bool is_main = text.substr(line + 6, 4) == "0000";
        if (type == "12") guard(line, 43, 58);
        if (type == "21" && is_main) guard(line, 32, 47);
        if (type.starts_with('8')) guard(line, 42, 57);
        if (type.starts_with('9')) guard(line, 17, 52);
    }
}

TEST_CASE("records out of place are faults with their line", "[io][coda]") {
    std::vector<std::string> lines = lines_of(data_text("samples/coda-2026-03-16.cod"));
    std::vector<std::string> without_header(lines.begin() + 1, lines.end());
    CHECK(has_fault(read_text("f", joined(without_header, "\n"), "coda"), "F_CODA_HEADER"));
    std::vector<std::string> twice = lines;
    twice.insert(twice.begin() + 2, lines[1]);
    CHECK(has_fault(read_text("f", joined(twice, "\n")), "F_CODA_ORDER"));
    std::vector<std::string> stray = lines;
    stray[3].replace(2, 4, "0077");
    const IntakeFile file = read_text("f", joined(stray, "\n"));
    CHECK(has_fault(file, "F_CODA_ORDER"));
    CHECK(file.faults[0].place.line == 4);
    CHECK(file.units[0].state == UnitState::quarantined);
    std::vector<std::string> tenths = lines;
    tenths[2][46] = '3';
    CHECK(has_fault(read_text("f", joined(tenths, "\n")), "F_AMOUNT"));
}

}  // namespace
}  // namespace tieout
