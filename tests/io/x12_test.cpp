// X12 820 and 823: money and advice, adjustments, delimiters, counts and totals, damage.
#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr const char* sample = "x12-820-2026-03-16.edi";
constexpr const char* lockbox = "x12-823-2026-03-16.edi";

// An interchange around the segments between ST and SE.
std::string interchange(const std::vector<std::string>& segments) {
    std::string text =
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*HARBOR         *260316*0615*U*"
        "00401*000000001*0*P*>~GS*RA*PAYER*HARBOR*20260316*0615*1*X*004010~ST*820*0001~";
    for (const std::string& segment : segments)
        text += segment + "~";
    return text + "SE*" + std::to_string(segments.size() + 2) + "*0001~GE*1*1~IEA*1*000000001~";
}

std::string all_replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string fault_line(const IntakeFile& file) {
    return file.faults.empty() ? "" : to_text(file.faults[0]);
}

TEST_CASE("an 820 with money is a payment, one without is advice", "[io][x12]") {
    const IntakeFile file = read_sample(sample);
    check_sound(file);
    CHECK(file.format == "x12_820");
    CHECK(file.identity == "ACMEEDI/HARBORSUPP/000000117");
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 3);
    CHECK(file.units[0].state == UnitState::not_cash);
    CHECK(file.units[1].state == UnitState::taken);
    CHECK(file.units[1].account == "121042882/4000123456");
    CHECK(file.units[1].controls.size() == 2);
    REQUIRE(taken(file).size() == 1);
    const Payment payment = taken(file)[0];
    CHECK(payment.amount == 190000);
    CHECK(payment.kind == MovementKind::receipt);
    CHECK(payment.channel == Channel::ach);
    CHECK(payment.payer_name == "DELTA RIGGING SERVICES");
    CHECK(payment.payer_account == "111000025/4455667788");
    CHECK(payment.trace == "DR-5540");
    CHECK(payment.bank_code == "ACH/CTX");
    REQUIRE(payment.remittance.size() == 4);
    CHECK(payment.remittance[0].kind == RemittanceKind::deduction);
    CHECK(payment.remittance[0].reference == "CLAIM-77");
    CHECK(payment.remittance[0].net == Minor{-10000});
    CHECK(payment.remittance[0].reason == "L6");
    CHECK(payment.remittance[1].discount == 4000);
    CHECK(payment.remittance[2].kind == RemittanceKind::credit);
    CHECK(payment.remittance[3].net == Minor{5000});

    REQUIRE(file.remittances.size() == 2);
    const Remittance& advice = file.remittances[0];
    CHECK(advice.trace == "4529952");
    CHECK(advice.payer_name == "COASTAL HARDWARE CO");
    CHECK(advice.total == Minor{440875});
    CHECK(format_date(advice.date) == "2026-03-16");
    REQUIRE(advice.lines.size() == 2);
    CHECK(advice.lines[0].reference == "INV-20801");
    CHECK(advice.lines[0].net == Minor{440875});
    CHECK(advice.lines[0].gross == Minor{465041});
    CHECK(advice.lines[0].discount == 9790);
    CHECK(advice.lines[0].deduction == 10000);
    CHECK(advice.lines[0].reason == "59");
    CHECK(advice.lines[1].kind == RemittanceKind::deduction);
    CHECK(advice.lines[1].deduction == 4376);
    CHECK(advice.lines[1].net == Minor{0});
    CHECK(file.remittances[1].total == Minor{0});
    CHECK(file.remittances[1].lines.size() == 2);
}

TEST_CASE("the old form with BPS and RMT is read, articles are left aside", "[io][x12]") {
    const IntakeFile file = read_sample("x12-820-003010-2026-03-16.edi");
    check_sound(file);
    CHECK(file.faults.empty());
    REQUIRE(file.remittances.size() == 1);
    CHECK(file.remittances[0].total == Minor{172540});
    REQUIRE(file.remittances[0].lines.size() == 2);
    CHECK(file.remittances[0].lines[0].net == Minor{51215});
    CHECK(file.remittances[0].lines[1].discount == 1000);
    CHECK(file.units.at(0).controls.size() == 2);
}

TEST_CASE("delimiters are those that the ISA names", "[io][x12]") {
    const std::string text = data_text(std::string("samples/") + sample);
    const IntakeFile plain = read_text("f", text);
    const std::string joined = all_replaced(text, "\n", "");
    std::string wrapped;
    for (std::size_t at = 0; at < joined.size(); at += 80)
        wrapped += joined.substr(at, 80) + "\r\n";
    const std::vector<std::string> others{
        joined,
        all_replaced(text, "\n", "\r\n"),
        all_replaced(text, "~\n", "\n"),
        all_replaced(text, "~\n", "\r\n"),
        all_replaced(text, "~\n", "\r"),
        all_replaced(joined, "~", "\\"),
        all_replaced(text, "~", "'"),
        all_replaced(all_replaced(text, "*", "|"), "~", "\x1C"),
        all_replaced(joined, "*", "\xC2\xA6"),
        all_replaced(joined, "*", "\xA6"),
        all_replaced(text, "~\n", " ~\n    "),
        "\xEF\xBB\xBF" + text,
        wrapped,
        joined + "\r\n\x1A",
        all_replaced(joined, "*P*>~", "*P~"),
    };
    for (const std::string& other : others) {
        const IntakeFile file = read_text("f", other);
        INFO(other.substr(0, 120));
        INFO(fault_line(file));
        check_sound(file);
        CHECK(file.faults.empty());
        CHECK(taken_sum(file) == 190000);
        REQUIRE(file.remittances.size() == 2);
        CHECK(file.remittances[0].lines == plain.remittances[0].lines);
    }
}

TEST_CASE("an 823 is a deposit of checks that ties with its totals", "[io][x12]") {
    const IntakeFile file = read_sample(lockbox);
    check_sound(file);
    CHECK(file.format == "x12_823");
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 1);
    const Unit& unit = file.units[0];
    CHECK(unit.state == UnitState::taken);
    CHECK(unit.lockbox == "0022222");
    CHECK(unit.account == "121042882/4000123456");
    CHECK(unit.controls.size() == 8);
    REQUIRE(unit.movements.size() == 3);
    CHECK(taken_sum(file) == 237540);
    const Payment& check = unit.movements[0];
    CHECK(check.amount == 125000);
    CHECK(check.check_number == "2041");
    CHECK(check.payer_account == "055002707/12345555");
    CHECK(check.channel == Channel::lockbox);
    CHECK(check.batch == "0022222/2026-03-16/D77/001");
    CHECK(check.remittance.at(0).reference == "INV-10001");
    CHECK(unit.movements[2].batch == "0022222/2026-03-16/D77/002");
    CHECK(file.warnings.empty());
    REQUIRE(unit.movements[2].remittance.size() == 2);
    CHECK(unit.movements[2].remittance[0].kind == RemittanceKind::on_account);
    CHECK(unit.movements[2].remittance[0].net == Minor{10000});
    const std::string text = data_text(std::string("samples/") + lockbox);
    const IntakeFile short_of = read_text("f", replaced(text, "ADX*100*", "ADX*90*"));
    CHECK(taken_sum(short_of) == 237540);
    CHECK(has_warning(short_of, "F_X12_BALANCE"));
}

TEST_CASE("X12 faults lie at the element that is wrong", "[io][x12]") {
    const std::vector<std::pair<std::string, std::string>> broken{
        {"x12-820-balance-wrong.edi",
         "4:7: BPR02 amount states 4408.76, the references and adjustments add up to 4408.75, "
         "difference 0.01 [F_X12_BALANCE]"},
        {"x12-820-segment-count-wrong.edi",
         "16:4: SE01 segments states 15, counted 14 [F_X12_COUNT]"},
        {"x12-820-group-count-wrong.edi", "17:4: GE01 sets states 2, counted 1 [F_X12_COUNT]"},
        {"x12-820-control-number-wrong.edi",
         "18:7: IEA02 000000117 expected as in ISA13, found '000000171' [F_X12_CONTROL]"},
        {"x12-820-cut.edi",
         "17:1: the file ends without the end of its interchange (IEA) [F_X12_TRUNCATED]"},
        {"x12-835-claim-payment.edi",
         "1:1: this is an X12 835 (health care claim payment), which is not read yet [F_FORMAT]"},
        {"x12-823-batch-total-wrong.edi",
         "13:7: BAT AMT batch amount states 2125.41, counted 2125.40, difference 0.01 "
         "[F_X12_TOTAL]"},
        {"x12-823-deposit-total-wrong.edi",
         "9:7: DEP AMT deposit amount states 2375.04, counted 2375.40, difference -0.36 "
         "[F_X12_TOTAL]"},
        {"x12-823-check-count-wrong.edi", "11:8: DEP QTY checks states 4, counted 3 [F_X12_COUNT]"},
    };
    for (const auto& [name, words] : broken) {
        const IntakeFile file = read_sample("broken/" + name);
        check_sound(file);
        CHECK(taken(file).empty());
        CHECK(file.remittances.empty());
        CHECK(fault_line(file) == "broken/" + name + ":" + words);
    }
    const IntakeFile missing = read_sample("broken/x12-820-amount-missing.edi");
    CHECK(missing.faults.at(0).fault == "F_AMOUNT");
    CHECK(missing.faults.at(0).place.line == 11);
    CHECK(missing.remittances.empty());
}

TEST_CASE("one wrong set of several is left out alone", "[io][x12]") {
    const std::string text =
        replaced(data_text(std::string("samples/") + sample), "BPR*C*1900.00", "BPR*C*1900.01");
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK_FALSE(file.refused);
    CHECK(file.units.at(1).state == UnitState::quarantined);
    CHECK(file.remittances.size() == 2);
}

TEST_CASE("every digit of a count, control number or total of X12 is guarded", "[io][x12]") {
    for (const std::string name : {sample, lockbox}) {
        const std::string text = data_text("samples/" + name);
        const std::size_t before = taken(read_text(name, text)).size();
        const std::size_t advices = read_text(name, text).remittances.size();
        for (const std::string mark :
             {"SE*",
              "GE*",
              "IEA*",
              "BPR*C*",
              "BPR*I*",
              "RMR*IV*INV-20801*PO*",
              "AMT*2*",
              "QTY*41*",
              "QTY*42*"}) {
            for (std::size_t at = text.find("\n" + mark); at != std::string::npos;
                 at = text.find("\n" + mark, at + 1)) {
                const std::size_t from = at + 1 + mark.size();
                const bool is_amount = mark.starts_with("BPR") || mark.starts_with("RMR");
                const std::size_t end = text.find(is_amount ? '*' : '~', from);
                for (std::size_t byte = from; byte < end; ++byte) {
                    if (text[byte] < '0' || text[byte] > '9') continue;
                    std::string changed = text;
                    changed[byte] = text[byte] == '9' ? '0' : static_cast<char>(text[byte] + 1);
                    const IntakeFile file = read_text(name, changed);
                    INFO(name << ": " << changed.substr(at + 1, 40));
                    check_sound(file);
                    CHECK_FALSE(file.faults.empty());
                    CHECK(taken(file).size() + file.remittances.size() < before + advices);
                }
            }
        }
    }
}

TEST_CASE("an X12 interchange cut at any byte gives nothing", "[io][x12]") {
    for (const std::string name : {sample, lockbox, "x12-820-003010-2026-03-16.edi"}) {
        const std::string text = data_text("samples/" + name);
        const IntakeFile whole = read_text(name, text);
        const std::size_t end = text.find_last_of("0123456789") + 1;
        for (std::size_t size = 0; size < text.size(); ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), "x12");
            check_sound(file);
            const bool is_whole = size >= end;
            const bool is_right =
                taken_sum(file) == (is_whole ? taken_sum(whole) : 0) &&
                file.remittances.size() == (is_whole ? whole.remittances.size() : 0) &&
                file.faults.empty() == is_whole;
            if (!is_right) FAIL(name << " cut to " << size << " bytes");
        }
    }
}

TEST_CASE("any byte of an interchange changed never crashes", "[io][x12]") {
    for (const std::string name : {sample, lockbox}) {
        const std::string text = data_text("samples/" + name);
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (const char letter : {'\0', '9', '\n', '~', '*', '\xC3'}) {
                std::string changed = text;
                changed[at] = letter;
                check_sound(read_text("f", changed, "x12"));
            }
        }
    }
}

TEST_CASE("test interchanges, prenotes and debits are no receipts", "[io][x12]") {
    const std::string text = data_text(std::string("samples/") + sample);
    const IntakeFile test = read_text("f", replaced(text, "*0*P*>", "*0*T*>"));
    check_sound(test);
    CHECK(taken(test).empty());
    CHECK(test.remittances.empty());
    CHECK(has_warning(test, "F_X12_TEST"));
    const std::string bank = "**ACH*CTX*01*111000025*DA*44*1**01*121042882*DA*40*20260316";
    const IntakeFile prenote = read_text("f", interchange({"BPR*P*0*C" + bank.substr(1)}));
    CHECK(prenote.units.at(0).state == UnitState::not_cash);
    CHECK(prenote.remittances.empty());
    const IntakeFile debit = read_text("f", interchange({"BPR*C*12.5*D" + bank.substr(1)}));
    REQUIRE(taken(debit).size() == 1);
    CHECK(taken(debit)[0].kind == MovementKind::other);
    CHECK_FALSE(taken(debit)[0].is_credit);
    const IntakeFile unknown = read_text("f", interchange({"BPR*Q*12.5*C" + bank.substr(1)}));
    CHECK(has_fault(unknown, "F_X12_HANDLING"));
    CHECK(taken(unknown).empty());
}

TEST_CASE("amounts obey their currency and the standard's way of writing", "[io][x12]") {
    const auto read = [](const std::string& amount, const std::string& currency) {
        return read_text(
            "f",
            interchange(
                {"BPR*I*" + amount + "*C*CHK************20260316",
                 "TRN*1*7",
                 "CUR*PR*" + currency,
                 "N1*PR*PAYER",
                 "RMR*IV*A1**" + amount}
            )
        );
    };
    CHECK(read(".5", "USD").remittances.at(0).total == Minor{50});
    CHECK(read("12.", "USD").remittances.at(0).total == Minor{1200});
    CHECK(read("12.500", "USD").remittances.at(0).total == Minor{1250});
    CHECK(read("1500", "JPY").remittances.at(0).total == Minor{1500});
    CHECK(read("1.234", "KWD").remittances.at(0).lines.at(0).net == Minor{1234});
    for (const char* wrong : {"1.234", "1,234.00", "+5", "5-", "12E3", "", "99999999999999999"}) {
        INFO(wrong);
        const IntakeFile file = read(wrong, "USD");
        check_sound(file);
        CHECK(file.remittances.empty());
        CHECK_FALSE(file.faults.empty());
    }
    CHECK(has_fault(read("5", "DOLLAR"), "F_CURRENCY"));
}

TEST_CASE("a line that does not explain itself is told, and keeps what is certain", "[io][x12]") {
    const auto lines = [](const std::string& amount, const std::vector<std::string>& more) {
        std::vector<std::string> segments{
            "BPR*I*" + amount + "*C*ACH*CTX***********20260316", "TRN*1*7", "N1*PR*PAYER", "ENT*1"
        };
        segments.insert(segments.end(), more.begin(), more.end());
        return read_text("f", interchange(segments));
    };
    // Some write the balance that is left in RMR05.
    const IntakeFile balance = lines("1750", {"RMR*IV*INV-1**1750.00*0.00"});
    CHECK(balance.remittances.at(0).lines.at(0).net == Minor{175000});
    CHECK_FALSE(balance.remittances.at(0).lines.at(0).gross);
    // An allowance of an article explains the difference: two decimals that are not written.
    const IntakeFile allowance =
        lines("90", {"RMR*IV*INV-2**90*100", "IT1*1*10*EA*10", "SAC*A*C310***1000"});
    CHECK(allowance.warnings.empty());
    CHECK(allowance.remittances.at(0).lines.at(0).deduction == 1000);
    const IntakeFile adjusted = lines("90", {"RMR*IV*INV-2**90*100**L7*-10"});
    CHECK(adjusted.remittances.at(0).lines.at(0).deduction == 1000);
    CHECK(adjusted.remittances.at(0).lines.at(0).reason == "L7");
    const IntakeFile withheld = lines("65", {"RMR*IV*INV-2**65*100", "ADX*-30*IR", "ADX*-5*59"});
    CHECK(withheld.warnings.empty());
    CHECK(withheld.remittances.at(0).lines.at(0).withheld == 3000);
    CHECK(withheld.remittances.at(0).lines.at(0).deduction == 500);
    CHECK(withheld.remittances.at(0).lines.at(0).reason == "59");
    const IntakeFile netted = lines("70", {"RMR*IV*INV-2**70*100**E3*-30"});
    CHECK(netted.remittances.at(0).lines.at(0).withheld == 3000);
    CHECK(netted.remittances.at(0).lines.at(0).deduction == 0);
    CHECK(netted.remittances.at(0).lines.at(0).reason.empty());
    const IntakeFile short_paid = lines("90", {"RMR*IV*INV-2**90*100"});
    CHECK(has_warning(short_paid, "F_X12_LINE"));
    CHECK(short_paid.remittances.at(0).lines.at(0).gross == Minor{10000});
    const IntakeFile unnamed = lines("90", {"RMR*IV*INV-2", "RMR*IV*INV-3**90"});
    CHECK(has_warning(unnamed, "F_X12_BALANCE"));
    CHECK_FALSE(unnamed.remittances.at(0).lines.at(0).net);
}

TEST_CASE("adjustments beyond all bounds stop nothing", "[io][x12]") {
    std::vector<std::string> segments{"BPR*I*0*C*NON************20260316"};
    for (int i = 0; i < 20'000; ++i)
        segments.emplace_back("NTE*GEN*A NOTE OF SOME LENGTH");
    segments.emplace_back("TRN*1*7");
    segments.emplace_back("RMR*IV*INV-1**0");
    for (int i = 0; i < 20'000; ++i)
        segments.emplace_back("ADX*-9999999999999.99*59");
    for (int i = 0; i < 20'000; ++i)
        segments.emplace_back("SAC*A*C310***999999999999999");
    const IntakeFile file = read_text("f", interchange(segments));
    check_sound(file);
    CHECK(file.remittances.size() == 1);
}

TEST_CASE("a deposit may be in another currency than dollars", "[io][x12]") {
    const std::string text =
        replaced(data_text(std::string("samples/") + lockbox), "TRN*1*LB", "CUR*PE*CAD~\nTRN*1*LB");
    const IntakeFile file = read_text("f", replaced(text, "SE*29", "SE*30"));
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(taken(file).at(0).currency == *Currency::find("CAD"));
}

TEST_CASE("a currency that is unknown, or one of two, is a fault and no guess", "[io][x12]") {
    const auto with = [](const std::string& name, const std::string& from, const std::string& cur) {
        return read_text("f", replaced(data_text("samples/" + name), from, cur));
    };
    for (const std::string cur : {"CUR*PE*XXQ~\n", "CUR*PE*CAD**PR*USD~\n"}) {
        INFO(cur);
        const IntakeFile deposit = with(lockbox, "DTM*009*20260316~\n", cur);
        check_sound(deposit);
        CHECK(has_fault(deposit, "F_CURRENCY"));
        CHECK(taken(deposit).empty());
        const IntakeFile advice = with(sample, "CUR*PR*USD~\n", cur);
        check_sound(advice);
        CHECK(has_fault(advice, "F_CURRENCY"));
        CHECK(advice.remittances.size() + 1 == read_sample(sample).remittances.size());
    }
    const IntakeFile same = with(sample, "CUR*PR*USD~", "CUR*PR*USD**PE*USD~");
    CHECK(same.faults.empty());
}

}  // namespace
}  // namespace tieout
