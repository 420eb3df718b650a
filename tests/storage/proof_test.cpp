// The proof holds for a good book and notices whatever is changed behind the book's back.
#include "storage/proof.h"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "storage/balance_proof.h"
#include "tests/storage/small_business.h"
#include "tests/storage/temp_folder.h"

namespace tieout {
namespace {

namespace fs = std::filesystem;

StoreOptions small_book(const TempFolder& folder) {
    StoreOptions options;
    options.folder = folder.book();
    options.segment_bytes = 128 * 1024;
    options.wait = std::chrono::milliseconds(20);
    return options;
}

void do_business(const StoreOptions& options) {
    auto store = BookStore::open(options);
    REQUIRE(store.has_value());
    SmallBusiness business(81);
    const Book& book = (*store)->book();
    REQUIRE((*store)->commit_run(business.load(book, 20, 300)).has_value());
    for (int i = 0; i < 30; ++i) {
        (void)(*store)->secrets().seal("customer/" + std::to_string(i), "row", "name");
    }
    REQUIRE((*store)->commit_run(business.pay(book, 100)).has_value());
    REQUIRE((*store)->commit_run(business.hand_off(book)).has_value());
    REQUIRE((*store)->commit_run(business.load_again(book, 10)).has_value());
    REQUIRE((*store)->commit_run(business.pay(book, 60)).has_value());
    REQUIRE((*store)->close(true).has_value());
}

TEST_CASE("the proof of a good book holds, with what it counted", "[storage][proof]") {
    const TempFolder folder;
    do_business(small_book(folder));
    const auto proof = prove(small_book(folder));
    REQUIRE(proof.has_value());
    for (const ProofLine& line : proof->lines) {
        INFO(line.subject << (line.words.empty() ? "" : ": " + line.words.front()));
        CHECK(line.faults == 0);
        CHECK(line.checked > 0);
    }
    CHECK(proof->holds());
    CHECK(proof->lines.size() == 11);
    CHECK(proof->totals.payments == 160);
    CHECK(proof->totals.amounts.size() == 1);
}

TEST_CASE("the proof notices any flipped byte of journal, anchor and keys", "[storage][proof]") {
    const TempFolder folder;
    const StoreOptions options = small_book(folder);
    do_business(options);
    fs::copy(folder.book(), folder.path() + "/good", fs::copy_options::recursive);
    std::mt19937_64 random(82);
    std::vector<std::string> names{"anchor", "keys", "master.key"};
    for (const auto& each : fs::directory_iterator(folder.book() + "/journal")) {
        names.push_back("journal/" + each.path().filename().string());
    }
    for (int round = 0; round < 60; ++round) {
        const std::string name = names[static_cast<std::size_t>(round) % names.size()];
        const std::string path = folder.book() + "/" + name;
        const auto size = fs::file_size(path);
        if (round % 10 == 9) {
            fs::resize_file(path, random() % size);
        } else if (round % 20 == 8) {
            fs::remove(path);
        } else {
            std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
            const auto at = static_cast<std::streamoff>(random() % size);
            file.seekg(at);
            const int byte = file.get();
            file.seekp(at);
            file.put(static_cast<char>(byte ^ (1 << (random() % 8))));
        }
        const auto proof = prove(options);
        INFO(name << " round " << round);
        // A wrong key file is the user's mistake; bytes behind the end are an interrupted commit,
        // cut and said.
        const bool is_noticed = !proof.has_value() || !proof->holds() || !proof->notices.empty();
        REQUIRE(is_noticed);
        fs::remove(path);
        fs::copy(folder.path() + "/good/" + name, path);
    }
    CHECK(prove(options).value().holds());
}

TEST_CASE("the balance proof notices wrong money in the book", "[storage][proof]") {
    const TempFolder folder;
    do_business(small_book(folder));
    auto store = BookStore::open(small_book(folder));
    REQUIRE(store.has_value());
    Book replayed;
    BalanceProof balance(replayed);
    std::vector<ChangedRow> changed;
    REQUIRE((*store)
                ->journal()
                .read(
                    1,
                    [&](Sequence sequence, const Entry& entry) {
                        apply(replayed, sequence, entry, changed);
                        balance.take(entry);
                        return true;
                    }
                )
                .has_value());
    const auto faults = [&](const Book& book) {
        std::uint64_t sum = 0;
        for (const ProofLine& line : balance.lines(book))
            sum += line.faults;
        return sum;
    };
    REQUIRE(faults(replayed) == 0);
    Book book = replayed;
    book.items[7].open += 1;
    CHECK(faults(book) > 0);
    book = replayed;
    book.payments[3].applied += 1;
    CHECK(faults(book) > 0);
    book = replayed;
    book.payments[3].unapplied -= 1;
    CHECK(faults(book) > 0);
    book = replayed;
    book.item_changes.pop_back();
    CHECK(faults(book) > 0);
    book = replayed;
    REQUIRE(book.erp_answers.size() > 5);
    book.erp_answers[5].state = ErpState::pending;
    CHECK(faults(book) > 0);
    book = replayed;
    book.exports.pop_back();
    CHECK(faults(book) > 0);
}

TEST_CASE("the balance proof notices answers to nothing and gaps between exports", "[storage]") {
    const auto faults = [](const std::vector<Entry>& entries) {
        const Book book;
        BalanceProof balance(book);
        for (const Entry& entry : entries)
            balance.take(entry);
        return balance.lines(book).back().faults;
    };
    ErpAnswer answer;
    answer.posting = 1;
    CHECK(faults({}) == 0);
    CHECK(faults({PostingAnswered{answer}}) > 0);
    ExportRow row;
    row.consumer = "erp";
    row.first = 2;
    row.last = 2;
    CHECK(faults({ExportMade{row}}) > 0);
}

}  // namespace
}  // namespace tieout
