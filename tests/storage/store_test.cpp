// The store gives back the same book after every end of a process, with or without its index.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/book_rows.h"
#include "storage/book_store.h"
#include "tests/storage/sim_files.h"
#include "tests/storage/small_business.h"
#include "tests/storage/temp_folder.h"

namespace tieout {
namespace {

StoreOptions in(const TempFolder& folder) {
    StoreOptions options;
    options.folder = folder.book();
    options.segment_bytes = 1024 * 1024;
    options.wait = std::chrono::milliseconds(20);
    return options;
}

std::unique_ptr<BookStore> open_store(const StoreOptions& options) {
    auto store = BookStore::open(options);
    if (!store) FAIL(store.error().words);
    return std::move(*store);
}

void commit(BookStore& store, const std::vector<Entry>& run) {
    const auto last = store.commit_run(run);
    if (!last) FAIL(last.error().words);
}

// A book with some business in it; returns the digest of its rows.
Digest do_business(const StoreOptions& options, std::uint64_t seed, bool drains) {
    const auto store = open_store(options);
    SmallBusiness business(seed);
    commit(*store, business.load(store->book(), 40, 1500));
    for (int i = 0; i < 6; ++i)
        commit(*store, business.pay(store->book(), 120));
    commit(*store, business.hand_off(store->book()));
    commit(*store, business.load_again(store->book(), 50));
    commit(*store, business.pay(store->book(), 50));
    commit(*store, business.hand_off(store->book()));
    const Digest digest = row_digest(store->book());
    REQUIRE(store->close(drains).has_value());
    return digest;
}

TEST_CASE("a book that is opened again is the book that was closed", "[storage][store]") {
    for (const bool drains : {true, false}) {
        const TempFolder folder;
        const Digest digest = do_business(in(folder), 51, drains);
        for (int i = 0; i < 3; ++i) {
            const auto store = open_store(in(folder));
            CHECK_FALSE(store->report().index_was_rebuilt);
            CHECK(row_digest(store->book()) == digest);
            CHECK(store->index_digest().value() == digest);
            if (i == 1) REQUIRE(store->close(true).has_value());
        }
    }
}

TEST_CASE(
    "the logical digest is the same in every book that took the same facts", "[storage][store]"
) {
    const TempFolder one;
    const TempFolder other;
    do_business(in(one), 52, true);
    do_business(in(other), 52, false);
    const auto a = open_store(in(one));
    const auto b = open_store(in(other));
    CHECK(book_digest(a->book()) == book_digest(b->book()));
    CHECK(a->anchor().book != b->anchor().book);
    SmallBusiness business(99);
    commit(*b, business.pay(b->book(), 1));
    CHECK(book_digest(a->book()) != book_digest(b->book()));
}

TEST_CASE("a run that was not finished is abandoned and changes nothing", "[storage][store]") {
    const TempFolder folder;
    const Digest digest = do_business(in(folder), 53, true);
    std::uint32_t runs = 0;
    {
        // The front part of a run reaches the journal behind the store's back.
        const auto store = open_store(in(folder));
        runs = store->book().runs;
        SmallBusiness business(54);
        std::vector<Entry> run = business.pay(store->book(), 20);
        run.resize(11);
        const AnchorState anchor = store->anchor();
        REQUIRE(store->close(true).has_value());
        JournalOptions options;
        options.book_folder = folder.book();
        options.may_create = false;
        std::vector<std::string> notices;
        auto journal = JournalFile::open(posix_files(), options, notices);
        REQUIRE(journal.has_value());
        REQUIRE((*journal)->append(run, anchor.sequence).has_value());
    }
    Digest after;
    {
        const auto store = open_store(in(folder));
        CHECK(store->report().notices.size() == 1);
        CHECK(store->book().runs == runs + 1);
        CHECK(store->book().payments.size() == 770);
        CHECK(row_digest(store->book()) != digest);  // runs and the place in the journal moved on
        after = row_digest(store->book());
        CHECK(store->index_digest().value() == after);
        REQUIRE(store->rebuild(true).has_value());
        SmallBusiness business(55);
        commit(*store, business.pay(store->book(), 5));
    }
    CHECK(open_store(in(folder))->book().payments.size() == 775);
}

TEST_CASE(
    "an index that is missing or damaged is made again to the same digest", "[storage][index]"
) {
    const TempFolder folder;
    const Digest digest = do_business(in(folder), 56, true);
    namespace fs = std::filesystem;
    const std::string index = folder.book() + "/index";
    std::vector<std::string> names;
    for (const auto& each : fs::directory_iterator(index))
        names.push_back(each.path().string());
    const auto check_rebuilt = [&](const std::string& what, bool must_rebuild) {
        const auto store = open_store(in(folder));
        INFO(what);
        CHECK((store->report().index_was_rebuilt || !must_rebuild));
        CHECK(store->report().index_was_rebuilt == !store->report().notices.empty());
        REQUIRE(row_digest(store->book()) == digest);
        REQUIRE(store->index_digest().value() == digest);
        REQUIRE(store->close(true).has_value());
    };
    fs::remove_all(index);
    check_rebuilt("no folder", true);
    std::mt19937_64 random(57);
    int rebuilt = 0;
    for (int round = 0; round < 24; ++round) {
        std::vector<fs::path> files;
        for (const auto& each : fs::directory_iterator(index)) {
            const std::string name = each.path().filename().string();
            const bool counts =
                name.ends_with(".sst") || name.starts_with("MANIFEST") || name == "CURRENT";
            if (counts && each.file_size() > 0) files.push_back(each.path());
        }
        REQUIRE(files.size() >= 3);
        std::sort(files.begin(), files.end());
        const fs::path victim = files[static_cast<std::size_t>(round) % files.size()];
        const auto size = fs::file_size(victim);
        const bool is_table = victim.extension() == ".sst";
        if (round % 3 == 0) {
            fs::remove(victim);
        } else if (round % 3 == 1) {
            fs::resize_file(victim, random() % size);
        } else {
            std::fstream file(victim, std::ios::in | std::ios::out | std::ios::binary);
            // The last 53 bytes of a table hold padding that nobody reads.
            const auto at = static_cast<std::streamoff>(random() % (is_table ? size - 53 : size));
            file.seekg(at);
            const int byte = file.get();
            file.seekp(at);
            file.put(static_cast<char>(byte ^ 0x20));
        }
        // A manifest cut at a record's end is an older, whole index: then it catches up instead.
        const auto store = BookStore::open(in(folder));
        INFO(victim << " round " << round);
        REQUIRE(store.has_value());
        if ((*store)->report().index_was_rebuilt) ++rebuilt;
        if (is_table) CHECK((*store)->report().index_was_rebuilt);
        REQUIRE(row_digest((*store)->book()) == digest);
        REQUIRE((*store)->index_digest().value() == digest);
        REQUIRE((*store)->close(true).has_value());
    }
    CHECK(rebuilt > 16);
}

TEST_CASE(
    "rebuilding starts at a checkpoint, and does without when it is spoilt", "[storage][store]"
) {
    const TempFolder folder;
    do_business(in(folder), 58, true);
    Digest digest;
    Sequence at = 0;
    {
        const auto store = open_store(in(folder));
        at = store->book().applied;
        REQUIRE(store->checkpoint().has_value());
        SmallBusiness business(59);
        commit(*store, business.pay(store->book(), 30));
        digest = row_digest(store->book());
        REQUIRE(store->rebuild(false).has_value());
        CHECK(store->report().rows_from == at);
        CHECK(row_digest(store->book()) == digest);
        REQUIRE(store->rebuild(true).has_value());
        CHECK(store->report().rows_from == 0);
        CHECK(store->index_digest().value() == digest);
    }
    namespace fs = std::filesystem;
    for (const auto& each : fs::directory_iterator(folder.book() + "/checkpoints")) {
        std::fstream file(each.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(1000);
        file.put('!');
    }
    fs::remove_all(folder.book() + "/index");
    const auto store = open_store(in(folder));
    CHECK(store->report().rows_from == 0);
    CHECK(store->report().notices.size() == 2);
    CHECK(row_digest(store->book()) == digest);
}

TEST_CASE("an index that has seen more than the journal halts", "[storage][store]") {
    const TempFolder folder;
    do_business(in(folder), 60, true);
    namespace fs = std::filesystem;
    const std::string copy = folder.path() + "/older";
    fs::copy(folder.book(), copy, fs::copy_options::recursive);
    {
        const auto store = open_store(in(folder));
        SmallBusiness business(61);
        commit(*store, business.pay(store->book(), 3));
        REQUIRE(store->close(true).has_value());
    }
    fs::remove_all(copy + "/index");
    fs::copy(folder.book() + "/index", copy + "/index", fs::copy_options::recursive);
    StoreOptions options = in(folder);
    options.folder = copy;
    const auto store = BookStore::open(options);
    REQUIRE_FALSE(store.has_value());
    CHECK(store.error().kind == ErrorKind::damaged);
}

TEST_CASE(
    "a book whose journal, anchor or keys are gone is not taken for a new one", "[storage][store]"
) {
    namespace fs = std::filesystem;
    for (const std::vector<std::string>& gone :
         {std::vector<std::string>{"journal", "anchor"},
          {"anchor"},
          {"journal"},
          {"keys"},
          {"journal", "anchor", "keys"}}) {
        const TempFolder folder;
        do_business(in(folder), 62, true);
        for (const std::string& name : gone)
            fs::remove_all(folder.book() + "/" + name);
        const auto store = BookStore::open(in(folder));
        INFO(gone.front());
        REQUIRE_FALSE(store.has_value());
        CHECK(store.error().kind == ErrorKind::damaged);
    }
    const TempFolder folder;
    StoreOptions options = in(folder);
    options.may_create = false;
    const auto store = BookStore::open(options);
    REQUIRE_FALSE(store.has_value());
    CHECK(store.error().kind == ErrorKind::not_found);
}

TEST_CASE("a second process is told who holds the book", "[storage][lock]") {
    const TempFolder folder;
    const auto store = open_store(in(folder));
    const auto second = BookStore::open(in(folder));
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().kind == ErrorKind::busy);
    CHECK(second.error().words.find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE(
    "a book survives power cuts of its journal with its index on another disk", "[storage][power]"
) {
    const TempFolder folder;
    std::filesystem::create_directories(folder.book());
    SimFiles files(63);
    StoreOptions options = in(folder);
    options.files = &files;
    options.segment_bytes = 64 * 1024;
    std::mt19937_64 random(64);
    SmallBusiness business(65);
    std::size_t payments = 0;
    std::size_t in_flight = 0;
    for (int cycle = 0; cycle < 30; ++cycle) {
        files.strike(SimFault::power, cycle == 0 ? 1'000'000 : 40 + random() % 60);
        auto store = BookStore::open(options);
        if (store) {
            const Book& book = (*store)->book();
            REQUIRE(book.payments.size() >= payments);
            REQUIRE(book.payments.size() <= payments + in_flight);
            payments = book.payments.size();
            REQUIRE((*store)->index_digest().value() == row_digest(book));
            for (int runs = 0; runs < 12; ++runs) {
                in_flight = book.items.empty() ? 0 : 1 + random() % 20;
                const auto run = in_flight == 0
                                     ? business.load(book, 5, 400)
                                     : business.pay(book, static_cast<std::uint32_t>(in_flight));
                auto done = (*store)->secrets().seal("customer/1", "row", "name");
                if (!(*store)->commit_run(run)) break;
                payments += in_flight;
                in_flight = 0;
            }
            store->reset();
        }
        files.cut_power();
    }
    CHECK(payments > 60);
}

}  // namespace
}  // namespace tieout
