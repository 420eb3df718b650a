// The program from outside: a day of the small book, the same bytes for any thread count, exit
// codes, kills at any moment, and damage that is noticed.
#include "tests/program/program.h"

#include <random>

#include <catch2/catch.hpp>

#include "tests/program/small_book.h"

namespace tieout {
namespace {

namespace fs = std::filesystem;

const char* const reports[] = {"payments.csv", "postings.csv", "exceptions.csv", "summary.json"};

TEST_CASE("the small book and its day of files come out as they are written down", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    REQUIRE(load_small_book(book).code == 0);
    const Answer applied = run_program(with_book(book, day_of_files(folder / "out")));
    INFO(applied.err);
    REQUIRE(applied.code == 0);
    for (const char* name : reports) {
        INFO(name);
        CHECK(
            text_of(folder / "out" + "/" + name) == text_of(data + "/book-small/expected/" + name)
        );
    }
    const Answer aging =
        run_program(with_book(book, {"aging", "--as-of", "2026-03-16", "--format", "csv"}));
    CHECK(
        without_digests(aging.out) ==
        without_digests(text_of(data + "/book-small/expected/aging.csv"))
    );
    const Answer listed = run_program(with_book(book, {"explain", "P0bab9fbd558be61e9ed048cb"}));
    CHECK(listed.out.find("sum of details of another file") != std::string::npos);
    CHECK(run_program(with_book(book, {"verify"})).code == 0);
}

TEST_CASE("one and two threads give the same bytes", "[program]") {
    const TempFolder folder;
    const std::string made = folder / "made";
    REQUIRE(
        run_program({"generate",
                     "--customers",
                     "40",
                     "--items",
                     "1500",
                     "--payments",
                     "900",
                     "--unreferenced",
                     "40",
                     "--seed",
                     "11",
                     "--out",
                     made})
            .code == 0
    );
    for (const char* threads : {"1", "2"}) {
        const std::string book = folder / (std::string("book") + threads);
        REQUIRE(
            run_program(with_book(book, {"load", made + "/customers.csv", made + "/items.ndjson"}))
                .code == 0
        );
        const Answer applied = run_program(with_book(
            book,
            {"--threads",
             threads,
             "apply",
             "--out",
             folder / (std::string("out") + threads),
             made + "/payments.ndjson"}
        ));
        REQUIRE(applied.code == 0);
    }
    for (const char* name : reports) {
        INFO(name);
        const std::string one = text_of(folder / "out1" + "/" + name);
        CHECK(one.size() > 100);
        CHECK(one == text_of(folder / "out2" + "/" + name));
    }
}

TEST_CASE("exit codes say what happened", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    CHECK(run_program({"--help"}).code == 0);
    CHECK(run_program({"--version"}).out.find("tieout") == 0);
    CHECK(run_program({}).code == 2);
    const Answer typo = run_program({"aplly"});
    CHECK(typo.code == 2);
    CHECK(typo.err.find("Did you mean 'tieout apply'?") != std::string::npos);
    CHECK(run_program(with_book(book, {"aging"})).code == 1);
    CHECK(run_program(with_book(book, {"apply", folder / "nothing-here"})).code != 0);
    REQUIRE(load_small_book(book).code == 0);
    CHECK(run_program(with_book(book, {"aging", "--as-of", "2026-02-31"})).code == 2);
    CHECK(run_program(with_book(book, {"explain", "NOBODY"})).code == 1);
    auto day = day_of_files(folder / "out");
    day.emplace_back("--strict");
    CHECK(run_program(with_book(book, day)).code == 3);
    CHECK(run_program(with_book(book, day)).code == 5);
    CHECK(
        run_program(with_book(book, {"load", data + "/samples/broken/items-cells-missing.csv"}))
            .code == 4
    );
    const fs::path broken = data + "/samples/broken";
    for (const auto& entry : fs::directory_iterator(broken)) {
        const std::string name = entry.path().filename().string();
        INFO(name);
        if (name == "bai2-test-file.bai2" || name == "items-cells-missing.csv") continue;
        const Answer answer = run_program(
            with_book(book, {"apply", "--dry-run", "--out", folder / "dry", entry.path().string()})
        );
        CHECK(answer.code == 4);
        CHECK(answer.err.find(name) != std::string::npos);
    }
}

TEST_CASE("a dry run reports what a real one would and changes nothing", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    REQUIRE(load_small_book(book).code == 0);
    const std::string before = run_program(with_book(book, {"verify"})).out;
    auto dry = day_of_files(folder / "dry");
    dry.emplace_back("--dry-run");
    REQUIRE(run_program(with_book(book, dry)).code == 0);
    CHECK(run_program(with_book(book, {"verify"})).out == before);
    REQUIRE(run_program(with_book(book, day_of_files(folder / "real"))).code == 0);
    for (const char* name : {"payments.csv", "postings.csv", "exceptions.csv"}) {
        CHECK(text_of(folder / "dry" + "/" + name) == text_of(folder / "real" + "/" + name));
    }
}

TEST_CASE(
    "a program killed at any moment leaves a book that holds, and the day is taken once",
    "[program]"
) {
    std::mt19937 random(20260316);
    const TempFolder folder;
    const std::string made = folder / "made";
    REQUIRE(
        run_program({"generate",
                     "--plain",
                     "--customers",
                     "50",
                     "--items",
                     "4000",
                     "--payments",
                     "3000",
                     "--seed",
                     "5",
                     "--out",
                     made})
            .code == 0
    );
    int killed = 0;
    for (int cycle = 0; cycle < 8; ++cycle) {
        const std::string book = folder / ("book" + std::to_string(cycle));
        REQUIRE(
            run_program(with_book(book, {"load", made + "/customers.csv", made + "/items.ndjson"}))
                .code == 0
        );
        const auto words =
            with_book(book, {"apply", "--out", folder / "out", made + "/payments.ndjson"});
        killed += kill_program(words, static_cast<unsigned>(1 + random() % 120'000)).code == 128 + 9
                      ? 1
                      : 0;
        const Answer proof = run_program(with_book(book, {"verify"}));
        INFO(proof.out << proof.err);
        REQUIRE(proof.code == 0);
        REQUIRE(run_program(words).code == 0);
        const Answer rates =
            run_program(with_book(book, {"evaluate", "--truth", made + "/truth.csv"}));
        CHECK(rates.out.find("wrong_lines") != std::string::npos);
        const Answer again = run_program(with_book(
            book, {"apply", "--strict", "--out", folder / "again", made + "/payments.ndjson"}
        ));
        CHECK(again.code == 5);
        REQUIRE(run_program(with_book(book, {"verify"})).code == 0);
    }
    CHECK(killed > 0);
}

TEST_CASE("damage is noticed, and a lost index is made again", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    REQUIRE(load_small_book(book).code == 0);
    REQUIRE(run_program(with_book(book, day_of_files(folder / "out"))).code == 0);
    const std::string before = run_program(with_book(book, {"verify"})).out;
    fs::remove_all(book + "/index");
    const Answer again = run_program(with_book(book, {"verify"}));
    CHECK(again.code == 0);
    CHECK(again.out == before);
    std::string journal;
    for (const auto& entry : fs::directory_iterator(book + "/journal")) {
        journal = entry.path().string();
    }
    const std::string whole = text_of(journal);
    std::string spoilt = whole;
    spoilt[9000] = static_cast<char>(spoilt[9000] ^ 0x10);
    write_text(journal, spoilt);
    CHECK(run_program(with_book(book, {"verify"})).code == 1);
    CHECK(
        run_program(with_book(book, {"apply", data + "/samples/payments-2026-03-16.ndjson"}))
            .code == 1
    );
    write_text(journal, whole);
    CHECK(run_program(with_book(book, {"verify"})).code == 0);
}

TEST_CASE("no account number and no name stands in the clear in the files of a book", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    const std::string made = folder / "made";
    REQUIRE(
        run_program({"generate",
                     "--plain",
                     "--customers",
                     "5",
                     "--items",
                     "20",
                     "--payments",
                     "10",
                     "--out",
                     made})
            .code == 0
    );
    REQUIRE(
        run_program(with_book(book, {"load", made + "/customers.csv", made + "/items.ndjson"}))
            .code == 0
    );
    REQUIRE(
        run_program(with_book(book, {"apply", "--out", folder / "out", made + "/payments.ndjson"}))
            .code == 0
    );
    for (const auto& entry : fs::recursive_directory_iterator(book)) {
        if (!entry.is_regular_file()) continue;
        const std::string text = text_of(entry.path());
        INFO(entry.path().string());
        CHECK(text.find("7000000001") == std::string::npos);
        CHECK(text.find("Harbor Tools 10002") == std::string::npos);
        CHECK(text.find("PAYMENT INV") == std::string::npos);
    }
}

// A tar archive of given files: headers with their checksum, data in blocks, two blocks of zeros.
std::string tar_of(const std::vector<std::pair<std::string, std::string>>& files) {
    constexpr std::size_t block = 512;
    std::string out;
    for (const auto& [name, bytes] : files) {
        std::string header(block, '\0');
        header.replace(0, name.size(), name);
        char size[12];
        std::snprintf(size, sizeof size, "%011zo", bytes.size());
        header.replace(100, 7, "0000644").replace(124, 11, size).replace(148, 8, "        ");
        header[156] = '0';
        unsigned sum = 0;
        for (const char letter : header)
            sum += static_cast<unsigned char>(letter);
        char digits[8];
        std::snprintf(digits, sizeof digits, "%06o", sum);
        header.replace(148, 7, std::string(digits, 7));
        out += header + bytes;
        out.append((block - bytes.size() % block) % block, '\0');
    }
    return out + std::string(2 * block, '\0');
}

TEST_CASE("files in a container are the files outside of it", "[program]") {
    const TempFolder folder;
    std::vector<std::string> words = day_of_files(folder / "plain");
    std::vector<std::pair<std::string, std::string>> files;
    for (std::size_t i = 5; i < words.size(); ++i) {
        files.emplace_back(fs::path(words[i]).filename(), text_of(words[i]));
    }
    REQUIRE(files.size() == 6);
    const std::string packed = folder / "day.bin";
    write_text(packed, tar_of(files));
    const std::vector<std::string> packed_words{
        "apply", "--strict", "--out", folder / "packed", "--as-of", "2026-03-16", packed
    };
    const std::string plain_book = folder / "plain-book";
    const std::string packed_book = folder / "packed-book";
    REQUIRE(load_small_book(plain_book).code == 0);
    REQUIRE(load_small_book(packed_book).code == 0);
    REQUIRE(run_program(with_book(plain_book, words)).code == 0);
    const Answer applied = run_program(with_book(packed_book, packed_words));
    INFO(applied.err);
    CHECK(applied.code == 3);
    CHECK(text_of(folder / "packed/postings.csv") == text_of(folder / "plain/postings.csv"));
    // Once more the other way round: nothing is new.
    CHECK(run_program(with_book(plain_book, packed_words)).code == 5);
    words.insert(words.begin() + 1, "--strict");
    CHECK(run_program(with_book(packed_book, words)).code == 5);
    // Cut: nothing of it, and the entry is named.
    const std::string whole = text_of(packed);
    write_text(packed, whole.substr(0, whole.size() - 2000));
    const Answer cut = run_program({"convert", packed});
    CHECK(cut.code == 4);
    CHECK(cut.out.find("\"record\":\"payment\"") == std::string::npos);
    CHECK(cut.err.find("day.bin") != std::string::npos);
    CHECK(cut.err.find("F_CONTAINER_DAMAGED") != std::string::npos);
}

TEST_CASE("master data is loaded out of a container", "[program]") {
    const TempFolder folder;
    const std::string small = data + "/book-small/";
    const std::string packed = folder / "master.tar";
    write_text(
        packed,
        tar_of(
            {{"customers.csv", text_of(small + "customers.csv")},
             {"items.csv", text_of(small + "items.csv")}}
        )
    );
    const Answer loaded = run_program(with_book(folder / "a", {"load", packed}));
    const Answer plain =
        run_program(with_book(folder / "b", {"load", small + "customers.csv", small + "items.csv"})
        );
    CHECK(loaded.code == plain.code);
    CHECK(loaded.out == plain.out);
    CHECK(loaded.out.find(" added") != std::string::npos);
}

TEST_CASE("layouts and profiles of the user's own are named on the command line", "[program]") {
    const TempFolder folder;
    const std::string layouts = folder / "layouts.csv";
    std::string table = text_of(data + "/lockbox/base.csv");
    const std::string remitter = "6,remitter,53,82";
    REQUIRE(table.find(remitter) != std::string::npos);
    table.replace(table.find(remitter), remitter.size(), "6,remitter,53,56");
    write_text(layouts, "layout,ours\n" + table);
    const std::string profiles = folder / "profiles.csv";
    write_text(profiles, "profile,ours\ndate,Day\namount,Sum\nmemo,What\ncurrency_is,USD\n");
    const std::string mine = folder / "mine.csv";
    write_text(mine, "Day|Sum|What\n2026-03-16|640.50|INV-10001\n");
    const std::string lockbox = data + "/samples/lockbox-2026-03-16.bai";
    const std::vector<std::string> tables{
        "--lockbox-layouts", layouts, "--csv-profiles", profiles, lockbox, mine
    };
    std::vector<std::string> words{"convert"};
    words.insert(words.end(), tables.begin(), tables.end());
    const Answer shown = run_program(words);
    INFO(shown.err);
    CHECK(shown.code == 0);
    CHECK(shown.out.find("\"dialect\":\"ours\"") != std::string::npos);
    CHECK(shown.out.find("\"payer_name\":\"ACME\"") != std::string::npos);
    CHECK(shown.out.find("\"amount\":\"640.50\"") != std::string::npos);
    CHECK(run_program({"convert", mine}).code == 4);
    const std::string book = folder / "book";
    REQUIRE(load_small_book(book).code == 0);
    words = {"apply", "--out", folder / "out"};
    words.insert(words.end(), tables.begin(), tables.end());
    const Answer applied = run_program(with_book(book, words));
    INFO(applied.err);
    CHECK(applied.code == 0);
    const std::string payments = text_of(folder / "out/payments.csv");
    CHECK(payments.find("640.50") != std::string::npos);
    CHECK(payments.find("ACME INDUSTRIAL") == std::string::npos);
    // A table that is wrong is wrong usage: with file and line, and nothing is read.
    write_text(layouts, "record,field,from,to,type\n6,amount,17,8,amount\n");
    const Answer wrong = run_program({"convert", "--lockbox-layouts", layouts, lockbox});
    CHECK(wrong.code == 2);
    CHECK(wrong.out.empty());
    CHECK(wrong.err.find("layouts.csv:2") != std::string::npos);
    write_text(profiles, "profile,ours\ndate,Day\n");
    CHECK(run_program({"convert", "--csv-profiles", profiles, mine}).code == 2);
    CHECK(run_program({"convert", "--csv-profiles", folder / "none", mine}).code == 1);
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const std::string script = run_program({"completion", shell}).out;
        CHECK(script.find("--lockbox-layouts") != std::string::npos);
        CHECK(script.find("--csv-profiles") != std::string::npos);
    }
}

TEST_CASE("late advice and a return reach back over runs, and the book can prove it", "[program]") {
    const TempFolder folder;
    const std::string book = folder / "book";
    const auto file = [&](const std::string& name, const std::string& text) {
        write_text(folder / name, text);
        return std::string(folder / name);
    };
    const auto run = [&](std::vector<std::string> words) {
        Answer answer = run_program(with_book(book, std::move(words)));
        INFO(answer.err);
        REQUIRE(answer.code == 0);
        return answer.out;
    };
    run(
        {"load",
         file(
             "customers.csv",
             "customer,name,currency,bank_accounts\nACME,ACME Tools Inc,USD,021000021/7700001\n"
         ),
         file(
             "items.csv",
             "document,customer,currency,amount,invoice_date,due_date\n"
             "90011,ACME,USD,100.00,2026-01-05,2026-02-04\n"
             "90012,ACME,USD,250.00,2026-01-12,2026-02-11\n"
             "90013,ACME,USD,350.00,2026-01-12,2026-02-11\n"
         )}
    );
    run(
        {"apply",
         file(
             "bank.csv",
             "payment,booking_date,currency,amount,method,account,payer_account,trace\n"
             "B1,2026-03-16,USD,350.00,ach,121/4000123456,021000021/7700001,TRN20260316A\n"
         )}
    );
    CHECK(run({"explain", "B1"}).find("Status exception, reason ambiguous") != std::string::npos);
    run(
        {"apply",
         file(
             "advice.csv",
             "remittance,trace,payer_name,total,date,currency,line,reference,net\n"
             "RA-1,TRN20260316A,ACME Tools Inc,350.00,2026-03-18,USD,1,90011,100.00\n"
             "RA-1,TRN20260316A,ACME Tools Inc,350.00,2026-03-18,USD,2,90012,250.00\n"
         )}
    );
    CHECK(run({"explain", "B1"}).find("Status applied") != std::string::npos);
    CHECK(run({"exceptions", "list"}).find("E1") == std::string::npos);
    CHECK(run({"verify"}).find("the book holds") != std::string::npos);
    run(
        {"apply",
         file(
             "back.csv",
             "payment,kind,original,booking_date,currency,amount,method,account\n"
             "R1,return,TRN20260316A,2026-03-20,USD,350.00,ach,121/4000123456\n"
         )}
    );
    const std::string returned = run({"explain", "B1"});
    CHECK(returned.find("Status returned") != std::string::npos);
    CHECK(returned.find("certificate") == std::string::npos);
    // Aging undoes the return before its day.
    CHECK(run({"aging", "--as-of", "2026-03-19"}).find("350.00") != std::string::npos);
    CHECK(run({"aging", "--as-of", "2026-03-31"}).find("700.00") != std::string::npos);
    run({"rebuild", "--full"});
    CHECK(run({"verify"}).find("the book holds") != std::string::npos);
}

}  // namespace
}  // namespace tieout
