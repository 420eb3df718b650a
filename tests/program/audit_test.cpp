// The audit of a book from outside: an exported journal, and the journal once more.
#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include "tests/program/program.h"

namespace tieout {
namespace {

namespace fs = std::filesystem;

const std::string source = TIEOUT_SOURCE_DIR;

struct Verdict {
    int code = -1;
    std::string out;
};

// The verifier of storage/audit on a folder.
Verdict verify_alone(const std::string& folder, const TempFolder& place) {
    const std::string out = place / "verdict";
    const std::string line = "python3 -B " + source + "/storage/audit/verify_book.py " + folder +
                             " > " + out + " 2> /dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(out)};
}

Answer on_book(const std::string& book, std::vector<std::string> words) {
    words.insert(words.begin(), {"--book", book});
    return run_program(words);
}

void make_small_book(const std::string& book, const TempFolder& folder) {
    const std::string data = source + "/data/";
    REQUIRE(
        on_book(
            book,
            {"load",
             data + "book-small/entities.csv",
             data + "book-small/accounts.csv",
             data + "book-small/customers.csv",
             data + "book-small/items.csv"}
        )
            .code == 0
    );
    std::vector<std::string> words{"apply", "--out", folder / "out", "--as-of", "2026-03-16"};
    for (const char* name :
         {"lockbox-2026-03-16.bai",
          "bai2-2026-03-16.bai2",
          "camt053-2026-03-16.xml",
          "payments-2026-03-16.ndjson",
          "remittances-2026-03-16.csv"}) {
        words.push_back(data + "samples/" + name);
    }
    REQUIRE(on_book(book, words).code == 0);
}

// Every line of the trial balance, and the head of the chain, stand in both.
bool have_same_accounts(const std::string& alone, const std::string& ours) {
    const auto squeezed = [](std::string text) {
        text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
        return text;
    };
    const std::string all = squeezed(ours);
    std::size_t lines = 0;
    for (std::size_t at = 0; at < alone.size();) {
        const std::size_t stop = std::min(alone.find('\n', at), alone.size());
        const std::string line = squeezed(alone.substr(at, stop - at));
        at = stop + 1;
        const std::string front = line.substr(0, 3);
        if (front != "USD" && front != "EUR" && front != "cha" && front != "pay" && front != "pos")
            continue;
        if (all.find(line) == std::string::npos) return false;
        ++lines;
    }
    return lines >= 9;
}

TEST_CASE("an exported journal is what the verifier takes, and replay gives the book", "[audit]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    make_small_book(book, folder);
    const std::string copy = folder / "copy";
    CHECK(on_book(book, {"export", "--format", "journal", "--out", copy}).code == 0);
    CHECK_FALSE(fs::exists(copy + "/keys"));
    CHECK(text_of(copy + "/anchor") == text_of(book + "/anchor"));
    const Verdict alone = verify_alone(copy, folder);
    INFO(alone.out);
    CHECK(alone.code == 0);
    CHECK(alone.out == verify_alone(book, folder).out);
    CHECK(have_same_accounts(alone.out, on_book(book, {"verify"}).out));
    // A second export does not write over the first.
    CHECK(on_book(book, {"export", "--format", "journal", "--out", copy}).code != 0);

    const Answer replay = on_book(book, {"replay"});
    INFO(replay.out << replay.err);
    CHECK(replay.code == 0);
    CHECK(replay.err.find("the journal gives this book") != std::string::npos);
    const Answer verified = on_book(book, {"verify"});
    const std::size_t digest = verified.out.find("book       ");
    REQUIRE(digest != std::string::npos);
    CHECK(replay.out.find(verified.out.substr(digest, 75)) != std::string::npos);
    // The state behind an entry does not depend on what came later.
    const Answer before = on_book(book, {"replay", "--to", "100"});
    CHECK(before.code == 0);
    write_text(folder / "more.csv", "customer,name\n99001,Another Company\n");
    REQUIRE(on_book(book, {"load", folder / "more.csv"}).code == 0);
    CHECK(on_book(book, {"replay", "--to", "100"}).out == before.out);
    CHECK(on_book(book, {"replay"}).code == 0);
    CHECK(on_book(book, {"replay", "--to", "1000000"}).code == 2);
}

// Weeks of files of many formats, advice early and late, returns; every third week what waits is
// looked at again.
void make_weeks(const std::string& book, const TempFolder& folder) {
    const std::string made = folder / "made";
    REQUIRE(
        run_program({"generate",
                     "--customers",
                     "60",
                     "--items",
                     "900",
                     "--payments",
                     "500",
                     "--seed",
                     "5",
                     "--out",
                     made})
            .code == 0
    );
    std::istringstream steps(text_of(made + "/steps.txt"));
    std::string line;
    int count = 0;
    while (std::getline(steps, line)) {
        std::istringstream words(line);
        std::vector<std::string> all(1);
        words >> all[0];
        for (std::string file; words >> file;)
            all.push_back(made + "/" + file);
        const Answer answer = on_book(book, all);
        INFO(line << answer.err);
        REQUIRE((answer.code == 0 || answer.code == 4));
        if (++count % 6 == 0) REQUIRE(on_book(book, {"rematch", "--all"}).code == 0);
    }
    REQUIRE(count > 12);
}

TEST_CASE("under its own policy history comes out the same, under another it differs", "[audit]") {
    const TempFolder folder;
    const std::string small = folder / "small";
    make_small_book(small, folder);
    const std::string weeks = folder / "weeks";
    make_weeks(weeks, folder);
    const std::string own = source + "/data/policy.toml";
    for (const std::string& book : {small, weeks}) {
        const std::string journal = text_of(book + "/anchor");
        const Answer same = on_book(book, {"whatif", "--policy", own});
        INFO(same.out << same.err);
        CHECK(same.code == 0);
        CHECK(same.out.find("nothing differs") != std::string::npos);
        // Not only the totals: both books have the same digest.
        const std::size_t digest = same.err.find("book ");
        REQUIRE(digest != std::string::npos);
        CHECK(same.err.substr(digest + 5, 16) == same.err.substr(digest + 30, 16));
        const Answer later = on_book(book, {"whatif", "--policy", own, "--from", "2026-02-01"});
        CHECK(later.out.find("nothing differs") != std::string::npos);
        CHECK(text_of(book + "/anchor") == journal);
    }
    // A policy that learns nothing from payments, and clears no difference.
    write_text(folder / "strict.toml", "[match]\npost_on_amount_alone = false\n[learn]\naccounts = false\naliases = false\n");
    const Answer other = on_book(weeks, {"whatif", "--policy", folder / "strict.toml"});
    INFO(other.out << other.err);
    CHECK(other.code == 0);
    CHECK(other.out.find("payments and") != std::string::npos);
    const Answer json = on_book(weeks, {"--json", "whatif", "--policy", folder / "strict.toml"});
    CHECK(json.out.find("\"equal\": false") != std::string::npos);
    CHECK(on_book(weeks, {"verify"}).code == 0);
}

}  // namespace
}  // namespace tieout
