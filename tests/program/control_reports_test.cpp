// Control reports from outside: what the small book comes to, and a statement that is held.
#include <catch2/catch.hpp>

#include "tests/program/program.h"
#include "tests/program/small_book.h"

namespace tieout {
namespace {

namespace fs = std::filesystem;

// Every table of the control reports as it is written down, but for the audit trail, which tells
// times and users; twice the same bytes.
TEST_CASE("control reports of the small book are as they are written down", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    const std::string out = folder / "reports";
    REQUIRE(load_small_book(book).code == 0);
    REQUIRE(run_program(with_book(book, day_of_files(folder / "out"))).code == 0);
    const auto write = [&](const std::string& where) {
        std::vector<std::string> words{"report", "all", "--out", where, "--as-of", "2026-03-31"};
        words.insert(words.end(), {"--from", "2026-03-01", "--to", "2026-03-31"});
        return run_program(with_book(book, words));
    };
    const Answer written = write(out);
    INFO(written.err);
    REQUIRE(written.code == 0);
    REQUIRE(write(out + "-again").code == 0);
    std::size_t tables = 0;
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(out)) {
        const std::string name = entry.path().filename().string();
        INFO(name);
        ++files;
        CHECK(text_of(entry.path()) == text_of(out + "-again/" + name));
        if (entry.path().extension() != ".csv" || name.substr(0, 8) == "activity") continue;
        ++tables;
        const std::string expected = text_of(data + "/book-small/expected/reports/" + name);
        CHECK(without_digests(text_of(entry.path())) == without_digests(expected));
    }
    CHECK(tables == 17);
    CHECK(files == 48);
}

TEST_CASE("a statement that is held stands in the cash tie-out with its reason", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    REQUIRE(load_small_book(book).code == 0);
    const std::string broken = data + "/samples/broken/lockbox-batch-total-wrong.bai";
    CHECK(run_program(with_book(book, {"apply", "--out", folder / "out", broken})).code == 4);
    const Answer held = run_program(
        with_book(book, {"report", "cash-tieout", "--format", "csv", "--section", "held"})
    );
    CHECK(held.code == 0);
    CHECK(held.out.find("lockbox-batch-total-wrong.bai") != std::string::npos);
    CHECK(held.out.find(",quarantined,") != std::string::npos);
    CHECK(run_program(with_book(book, {"verify"})).code == 0);
}

TEST_CASE("a report says what it is asked wrongly", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    REQUIRE(load_small_book(book).code == 0);
    const auto code_of = [&](const std::vector<std::string>& words) {
        return run_program(with_book(book, words)).code;
    };
    CHECK(code_of({"report", "aging", "--format", "xlsx"}) == 2);
    CHECK(code_of({"report", "aging", "--currency", "XYZ"}) == 2);
    CHECK(code_of({"report", "aging", "--format", "csv", "--section", "none"}) == 2);
    CHECK(code_of({"report", "roll-forward", "--from", "2026-03-31", "--to", "2026-03-01"}) == 2);
    CHECK(code_of({"report", "roll-forward"}) == 2);
    CHECK(code_of({"report", "activity", "--of", "nobody"}) == 0);
    const Answer euros =
        run_program(with_book(book, {"aging", "--currency", "EUR", "--basis", "posting", "--json"})
        );
    CHECK(euros.code == 0);
    CHECK(euros.out.find("\"basis\":\"posting\"") != std::string::npos);
    CHECK(euros.out.find("USD") == std::string::npos);
}

}  // namespace
}  // namespace tieout
