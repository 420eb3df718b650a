// NACHA files: entries of every kind, remittance in addenda, controls, line ends, damage.
#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr const char* sample = "nacha-2026-03-16.ach";

// One batch of two entries that ties.
std::string small_file() {
    return replaced(
        data_text("samples/broken/nacha-block-count-wrong.ach"), "000001000002", "000001000001"
    );
}

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

// The small file with one entry in place of its two and their addenda.
std::string with_entry(
    const std::string& sec, const std::vector<std::string>& records, const std::string& totals
) {
    std::vector<std::string> lines = lines_of(small_file());
    lines[1] = lines[1].replace(50, 3, sec);
    std::string control = lines[5];
    std::string file = lines[6];
    control.replace(4, 40, totals);
    file.replace(13, 42, "00" + totals);
    std::vector<std::string> all{lines[0], lines[1]};
    all.insert(all.end(), records.begin(), records.end());
    all.push_back(control);
    all.push_back(file);
    return joined(all, "\n");
}

std::string fault_line(const IntakeFile& file) {
    return file.faults.empty() ? "" : to_text(file.faults[0]);
}

TEST_CASE("credits of an ACH file are receipts with what they are for", "[io][nacha]") {
    const IntakeFile file = read_sample(sample);
    check_sound(file);
    CHECK(file.format == "nacha");
    CHECK(file.identity == "121042882/091000019/260316/0615/A");
    CHECK(file.faults.empty());
    CHECK_FALSE(file.refused);
    REQUIRE(file.units.size() == 7);
    CHECK(file.controls.size() == 6);
    for (const Unit& unit : file.units) {
        CHECK(unit.state == UnitState::taken);
        CHECK(unit.controls.size() == 4);
    }
    CHECK(taken_sum(file) == 342456 - 16550);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 8);

    const Payment& ctx = payments[0];
    CHECK(ctx.kind == MovementKind::receipt);
    CHECK(ctx.channel == Channel::ach);
    CHECK(ctx.method == PaymentMethod::ach);
    CHECK(ctx.amount == 210040);
    CHECK(ctx.account == "121042882/4000123456");
    CHECK(ctx.payer_name == "ACME INDUSTRIAL LLC");
    CHECK(ctx.payer_account == "055002707/12345555");
    CHECK(ctx.bank_reference == "091000010000001");
    CHECK(ctx.trace == "ACME-EFT-7781");
    CHECK(ctx.bank_code == "CTX/22");
    CHECK(format_date(ctx.booking_date) == "2026-03-16");
    CHECK(ctx.source_line == 3);
    REQUIRE(ctx.remittance.size() == 2);
    CHECK(ctx.remittance[0].reference == "INV-10001");
    CHECK(ctx.remittance[0].net == Minor{122500});
    CHECK(ctx.remittance[0].gross == Minor{125000});
    CHECK(ctx.remittance[0].discount == 2500);
    CHECK(ctx.remittance[1].net == Minor{87540});

    CHECK(payments[1].remittance.at(0).reference == "INV-10012");
    CHECK(payments[1].remittance.at(0).net == Minor{41575});
    CHECK(payments[1].trace == "DR-5531");
    CHECK(payments[2].memo == "PAYABLES INV-10013");
    CHECK(payments[3].memo == "BILL PAY EASTPORT-19 PAYS INVOICE INV-10019");
    CHECK(payments[4].kind == MovementKind::other);
    CHECK_FALSE(payments[4].is_credit);
    CHECK(payments[5].payer_name == "K HANSEN");
    CHECK(payments[5].customer == "C012");
    CHECK(payments[6].payer_name == "NORDLAND MARINE AS");
    CHECK(payments[6].memo == "TRADEPAY INVOICE INV-10030 NORDLAND");
    CHECK(payments[6].account == "121042882/4000123456");
}

TEST_CASE(
    "returns undo, changes and prenotes move nothing, a zero-dollar entry is advice", "[io][nacha]"
) {
    const IntakeFile file = read_sample(sample);
    const Payment& returned = file.units.at(5).movements.at(0);
    CHECK(returned.kind == MovementKind::returned);
    CHECK_FALSE(returned.is_credit);
    CHECK(returned.original == "121042880000321");
    CHECK(returned.payer_name == "FAIRHAVEN BOATS");
    CHECK(returned.payer_account == "211274450/31415926");
    CHECK(returned.account.empty());
    CHECK(returned.memo == "R01 INSUFFICIENT FUNDS");
    CHECK(returned.bank_code == "PPD/26/R01");
    CHECK(file.units.at(6).movements.empty());
    CHECK(has_warning(file, "F_ACH_CHANGE"));
    CHECK(has_warning(file, "F_ACH_PRENOTE"));
    REQUIRE(file.remittances.size() == 1);
    CHECK(file.remittances[0].total == Minor{0});
    CHECK(file.remittances[0].trace == "091000010000005");
    CHECK(file.remittances[0].lines.at(0).reference == "INV-10011");
    CHECK(file.remittances[0].lines.at(0).discount == 200000);
}

TEST_CASE("line ends do not matter, nor their absence, nor blanks that were lost", "[io][nacha]") {
    const std::string text = data_text(std::string("samples/") + sample);
    const std::vector<Payment> whole = taken(read_text("f", text));
    const std::vector<std::string> lines = lines_of(text);
    std::vector<std::string> trimmed_lines = lines;
    for (std::string& line : trimmed_lines)
        line.resize(line.find_last_not_of(' ') + 1);
    const std::vector<std::string> others{
        data_text("samples/nacha-unbroken-2026-03-16.ach"),
        joined(lines, "\r\n"),
        joined(lines, "\r"),
        joined(lines, "\n") + "\x1A",
        joined(lines, "   \r\n"),
        joined(trimmed_lines, "\n"),
        "\n\n" + text,
    };
    for (const std::string& other : others) {
        INFO(other.substr(0, 100));
        const IntakeFile file = read_text("f", other);
        check_sound(file);
        CHECK(file.faults.empty());
        const std::vector<Payment> payments = taken(file);
        REQUIRE(payments.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CHECK(payments[i].payment == whole[i].payment);
            CHECK(payments[i].remittance == whole[i].remittance);
            CHECK(payments[i].memo == whole[i].memo);
            CHECK(payments[i].batch == whole[i].batch);
            CHECK(payments[i].bank_code == whole[i].bank_code);
            CHECK(payments[i].account == whole[i].account);
            CHECK(payments[i].payer_name == whole[i].payer_name);
        }
    }
    CHECK(has_warning(read_text("f", joined(trimmed_lines, "\n")), "F_ACH_LENGTH"));
}

TEST_CASE("faults lie at the line and column of what is wrong", "[io][nacha]") {
    const std::vector<std::pair<std::string, std::string>> broken{
        {"nacha-batch-total-wrong.ach",
         "6:33: 8 batch credits states 515.75, counted 515.74, difference 0.01 [F_ACH_TOTAL]"},
        {"nacha-entry-hash-wrong.ach",
         "6:11: 8 batch entry hash states 24208577, counted 24208576, difference 1 [F_ACH_COUNT]"},
        {"nacha-file-total-wrong.ach",
         "7:44: 9 file credits states 515.75, counted 515.74, difference 0.01 [F_ACH_TOTAL]"},
        {"nacha-block-count-wrong.ach",
         "7:8: 9 blocks of ten records states 2, counted 1, difference 1 [F_ACH_COUNT]"},
        {"nacha-no-file-control.ach",
         "6:1: the file ends without its control (record 9): it was cut [F_ACH_TRUNCATED]"},
        {"nacha-no-header.ach", "1:1: the file header (record 1) expected first [F_ACH_HEADER]"},
    };
    for (const auto& [name, words] : broken) {
        const IntakeFile file = read_sample("broken/" + name);
        check_sound(file);
        CHECK(taken(file).empty());
        CHECK(file.remittances.empty());
        CHECK(fault_line(file) == "broken/" + name + ":" + words);
    }
    const IntakeFile letter = read_sample("broken/nacha-amount-with-letter.ach");
    CHECK(letter.faults.at(0).fault == "F_AMOUNT");
    CHECK(letter.faults.at(0).place.line == 5);
    CHECK(letter.faults.at(0).place.column == 30);
    CHECK(letter.units.at(0).state == UnitState::quarantined);
}

TEST_CASE("places in records that stand back to back count bytes of the line", "[io][nacha]") {
    std::vector<std::string> lines = lines_of(small_file());
    lines[5].replace(32, 12, "000000051575");
    const IntakeFile file = read_text("f", joined(lines, ""));
    REQUIRE_FALSE(file.faults.empty());
    CHECK(file.faults[0].place.line == 1);
    CHECK(file.faults[0].place.column == 5 * 94 + 33);
}

TEST_CASE("a wrong batch is quarantined alone when the file still ties", "[io][nacha]") {
    std::string text = data_text(std::string("samples/") + sample);
    text = replaced(text, "0000041575", "0000041576");
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK_FALSE(file.refused);
    CHECK(file.units.at(1).state == UnitState::quarantined);
    CHECK(file.units.at(0).state == UnitState::taken);
    CHECK(file.units.at(2).state == UnitState::taken);
    CHECK(file.remittances.empty());
}

TEST_CASE("every digit of every control of a small file is guarded", "[io][nacha]") {
    const std::string text = small_file();
    REQUIRE(taken(read_text("f", text)).size() == 2);
    const auto guard = [&](std::size_t line, std::size_t from, std::size_t to) {
        for (std::size_t column = from; column <= to; ++column) {
            std::string changed = text;
            char& digit = changed[(line - 1) * 95 + column - 1];
            digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
            const IntakeFile file = read_text("f", changed);
            INFO("line " << line << " column " << column);
            check_sound(file);
            CHECK(taken(file).empty());
            CHECK_FALSE(file.faults.empty());
        }
    };
    guard(1, 35, 40);
    guard(3, 4, 12);
    guard(3, 30, 39);
    guard(5, 30, 39);
    guard(6, 2, 44);
    guard(6, 80, 94);
    guard(7, 2, 55);
}

TEST_CASE("a file cut at any byte gives nothing until its control stands", "[io][nacha]") {
    for (const std::string name : {sample, "nacha-unbroken-2026-03-16.ach"}) {
        const std::string text = data_text("samples/" + name);
        const WideMinor whole = taken_sum(read_text(name, text));
        const std::size_t control = text.find("9000007000005");
        for (std::size_t size = 0; size < text.size(); ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), "nacha");
            check_sound(file);
            const bool is_proved = size >= control + 55;
            if (taken_sum(file) != (is_proved ? whole : 0)) {
                FAIL(name << " cut to " << size << " bytes is taken in part");
            }
            if (!is_proved && file.faults.empty()) FAIL("no fault at " << size);
        }
    }
}

TEST_CASE("any byte changed never takes what is not proved, and never crashes", "[io][nacha]") {
    const std::string text = data_text("samples/nacha-unbroken-2026-03-16.ach");
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char letter : {'\0', '9', '\n', '\xC3', 'A'}) {
            std::string changed = text;
            changed[at] = letter;
            check_sound(read_text("f", changed, "nacha"));
        }
    }
}

TEST_CASE("partial and shifted segments in addenda are read with a warning", "[io][nacha]") {
    const std::string entry =
        "622121042882"
        "4000123456       0000500578               HARBOR SUPPLY CO        1091000010000002";
    const std::string totals = "0000020012104288000000000000000000500578";
    const auto addenda = [&](std::string body) {
        body.resize(80, ' ');
        return "705" + body + "00010000002";
    };
    const IntakeFile shifted =
        read_text("f", with_entry("CCD", {entry, addenda("RMR*IV*43978564*5005.78\\")}, totals));
    check_sound(shifted);
    CHECK(fault_line(shifted).empty());
    REQUIRE(taken(shifted).size() == 1);
    CHECK(taken(shifted)[0].remittance.at(0).reference == "43978564");
    CHECK(taken(shifted)[0].remittance.at(0).net == Minor{500578});
    CHECK(has_warning(shifted, "F_X12_LINE"));

    const IntakeFile cut =
        read_text("f", with_entry("CCD", {entry, addenda("REF*IV*INV-77")}, totals));
    CHECK(taken(cut).at(0).remittance.at(0).reference == "INV-77");
    CHECK_FALSE(taken(cut).at(0).remittance.at(0).net);

    const IntakeFile stray = read_text(
        "f", with_entry("CCD", {entry, replaced(addenda("INV-77"), "0002", "0003")}, totals)
    );
    CHECK(has_warning(stray, "F_ACH_ADDENDA"));
    CHECK(taken(stray).at(0).memo == "PAYABLES");

    const IntakeFile wrong =
        read_text("f", with_entry("CCD", {entry, addenda("RMR*IV*INV-1**12,50\\")}, totals));
    CHECK(taken(wrong).at(0).remittance.empty());
    CHECK(has_warning(wrong, "F_ADVICE"));
    CHECK(taken(wrong).at(0).memo == "PAYABLES RMR*IV*INV-1**12,50\\");
}

TEST_CASE(
    "an interchange in CTX addenda that contradicts itself is read with warnings", "[io][nacha]"
) {
    // No ISA16, a BPR that lacks BPR11, wrong counts, elements cut across addenda.
    const std::string body =
        "ISA*00*          *00*          *01*PAYER          *01*HARBOR         *260316*0615*U "
        "*00304*000000013*0*P\\GS*RA*PAYER*HARBOR*260316*0615*13*X*003040\\ST*820*000010\\"
        "BPR*C*55241.12*C*ACH*CTX*01*055002707*DA*12345*1231234567*01*121042882*DA*4000123456*"
        "20260316\\TRN*1*77\\ENT*1\\RMR*IV*87945216547*PI*21188.85*21354.10*00\\"
        "RMR*IV*8794217863*PI*34052.27*34052.27\\SE*27*0000000001\\GE*1*14\\IEA*1*000000014\\";
    std::vector<std::string> records{
        "622121042882"
        "4000123456       0000218885               0006HARBOR SUPPLY       1091000010000055"
    };
    for (std::size_t at = 0; at < body.size(); at += 80) {
        std::string piece = body.substr(at, 80);
        piece.resize(80, ' ');
        records.push_back("705" + piece + "000" + std::to_string(records.size()) + "0000055");
    }
    REQUIRE(records.size() < 10);
    records[0].replace(54, 4, "000" + std::to_string(records.size() - 1));
    records[0].replace(58, 16, "HARBOR SUPPLY   ");
    const std::string count = "00000" + std::to_string(records.size());
    const IntakeFile file = read_text(
        "f", with_entry("CTX", records, count + "0012104288000000000000" + "000000218885")
    );
    check_sound(file);
    CHECK(fault_line(file).empty());
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 1);
    REQUIRE(payments[0].remittance.size() == 2);
    CHECK(payments[0].remittance[0].net == Minor{2118885});
    CHECK(payments[0].remittance[0].gross == Minor{2135410});
    CHECK(payments[0].remittance[1].net == Minor{3405227});
    CHECK(payments[0].trace == "77");
    CHECK(has_warning(file, "F_X12_BALANCE"));
    CHECK(has_warning(file, "F_X12_COUNT"));
}

TEST_CASE("what breaks a rule of the network quarantines its batch", "[io][nacha]") {
    const std::vector<std::tuple<std::size_t, std::size_t, std::string, std::string>> changes{
        {2, 2, "225", "F_ACH_CLASS"},
        {2, 2, "100", "F_ACH_CLASS"},
        {2, 5, "0000000000000000", "F_MISSING"},
        {2, 54, "          ", "F_MISSING"},
        {3, 2, "20", "F_ACH_CODE"},
        {3, 2, "23", "F_ACH_AMOUNT"},
        {3, 12, "3", "F_ACH_ROUTING"},
        {3, 79, "5", "F_ACH_ADDENDA"},
        {3, 60, "\x1A", "F_ACH_TEXT"},
        {4, 2, "88", "F_ACH_ADDENDA"},
        {5, 30, "000000999-", "F_AMOUNT"},
    };
    for (const auto& [line, column, words, fault] : changes) {
        std::string text = small_file();
        text.replace((line - 1) * 95 + column - 1, words.size(), words);
        const IntakeFile file = read_text("f", text);
        INFO(line << ":" << column << " " << words);
        check_sound(file);
        CHECK(taken(file).empty());
        CHECK(has_fault(file, fault));
    }
}

TEST_CASE("reversals and other currencies are no receipts", "[io][nacha]") {
    std::string text = small_file();
    text.replace(95 + 53, 10, "Reversal  ");
    const std::vector<Payment> reversed = taken(read_text("f", text));
    REQUIRE(reversed.size() == 2);
    CHECK(reversed[0].kind == MovementKind::reversal);

    std::string foreign = data_text(std::string("samples/") + sample);
    foreign = replaced(foreign, "USDUSD", "USDCAD");
    const IntakeFile file = read_text("f", foreign);
    check_sound(file);
    CHECK(file.units.at(4).state == UnitState::not_cash);
    CHECK(has_warning(file, "F_CURRENCY"));
}

TEST_CASE("letters of several bytes do not move the columns of a line", "[io][nacha]") {
    std::string text = small_file();
    text = replaced(text, "DELTA RIGGING   ", "D\xC3\x89LTA RIGGING   ");
    const std::vector<Payment> wide = taken(read_text("f", text));
    REQUIRE(wide.size() == 2);
    CHECK(wide[0].payer_name == "D\xC3\x89LTA RIGGING");
    std::string latin = small_file();
    latin = replaced(latin, "DELTA RIGGING   ", "D\xC9LTA RIGGING   ");
    CHECK(taken(read_text("f", latin)).at(0).payer_name == "D\xC3\x89LTA RIGGING");
}

}  // namespace
}  // namespace tieout
