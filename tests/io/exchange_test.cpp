// Our exchange files: payments and advice as CSV and NDJSON, the same for any number of threads.
#include "io/formats/exchange.h"

#include <thread>

#include <catch2/catch.hpp>

#include "io/formats/fields.h"
#include "io/report/convert_report.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

// Runs tasks on several threads, last first: order must not matter.
class Backwards final : public Parallel {
public:
    void for_each(std::size_t count, const std::function<void(std::size_t)>& task) override {
        std::vector<std::thread> threads;
        for (std::size_t first = 0; first < 4; ++first) {
            threads.emplace_back([&, first] {
                for (std::size_t i = count; i-- > 0;) {
                    if (i % 4 == first) task(i);
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
    }

    unsigned threads() const override { return 4; }
};

std::string row_of(const std::string& rest) {
    return R"({"booking_date":"2026-03-16","currency":"USD",)" + rest + "}\n";
}

TEST_CASE("payments of NDJSON carry amounts as text, lists and inline advice", "[io][exchange]") {
    const IntakeFile file = read_sample("payments-2026-03-16.ndjson");
    check_sound(file);
    CHECK(file.format == "payments");
    CHECK(file.dialect == "ndjson");
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 3);
    CHECK(payments[0].payment == "WEB-3101");
    CHECK(payments[0].amount == 64000);
    REQUIRE(payments[1].remittance.size() == 2);
    CHECK(payments[1].remittance[1].kind == RemittanceKind::credit);
    CHECK(payments[1].remittance[1].net == Minor{-9475});
    CHECK(payments[2].source_line == 3);
}

TEST_CASE(
    "a JSON number is no amount, a member stands once, and nothing follows the object",
    "[io][exchange]"
) {
    CHECK(taken(read_text("f", row_of(R"("amount":"1.00")"))).size() == 1);
    CHECK(
        taken(read_text("f", row_of(R"("amount":"1.00","x":{"y":[1,2.5,"z",null,true]})")))
            .size() == 1
    );
    for (const char* rest :
         {R"("amount":1.00)",
          R"("amount":100)",
          R"("amount":"1.00","amount":"1.00")",
          R"("amount":"1.00","x":1,"x":2)",
          R"("amount":"1.00","x":[1,)",
          R"("amount":"1.00","x":nul)",
          R"("amount":"1.00"}{"a":1)",
          R"("amount":"1.00"} x)",
          R"("amount":"1.00","memo":["a"])",
          R"("amount":"1.00","memo":{"a":1})",
          R"("amount":"-1.00")",
          R"("amount":"0.00")",
          R"("amount":"1.001")",
          R"("amount":"1e2")",
          R"("amount":"+1")",
          R"("amount":"１2")",
          R"("amount":"1.00","\u0061mount":"2.00")",
          R"("amount":"1.00","kind":"gift")",
          R"("amount":"1.00","memo":"\ud800")",
          R"("amount":"1.00","currency":"USD")",
          R"("amount":"1.00","summary_items":1.5)",
          R"("amount":"1.00","value_date":"2026-02-30")"}) {
        INFO(rest);
        const IntakeFile file =
            read_text("f", row_of(R"("amount":"5.00")") + row_of(rest), "payments");
        check_sound(file);
        CHECK(taken(file).empty());
        REQUIRE_FALSE(file.faults.empty());
        CHECK(file.faults[0].place.line == 2);
    }
}

TEST_CASE("escapes in texts are read and blank lines and CRLF are tolerated", "[io][exchange]") {
    const IntakeFile file = read_text(
        "f", "\r\n" + row_of(R"("amount":"1.00","memo":"a\"b\u00e9\\"  )") + "\r\n\r\n", "payments"
    );
    CHECK(taken(file).at(0).memo == "a\"b\xC3\xA9\\");
    CHECK(taken(file).at(0).source_line == 2);
}

TEST_CASE(
    "payments of CSV may have their columns in any order and quoted line ends", "[io][exchange]"
) {
    const IntakeFile file = read_text(
        "f",
        "memo,colour,amount,booking_date,currency,payer_name\r\n"
        "\"two\nlines, \"\"quoted\"\"\",red,12.50,2026-03-16,USD,A\r\n"
        "plain,,7.00,2026-03-17,USD,B\r\n"
    );
    check_sound(file);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].memo == "two\nlines, \"quoted\"");
    CHECK(payments[1].source_line == 4);
    CHECK(payments[1].amount == 700);
    const IntakeFile wrong = read_text(
        "f",
        "memo,amount,booking_date,currency\n\"a\nb\",1.00,2026-03-16,USD\nx,1.0.0,2026-03-16,USD\n"
    );
    REQUIRE(wrong.faults.size() == 1);
    CHECK(wrong.faults[0].place.line == 4);
    CHECK(wrong.faults[0].place.column == 3);
    CHECK(taken(wrong).empty());
}

TEST_CASE("a CSV row that breaks the rules of RFC 4180 is a fault", "[io][exchange]") {
    const std::string header = "amount,booking_date,currency,memo\n";
    for (const char* row :
         {"1.00,2026-03-16,USD\n",
          "1.00,2026-03-16,USD,a,b\n",
          "1.00,2026-03-16,USD,\"open\n",
          "1.00,2026-03-16,USD,\"a\"b\n"}) {
        INFO(row);
        const IntakeFile file = read_text("f", header + row, "payments");
        check_sound(file);
        CHECK(taken(file).empty());
        CHECK_FALSE(file.faults.empty());
    }
    CHECK(read_text("f", "amount,amount\n1,2\n", "payments").refused);
}

TEST_CASE(
    "rows as short as a row can be are read, lines without rows take no room", "[io][exchange]"
) {
    std::string text = "value_date,amount\n";
    for (int i = 0; i < 1000; ++i)
        text += "2026-03-16,1\n";
    Serial serial;
    ReadOptions options;
    options.currency = *Currency::find("JPY");
    const IntakeFile file = read_bank_file("f", text, options, serial);
    check_sound(file);
    CHECK(taken_sum(file) == 1000);
    const std::string row =
        "{\"booking_date\":\"2026-03-16\",\"currency\":\"USD\",\"amount\":\"1.00\"}";
    const IntakeFile blank = read_text("f", row + std::string(100'000, '\n') + row);
    CHECK(taken_sum(blank) == 200);
    CHECK(blank.units.at(0).movements.capacity() < 20'000);
}

TEST_CASE("sides follow the kind unless the row says otherwise", "[io][exchange]") {
    const IntakeFile file = read_text(
        "f",
        row_of(R"("amount":"1.00")") + row_of(R"("amount":"1.00","kind":"return")") +
            row_of(R"("amount":"1.00","kind":"sweep","side":"credit")"),
        "payments"
    );
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 3);
    CHECK(payments[0].is_credit);
    CHECK_FALSE(payments[1].is_credit);
    CHECK(payments[2].is_credit);
}

TEST_CASE("advice is joined by its id, its head stands once or is repeated", "[io][exchange]") {
    const IntakeFile file = read_sample("remittances-2026-03-16.csv");
    check_sound(file);
    CHECK(file.format == "remittances");
    REQUIRE(file.remittances.size() == 3);
    CHECK(file.remittances[1].payer_name == "Coastal Hardware, Co");
    CHECK(file.remittances[1].lines[0].deduction == 1500);
    CHECK(file.remittances[2].lines.size() == 2);
    CHECK(file.remittances[2].total == Minor{59300});
    const IntakeFile nested = read_text(
        "f",
        R"({"remittance":"R1","trace":"T","currency":"USD","total":"3.00","lines":[{"reference":"A",)"
        R"("net":"1.00"},{"reference":"B","net":"2.00"}]})"
        "\n"
    );
    REQUIRE(nested.remittances.size() == 1);
    CHECK(nested.remittances[0].lines.size() == 2);
    CHECK(nested.remittances[0].lines[1].net == Minor{200});
}

TEST_CASE("advice that cannot be read whole is left out whole", "[io][exchange]") {
    const std::string header = "remittance,trace,reference,currency,net\n";
    const IntakeFile cell =
        read_text("f", header + "R1,T1,A,USD,1.00\nR1,T1,B,USD,x\nR2,T2,C,USD,2.00\n");
    REQUIRE(cell.remittances.size() == 1);
    CHECK(cell.remittances[0].remittance == "R2");
    const IntakeFile row = read_text("f", header + "R1,T1,A,USD,1.00\nR1,T1\n");
    CHECK(row.refused);
    CHECK(row.remittances.empty());
    const IntakeFile other = read_text("f", header + "R1,T1,A,USD,1.00\nR1,T2,B,USD,1.00\n");
    CHECK(other.remittances.empty());
    CHECK(has_fault(other, "F_ADVICE"));
}

TEST_CASE(
    "the result is the same for any number of threads and keeps line numbers", "[io][exchange]"
) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += row_of(
            "\"amount\":\"" + std::to_string(i % 900 + 1) + ".25\",\"memo\":\"row " +
            std::to_string(i) + "\",\"payer_name\":\"A company with a longer name\""
        );
    }
    Serial serial;
    Backwards backwards;
    for (const bool is_broken : {false, true}) {
        if (is_broken) text.insert(text.find('\n', text.size() / 2) + 1, "{\"amount\":1.5}\n");
        const IntakeFile one = read_bank_file("f", text, {"payments", "", {}}, serial);
        const IntakeFile many = read_bank_file("f", text, {"payments", "", {}}, backwards);
        REQUIRE(one.units.at(0).movements.size() == 20'000);
        REQUIRE(many.units.at(0).movements.size() == 20'000);
        CHECK(one.faults.size() == (is_broken ? 1 : 0));
        CHECK(many.faults.size() == one.faults.size());
        if (is_broken) CHECK(one.faults[0].place.line == many.faults[0].place.line);
        for (std::size_t i = 0; i < 20'000; ++i) {
            const Payment& a = one.units[0].movements[i];
            const Payment& b = many.units[0].movements[i];
            if (a.memo != b.memo || a.payment != b.payment || a.source_line != b.source_line) {
                FAIL("row " << i << " differs");
            }
        }
    }
}

TEST_CASE("what convert lists as not taken is no money when it is read again", "[io][exchange]") {
    const std::string head = "payment,booking_date,currency,amount,state\n";
    CHECK(taken(read_text("f", head + "P1,2026-03-16,USD,1.00,taken\n")).size() == 1);
    CHECK(taken(read_text("f", head + "P1,2026-03-16,USD,1.00,\n")).size() == 1);
    for (const char* state : {"quarantined", "not_cash", "TAKEN"}) {
        const IntakeFile file =
            read_text("f", head + "P1,2026-03-16,USD,1.00," + std::string(state) + "\n");
        CHECK(taken(file).empty());
        REQUIRE(file.faults.size() == 1);
        CHECK(file.faults.front().fault == "F_STATE");
        CHECK(file.faults.front().place.column == 24);
    }
    const IntakeFile advice = read_text(
        "f",
        "remittance,payment,currency,reference,net,state\n"
        "R1,P1,USD,A,1.00,taken\nR2,P2,USD,B,2.00,quarantined\n"
    );
    REQUIRE(advice.remittances.size() == 1);
    CHECK(advice.remittances.front().remittance == "R1");
    REQUIRE(advice.faults.size() == 1);
    CHECK(advice.faults.front().place.line == 3);
}

// What was read, in words, but for columns: a blank before a line moves them by one.
std::string told(const IntakeFile& file) {
    const std::span<const IntakeFile> files(&file, 1);
    std::string words = convert_payments_to_csv(files) + convert_remittances_to_csv(files);
    for (const Error& fault : file.faults) {
        words += fault.fault + ' ' + std::to_string(fault.place.line) + ' ' + fault.words + '\n';
    }
    return words;
}

// A line that begins with a blank is left to the full reader; else the plain one tries first.
TEST_CASE("plain lines are read as the full reader reads them", "[io][exchange]") {
    const std::string good =
        R"({"payment":"P1","booking_date":"2026-03-16","currency":"USD","amount":"12.50",)"
        R"("memo":"INV 1","summary_items":3, "method": "ach","remittance":[{"line":1,)"
        R"("reference":"A","net":"10.00"},{"reference":"B","net":"2.50","kind":null}]})";
    REQUIRE(taken(read_text("f", good + "\n")).size() == 1);
    REQUIRE(told(read_text("f", good + "\n")) == told(read_text("f", " " + good + "\n")));
    constexpr std::string_view marks = "\"\\{}[],: 0-9.a\t\x01\x7F\xC3";
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char mark : marks) {
            std::string changed = good;
            changed[at] = mark;
            INFO(changed);
            REQUIRE(
                told(read_text("f", changed + "\n", "payments")) ==
                told(read_text("f", " " + changed + "\n", "payments"))
            );
        }
        const std::string cut = good.substr(0, at) + "\n" + good + "\n";
        REQUIRE(
            told(read_text("f", cut, "payments")) == told(read_text("f", " " + cut, "payments"))
        );
    }
}

}  // namespace
}  // namespace tieout
