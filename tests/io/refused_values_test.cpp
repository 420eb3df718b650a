// Values that a field must not hold, one at a time: each is a located fault, and nothing is taken.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr const char* row_front =
    "{\"booking_date\":\"2026-03-16\",\"currency\":\"USD\",\"amount\":\"1.00\"";

// A payment of 1.00 with more members.
IntakeFile with_members(const std::string& more) {
    return read_text("f", row_front + more + "}\n", "payments");
}

void check_refused(const IntakeFile& file, std::string_view fault, std::uint64_t line) {
    check_sound(file);
    CHECK(taken(file).empty());
    REQUIRE_FALSE(file.faults.empty());
    CHECK(file.faults.front().fault == fault);
    CHECK(file.faults.front().place.line == line);
    CHECK(file.faults.front().place.column != 0);
}

TEST_CASE("members that nobody asked for are walked to their end", "[io][exchange]") {
    for (const char* more :
         {",\"x\":{\"a\":[1,-2,{\"b\":null}],\"c\":-1.5e3,\"d\":true,\"e\":\"t\"}",
          ",\"x\":[]",
          ",\"summary_items\":3",
          ",\"memo\":null",
          ",\"remittance\":[]",
          ",\"remittance\":[{\"reference\":\"A\",\"net\":\"1.00\",\"x\":[1]}]"}) {
        INFO(more);
        CHECK(taken_sum(with_members(more)) == 100);
    }
    const std::string deep = std::string(20, '[') + std::string(20, ']');
    std::string many;
    for (int i = 0; i < 300; ++i)
        many += ",\"m" + std::to_string(i) + "\":1";
    for (const std::string& more :
         {",\"x\":" + deep,
          many,
          std::string(",\"x\":{\"a\":nul}"),
          std::string(",\"x\":[1,"),
          std::string(",\"x\":tru"),
          std::string(",\"x\":\"\\q\""),
          std::string(",\"x\":{\"\\q\":1}"),
          std::string(",\"memo\":tru"),
          std::string(",\"memo\":{}"),
          std::string(",\"summary_items\":1.5"),
          std::string(",\"summary_items\":-3"),
          std::string(",\"remittance\":{}"),
          std::string(",\"remittance\":[1]"),
          std::string(",\"remittance\":[],\"remittance\":[]"),
          std::string(",\"remittance\":[{\"net\":1.00}]")}) {
        INFO(more.substr(0, 40));
        const IntakeFile file = with_members(more);
        check_sound(file);
        CHECK(taken(file).empty());
        CHECK_FALSE(file.faults.empty());
    }
}

TEST_CASE("words that are not of their list are faults", "[io][exchange]") {
    for (const char* column : {"kind", "side", "role", "channel", "method"}) {
        INFO(column);
        const IntakeFile file = with_members(std::string(",\"") + column + "\":\"unheard-of\"");
        check_refused(file, "F_WORD", 1);
    }
    for (const char* channel : {"statement", "lockbox", "ach", "wire", "card", "direct_debit"})
        CHECK(taken_sum(with_members(std::string(",\"channel\":\"") + channel + "\"")) == 100);
    check_refused(
        read_text("f", "booking_date,currency,amount\n2026-03-16,USD,\n"), "F_MISSING", 2
    );
    check_refused(read_text("f", "booking_date,currency,amount\n,USD,1.00\n"), "F_MISSING", 2);
    check_refused(
        read_text("f", "booking_date,currency,amount\n2026-03-16,USD,0\n"), "F_AMOUNT", 2
    );
    const IntakeFile line = with_members(",\"remittance\":[{\"reference\":\"A\",\"net\":\"x\"}]");
    check_refused(line, "F_AMOUNT", 1);
}

TEST_CASE("advice whose rows contradict each other is left out whole", "[io][exchange]") {
    const std::string head =
        "remittance,trace,payer_name,total,date,currency,entity,reference,net\n";
    const std::string first = "R1,T1,Payer,2.00,2026-03-16,USD,main,A,1.00\n";
    CHECK(read_text("f", head + first + "R1,,,,,,,B,1.00\n").remittances.size() == 1);
    for (const char* second :
         {"R1,T2,,,,,,B,1.00\n",
          "R1,,,3.00,,,,B,1.00\n",
          "R1,,,,,EUR,,B,1.00\n",
          "R1,,,,2026-03-99,,,B,1.00\n",
          "R1,,,x,,,,B,1.00\n"}) {
        INFO(second);
        const IntakeFile file = read_text("f", head + first + second);
        CHECK(file.remittances.empty());
        REQUIRE(file.faults.size() == 1);
        CHECK(file.faults[0].place.line == 3);
    }
    // Without ids, rows of one payer, total and day are one advice.
    const std::string plain = "payer_name,total,date,currency,reference,net,gross,deduction\n";
    const std::string row = "Payer,2.00,2026-03-16,USD,";
    const IntakeFile joined = read_text(
        "f", plain + row + ",1.00,,\n" + row + ",,1.00,\n" + row + ",,,0.50\n" + row + ",,,\n"
    );
    REQUIRE(joined.remittances.size() == 1);
    CHECK(joined.remittances[0].lines.size() == 3);
    CHECK(read_text("f", plain + ",2.00,2026-03-16,USD,A,1.00,,\n").remittances.empty());
    const IntakeFile nested = read_text(
        "f",
        "{\"remittance\":\"R1\",\"trace\":\"T\",\"currency\":\"USD\",\"lines\":[{\"net\":\"x\"}]}\n"
    );
    CHECK(nested.remittances.empty());
    CHECK(has_fault(nested, "F_AMOUNT"));
}

TEST_CASE("a lockbox layout of the user's own is read, or refused at its line", "[io][lockbox]") {
    const std::string table = data_text("lockbox/base.csv");
    const std::string bytes = data_text("samples/lockbox-2026-03-16.bai");
    Serial serial;
    const auto read = [&](const std::string& layout) {
        ReadOptions options;
        options.format = "bai_lockbox";
        options.layout = layout;
        return read_bank_file("f", bytes, options, serial);
    };
    const IntakeFile own = read("# ours\n\n" + table);
    check_sound(own);
    CHECK(taken_sum(own) == taken_sum(read_text("f", bytes)));
    CHECK(taken_sum(own) > 0);
    for (const char* line :
         {"1,destination,4,13",
          "3,destination,4,13,text",
          "1,nothing,4,13,text",
          "1,destination,0,13,text",
          "1,destination,4,x,text",
          "1,destination,x,4,text",
          "1,destination,9,8,text",
          "1,destination,4,13,word"}) {
        INFO(line);
        const IntakeFile file = read(table + line + "\n");
        CHECK(file.refused);
        REQUIRE(file.faults.size() == 1);
        CHECK(file.faults[0].fault == "F_LAYOUT");
        const auto lines = static_cast<std::uint64_t>(std::count(table.begin(), table.end(), '\n'));
        CHECK(file.faults[0].place.line == lines + 1);
    }
    CHECK(read("1,destination,4,13,text\n").faults.at(0).fault == "F_LAYOUT");
    const std::string wide = data_text("samples/lockbox-300-2026-03-16.bai");
    CHECK(taken_sum(read_text("f", wide, "bai_lockbox:300")) == taken_sum(read_text("f", wide)));
}

TEST_CASE("balances and sums of a SWIFT statement are in one currency", "[io][mt940]") {
    const std::string front = ":20:S1\r\n:25:DE89370400440532013000\r\n:28C:1/1\r\n";
    const std::string entry = ":61:2603160316C1,00NTRFNONREF\r\n";
    const IntakeFile other =
        read_text("f", front + ":60F:C260316EUR1,00\r\n" + entry + ":62F:C260316USD2,00\r\n-\r\n");
    check_refused(other, "F_MT_CURRENCY", 6);
    const std::string interim = data_text("samples/mt942-2026-03-16.sta");
    for (const auto& [from, to] :
         {std::pair{":90D:1EUR5,00", ":90D:1USD5,00"},
          std::pair{":90C:1EUR119,00", ":90C:1USD119,00"}}) {
        INFO(to);
        const IntakeFile file = read_text("f", replaced(interim, from, to));
        check_sound(file);
        CHECK(has_fault(file, "F_MT_CURRENCY"));
        CHECK(file.units.at(0).state != UnitState::taken);
    }
}

TEST_CASE("advice and transfers of ISO 20022 say what they lack", "[io][iso20022]") {
    const std::string advice = data_text("samples/remt001-2026-03-16.xml");
    CHECK(read_text("f", advice).remittances.size() == 2);
    for (const auto& [from, to] :
         {std::pair{"<InstdAmt Ccy=\"EUR\">900.00", "<InstdAmt Ccy=\"XXZ\">900.00"},
          std::pair{"<InstdAmt Ccy=\"EUR\">900.00", "<InstdAmt Ccy=\"EUR\">-900.00"},
          std::pair{"<InstdAmt Ccy=\"EUR\">900.00", "<InstdAmt Ccy=\"EUR\">9OO"}}) {
        INFO(to);
        const IntakeFile file = read_text("f", replaced(advice, from, to));
        check_sound(file);
        CHECK(file.remittances.size() == 1);
        CHECK_FALSE(file.faults.empty());
    }
    const IntakeFile unnamed =
        read_text("f", replaced(advice, "<Refs><EndToEndId>E2E-NW-51</EndToEndId></Refs>", ""));
    REQUIRE(unnamed.remittances.size() == 2);
    CHECK(unnamed.remittances[0].payer_name == "Nordwind Handels GmbH");
    CHECK(unnamed.remittances[0].trace.empty());

    const std::string transfers = data_text("samples/pacs008-2026-03-16.xml");
    for (const auto& [from, to] :
         {std::pair{"<NbOfTxs>2<", "<NbOfTxs>two<"},
          std::pair{"<NbOfTxs>2<", "<NbOfTxs>3<"},
          std::pair{"\"USD\">1575.25", "\"USD\">1575.255"},
          std::pair{"\"USD\">75.25", "\"USD\">0.00"},
          std::pair{"\"USD\">75.25", "\"USD\">-75.25"}}) {
        INFO(to);
        const IntakeFile file = read_text("f", replaced(transfers, from, to));
        check_sound(file);
        CHECK_FALSE(file.faults.empty());
        CHECK(file.units.at(0).state == UnitState::quarantined);
        CHECK(file.remittances.empty());
    }
}

TEST_CASE("a Belgian reference is found in free text when its check digits hold", "[io][coda]") {
    const std::string sample = data_text("samples/coda-2026-03-16.cod");
    // The free communication of the first movement that has one, in columns 63 to 115.
    std::size_t at = 0;
    while (sample.compare(at, 2, "21") != 0 || sample[at + 61] != '0') {
        at = sample.find('\n', at) + 1;
        REQUIRE(at != 0);
    }
    const auto lines_with = [&](std::string said) {
        said.resize(53, ' ');
        std::size_t count = 0;
        std::string text = sample;
        for (const Payment& payment : taken(read_text("f", text.replace(at + 62, 53, said))))
            count += payment.remittance.size();
        return count;
    };
    const std::size_t without = lines_with("for nothing");
    CHECK(lines_with("for +++090/9337/55493+++") == without + 1);
    CHECK(lines_with("for +++090/9337/55494+++") == without);
    CHECK(lines_with("for +++0909337+++") == without);
    CHECK(lines_with("for ***090/9337-55493***") == without);
}

}  // namespace
}  // namespace tieout
