// The hand-off to the ERP from outside: packages, answers, a crash between file and entry.
#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/program/program.h"

namespace tieout {
namespace {

namespace fs = std::filesystem;

const std::string data = std::string(TIEOUT_SOURCE_DIR) + "/data";

class Erp {
public:
    Erp() : book(folder / "book") {
        const std::string small = data + "/book-small/";
        REQUIRE(
            run({"load",
                 small + "entities.csv",
                 small + "accounts.csv",
                 small + "customers.csv",
                 small + "items.csv"})
                .code == 0
        );
        REQUIRE(
            run({"apply",
                 "--out",
                 folder / "run",
                 data + "/samples/lockbox-2026-03-16.bai",
                 data + "/samples/bai2-2026-03-16.bai2"})
                .code == 0
        );
    }

    Answer run(std::vector<std::string> words) const {
        words.insert(words.begin(), {"--book", book});
        return run_program(words);
    }

    Answer answers(const std::string& text) const {
        write_text(folder / "answers.csv", text);
        return run({"export", "answers", folder / "answers.csv"});
    }

    TempFolder folder;
    std::string book;
};

// The rows of an export are those of postings.csv: as many as lines less the header.
std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("each consumer is given each posting once", "[program][export]") {
    const Erp erp;
    CHECK(erp.run({"export"}).code == 2);
    CHECK(erp.run({"export", "--format", "xls"}).code == 2);
    CHECK(erp.run({"export", "--format", "csv", "--from", "2"}).code == 2);  // passes over 1
    const Answer checked = erp.run({"export", "--format", "csv", "--check"});
    CHECK(checked.code == 0);
    CHECK_FALSE(fs::exists(erp.book + "/exports"));
    const Answer first = erp.run({"export", "--format", "csv", "--to", "3"});
    INFO(first.err);
    REQUIRE(first.code == 0);
    const std::string some = text_of(erp.book + "/exports/erp-1-3/postings.csv");
    const std::string all = text_of(erp.folder / "run" + "/postings.csv");
    CHECK(all.find(some) == 0);
    REQUIRE(erp.run({"export", "--format", "csv"}).code == 0);
    std::string rest;
    for (const auto& entry : fs::directory_iterator(erp.book + "/exports")) {
        if (entry.path().filename() == "erp-1-3") continue;
        rest = text_of(entry.path() / "postings.csv");
    }
    CHECK(some + rest.substr(rest.find('\n') + 1) == all);
    CHECK(erp.run({"export", "--format", "csv", "--strict"}).code == 5);
    // Another consumer has had nothing yet, whatever the format.
    REQUIRE(erp.run({"export", "--format", "ndjson", "--consumer", "lake"}).code == 0);
    const Answer list = erp.run({"export", "list", "--json"});
    CHECK(lines_of(list.out) >= 3);
    CHECK(list.out.find("lake") != std::string::npos);
    // The same package again, byte for byte, also after the ERP has answered.
    CHECK(erp.answers("posting,status,erp_document,reason\n1,accepted,1900000001,\n").code == 0);
    REQUIRE(erp.run({"export", "--again", "1", "--out", erp.folder / "again"}).code == 0);
    CHECK(text_of(erp.folder / "again" + "/erp-1-3/postings.csv") == some);
    CHECK(
        text_of(erp.folder / "again" + "/erp-1-3/manifest.json") ==
        text_of(erp.book + "/exports/erp-1-3/manifest.json")
    );
    CHECK(erp.run({"verify"}).code == 0);
    CHECK(erp.run({"rebuild", "--full"}).code == 0);
    CHECK(erp.run({"export", "--format", "csv", "--strict"}).code == 5);
}

TEST_CASE("a crash between package and entry gives the same bytes again", "[program][export]") {
    const Erp erp;
    const std::string saved = erp.folder / "saved";
    fs::copy(erp.book, saved, fs::copy_options::recursive);
    const std::vector<std::string> words{
        "export", "--format", "netsuite", "--out", erp.folder / "out"
    };
    REQUIRE(erp.run(words).code == 0);
    const fs::path package = fs::directory_iterator(erp.folder / "out")->path();
    std::vector<std::pair<fs::path, std::string>> files;
    for (const auto& entry : fs::directory_iterator(package))
        files.emplace_back(entry.path(), text_of(entry.path()));
    REQUIRE(files.size() >= 2);
    // The book as it was before the entry: the package is there, the journal knows nothing of it.
    fs::remove_all(erp.book);
    fs::copy(saved, erp.book, fs::copy_options::recursive);
    fs::create_directories(package.string() + ".new");
    write_text(package.string() + ".new/half", "torn");
    REQUIRE(erp.run(words).code == 0);
    for (const auto& [path, bytes] : files)
        CHECK(text_of(path) == bytes);
    CHECK(erp.run({"export", "list"}).out.find("netsuite") != std::string::npos);
    // And so when the package itself had been torn.
    fs::remove_all(erp.book);
    fs::copy(saved, erp.book, fs::copy_options::recursive);
    write_text(files.front().first, "torn");
    REQUIRE(erp.run(words).code == 0);
    for (const auto& [path, bytes] : files)
        CHECK(text_of(path) == bytes);
    CHECK(std::distance(fs::directory_iterator(erp.folder / "out"), fs::directory_iterator()) == 1);
}

TEST_CASE("the ERP's answers are taken once and kept", "[program][export]") {
    const Erp erp;
    const std::string header = "posting,status,erp_document,reason\n";
    CHECK(erp.answers(header + "1,accepted,A1,\n").code == 4);  // nobody was given it
    REQUIRE(erp.run({"export", "--format", "csv"}).code == 0);
    const std::string good = header + "1,accepted,A1,\n2,rejected,,customer 10017 is blocked\n";
    const Answer taken = erp.answers(good);
    CHECK(taken.code == 0);
    CHECK(taken.out == "1 accepted, 1 rejected, 0 known already, 0 refused\n");
    CHECK(erp.answers(good).out == "0 accepted, 0 rejected, 2 known already, 0 refused\n");
    const Answer listed = erp.run({"exceptions", "list", "--reason", "erp_rejected"});
    CHECK(listed.out.find("erp_rejected") != std::string::npos);
    const Answer other = erp.answers(header + "1,accepted,A2,\n99999,accepted,A3,\n2,done,,\n");
    CHECK(other.code == 4);
    CHECK(other.err.find("answers.csv:2: posting 1 was accepted as A1") != std::string::npos);
    CHECK(other.err.find("the book has no posting 99999") != std::string::npos);
    CHECK(
        other.err.find("answers.csv:4:3: status: accepted or rejected expected") !=
        std::string::npos
    );
    // NDJSON, and the rejected one after it was put right.
    write_text(
        erp.folder / "answers.ndjson",
        "{\"posting\":2,\"status\":\"accepted\",\"erp_document\":\"A7\",\"reason\":\"\"}\n"
    );
    CHECK(erp.run({"export", "answers", erp.folder / "answers.ndjson"}).code == 0);
    const Answer closed = erp.run({"exceptions", "list", "--reason", "erp_rejected"});
    CHECK(closed.out.find("erp_rejected") == std::string::npos);
    // What another consumer is given tells the ERP's documents.
    REQUIRE(erp.run({"export", "--format", "csv", "--consumer", "lake"}).code == 0);
    for (const auto& entry : fs::directory_iterator(erp.book + "/exports")) {
        if (entry.path().filename().string().find("lake") != 0) continue;
        const std::string rows = text_of(entry.path() / "postings.csv");
        CHECK(rows.find(",accepted,A1\n") != std::string::npos);
        CHECK(rows.find(",accepted,A7\n") != std::string::npos);
        CHECK(rows.find(",pending,\n") != std::string::npos);
    }
    const Answer proof = erp.run({"verify"});
    CHECK(proof.code == 0);
    CHECK(proof.out.find("hand-off") != std::string::npos);
}

TEST_CASE("a mapping that lacks a value writes nothing", "[program][export]") {
    const Erp erp;
    write_text(
        erp.folder / "own.toml",
        "[mapping]\nformat = \"csv\"\nversion = \"2\"\n[company]\nmain = \"1000\"\n[account]\nbank "
        "= \"1\"\n"
    );
    const Answer lacks =
        erp.run({"export", "--format", "csv", "--mapping", erp.folder / "own.toml"});
    CHECK(lacks.code == 2);
    CHECK(lacks.err.find("[account] a line expected for '") != std::string::npos);
    CHECK_FALSE(fs::exists(erp.book + "/exports"));
    CHECK(erp.run({"export", "list"}).out.find("own") == std::string::npos);
    write_text(erp.folder / "wrong.toml", "[mapping]\nformat = \"csv\"\n[colour]\nred = \"1\"\n");
    const Answer wrong =
        erp.run({"export", "--format", "csv", "--mapping", erp.folder / "wrong.toml"});
    CHECK(wrong.code == 2);
    CHECK(wrong.err.find("wrong.toml:4:") != std::string::npos);
    CHECK(wrong.err.find("a table [mapping, setting") != std::string::npos);
    CHECK(erp.run({"export", "--format", "csv", "--again", "7"}).code == 1);
    CHECK(erp.run({"export", "--format", "ubl", "--excel"}).code == 2);
}

}  // namespace
}  // namespace tieout
