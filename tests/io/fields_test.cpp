// Fields of bank records: amounts without a point, dates of six digits, text of any encoding,
// places.
#include "io/formats/fields.h"

#include <random>

#include <catch2/catch.hpp>

#include "io/formats/block.h"
#include "io/formats/source.h"

namespace tieout {
namespace {

struct CommaOrUnclean {
    static std::uint64_t bits(const Block& block, char before) {
        return block.any_of(',', ';') | unclean_bits(block, before);
    }
};

TEST_CASE("marks are found in blocks as byte by byte", "[io][fields]") {
    std::mt19937 random(16);
    constexpr std::string_view letters("ab  ,;\n\t\x7F\xC3\0z", 13);
    for (std::size_t size = 0; size < 300; ++size) {
        std::string text(size, 'a');
        for (char& letter : text)
            letter = random() % 3 == 0 ? letters[random() % letters.size()] : 'x';
        MarkWalk<CommaOrUnclean> walk(text);
        for (std::size_t at = 0; at < size; ++at) {
            const auto byte = static_cast<unsigned char>(text[at]);
            const bool is_mark = text[at] == ',' || text[at] == ';' || byte < ' ' || byte >= 0x7F ||
                                 (at > 0 && text[at] == ' ' && text[at - 1] == ' ');
            if (is_mark) REQUIRE(walk.next() == at);
        }
        REQUIRE(walk.next() == size);
        REQUIRE(walk.next() == size);
    }
}

TEST_CASE("an amount without a point is read in digits only", "[io][fields]") {
    CHECK(implied_amount("0000700000", false).value() == 700000);
    CHECK(implied_amount("  42 ", false).value() == 42);
    CHECK(implied_amount("-1600", true).value() == -1600);
    CHECK(implied_amount("+00000004060801", true).value() == 4060801);
    CHECK(implied_amount("1000000000000000", false).value() == amount_minor_max);
    for (const char* text :
         {"",
          " ",
          "-5",
          "+5",
          "1.00",
          "1,00",
          "1e5",
          "12 34",
          "0x10",
          "1000000000000001",
          "99999999999999999999999999",
          "１２"}) {
        INFO(text);
        CHECK_FALSE(implied_amount(text, false).has_value());
    }
    CHECK_FALSE(implied_amount("--5", true).has_value());
    CHECK_FALSE(implied_amount("- 5", true).has_value());
}

TEST_CASE("decimals beyond the currency's are dropped only when they are zeros", "[io][fields]") {
    const Currency euro = *Currency::find("EUR");
    CHECK(amount_without_spare_zeros("000000000000149.87", euro).value() == 14987);
    CHECK(amount_without_spare_zeros("8.85000", euro).value() == 885);
    CHECK(amount_without_spare_zeros("6329", euro).value() == 632900);
    CHECK(amount_without_spare_zeros("700.00", *Currency::find("JPY")).value() == 700);
    CHECK_FALSE(amount_without_spare_zeros("8.855", euro).has_value());
    CHECK_FALSE(amount_without_spare_zeros("700.5", *Currency::find("JPY")).has_value());
    CHECK_FALSE(amount_without_spare_zeros("7.", euro).has_value());
    CHECK_FALSE(amount_without_spare_zeros("1,000.00", euro).has_value());
}

TEST_CASE("a date of six digits is a day of the calendar or refused", "[io][fields]") {
    CHECK(format_date(date_yymmdd("260316").value()) == "2026-03-16");
    CHECK(format_date(date_yymmdd("991231").value()) == "1999-12-31");
    CHECK(format_date(date_mmddyy("051616").value()) == "2016-05-16");
    CHECK(format_date(date_ccyymmdd("20240229").value()) == "2024-02-29");
    for (const char* text : {"", "260230", "261301", "26031", "2603161", "26O316", "000000"}) {
        INFO(text);
        CHECK_FALSE(date_yymmdd(text).has_value());
    }
}

TEST_CASE(
    "text that is not UTF-8 is read as Latin-1 and control characters become blanks", "[io][fields]"
) {
    CHECK(clean_text("M\xFCller") == "M\xC3\xBCller");
    CHECK(clean_text("M\xC3\xBCller") == "M\xC3\xBCller");
    CHECK(
        clean_text("a\x01"
                   "b") == "a b"
    );
    CHECK(clean_text("\xC0\xAF").size() == 4);
    CHECK(squeezed_text("  a   b \t c ") == "a b c");
}

TEST_CASE("lines end with LF, CRLF or CR and are counted from one", "[io][source]") {
    const Source source(
        "f",
        "\xEF\xBB\xBF"
        "a\r\nb\rc\n\nd\x1A"
    );
    const std::vector<Line> lines = source.lines();
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].text == "a");
    CHECK(lines[1].text == "b");
    CHECK(lines[2].text == "c");
    CHECK(lines[4].text == "d");
    CHECK(lines[4].number == 5);
    CHECK(source.place_of(3).line == 2);
    CHECK(source.place_of(3).column == 1);
}

TEST_CASE("a place is the line and column of a byte, whatever ends the lines", "[io][source]") {
    const Source source("f", "a\r\nb\rc\nd\r");
    CHECK(source.place_of(0).line == 1);
    CHECK(source.place_of(3).line == 2);
    CHECK(source.place_of(5).line == 3);
    CHECK(source.place_of(7).line == 4);
    CHECK(source.place_of(7).column == 1);
    CHECK(source.place_of(9).line == 5);
    CHECK(source.place_of(99).line == 5);
    CHECK(Source("f", "").lines().empty());
    CHECK(Source("f", "\x1A\x1A").lines().empty());
    CHECK(Source("f", "$$ADD ID=ABC").text().empty());
    CHECK(Source("f", "$$REQUEST ID=ABC\nx").first_line() == 2);
}

TEST_CASE("faults of two lists are one list, in their order and within the limit", "[io][source]") {
    FaultList first("f");
    FaultList second("f");
    for (std::size_t i = 0; i < faults_max - 1; ++i)
        first.add("F_A", i + 1, 1, "a");
    second.add("F_B", 1, 0, "b");
    second.add("F_C", 2, 1, "c");
    first.append(std::move(second));
    CHECK(first.count() == faults_max + 1);
    const std::vector<Error> listed = first.take();
    REQUIRE(listed.size() == faults_max + 1);
    CHECK(listed[faults_max - 1].fault == "F_B");
    CHECK(listed[faults_max - 1].place.column == 1);
    CHECK(listed[faults_max].words.starts_with("1 further"));
}

TEST_CASE("a transport header is skipped and still counted as a line", "[io][source]") {
    const Source source("f", "$$ADD ID=ABC BID='X'\n01,a\n");
    CHECK(source.text() == "01,a\n");
    CHECK(source.lines().front().number == 2);
}

TEST_CASE("only regular files are read", "[io][source]") {
    Serial serial;
    CHECK_FALSE(read_input("/dev", serial).has_value());
    CHECK(read_input("/dev/zero", serial).error().kind == ErrorKind::usage);
    CHECK(read_input("/no/such/file", serial).error().kind == ErrorKind::not_found);
    CHECK(read_input("/dev/null/file", serial).error().kind == ErrorKind::machine);
    // A regular file that says it is empty and is not.
    CHECK(read_input("/proc/self/status", serial)->starts_with("Name:"));
}

TEST_CASE("faults beyond the limit are counted and not listed", "[io][source]") {
    FaultList faults("f");
    for (std::size_t i = 0; i < faults_max + 5; ++i)
        faults.add("F_X", i + 1, 1, "x");
    const std::vector<Error> listed = faults.take();
    REQUIRE(listed.size() == faults_max + 1);
    CHECK(listed.back().fault == "F_MORE");
    CHECK(listed.back().words.starts_with("5 further"));
}

}  // namespace
}  // namespace tieout
