// A clean-up of small balances as a user meets it: a preview, its digest, and back again.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/program/program.h"

namespace tieout {
namespace {

TEST_CASE("small balances are previewed, then given up just as the preview showed", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    const auto file = [&](const std::string& name, const std::string& text) {
        write_text(folder / name, text);
        return std::string(folder / name);
    };
    const auto run = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"--book", book});
        return run_program(words);
    };
    const Answer loaded = run(
        {"load",
         file("customers.csv", "customer,name,currency\nACME,ACME Tools Inc,USD\n"),
         file(
             "items.csv",
             "document,customer,currency,amount,open_amount,invoice_date,due_date\n"
             "90011,ACME,USD,100.00,0.60,2026-01-05,2026-02-04\n"
             "90012,ACME,USD,250.00,0.40,2026-01-12,2026-02-11\n"
             "90013,ACME,USD,350.00,1.01,2026-01-12,2026-02-11\n"
         )}
    );
    INFO(loaded.err);
    REQUIRE(loaded.code == 0);
    const std::vector<std::string> asked{
        "cleanup", "--below", "1.00", "--older-than", "30", "--as-of", "2026-03-20"
    };
    const Answer preview = run(asked);
    REQUIRE(preview.code == 0);
    CHECK(preview.out.find("2 balances would be written off: 1.00 USD") != std::string::npos);
    const std::size_t at = preview.out.find("--digest ");
    REQUIRE(at != std::string::npos);
    const std::string digest = preview.out.substr(at + 9, 64);
    const auto with = [&](const std::string& each) {
        auto words = asked;
        words.insert(words.end(), {"--digest", each});
        return run(words);
    };
    CHECK(with(std::string(64, '0')).code == 2);
    CHECK(with(digest).code == 0);
    CHECK(with(digest).code == 2);  // nothing of what it showed is left
    CHECK(run({"aging", "--as-of", "2026-03-31"}).out.find("1.01") != std::string::npos);
    CHECK(run({"undo", "R1", "--as-of", "2026-03-21"}).code == 0);
    CHECK(run({"aging", "--as-of", "2026-03-31"}).out.find("1.61") != std::string::npos);
    CHECK(run({"verify"}).out.find("the book holds") != std::string::npos);
}

}  // namespace
}  // namespace tieout
