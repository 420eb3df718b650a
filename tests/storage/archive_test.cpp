// Old segments are kept packed: nothing is lost on the way, and what they hold is read as before.
#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "storage/book_rows.h"
#include "storage/book_store.h"
#include "storage/journal_census.h"
#include "storage/journal_file.h"
#include "storage/proof.h"
#include "storage/segment_archive.h"
#include "tests/storage/fillers.h"
#include "tests/storage/sim_files.h"
#include "tests/storage/small_business.h"
#include "tests/storage/temp_folder.h"

namespace tieout {
namespace {

JournalOptions tiny_segments() {
    JournalOptions options;
    options.book_folder = "book";
    options.book = {7, 11};
    options.segment_bytes = 16 * 1024;
    options.group_bytes = 2048;
    options.verify_bytes = 1;
    return options;
}

std::unique_ptr<JournalFile> open_journal(SimFiles& files) {
    std::vector<std::string> notices;
    auto journal = JournalFile::open(files, tiny_segments(), notices);
    if (!journal) FAIL(journal.error().words);
    return std::move(*journal);
}

void append(JournalFile& journal, Filler& filler, std::vector<Entry>& model) {
    std::vector<Entry> entries;
    const std::size_t count = 1 + filler.below(40);
    for (std::size_t i = 0; i < count; ++i)
        entries.push_back(filler.entry());
    REQUIRE(journal.append(entries, journal.last()).has_value());
    model.insert(model.end(), entries.begin(), entries.end());
}

void check_entries(const Journal& journal, const std::vector<Entry>& model) {
    REQUIRE(journal.last() == model.size());
    std::size_t read = 0;
    const auto done = journal.read(1, [&](Sequence sequence, const Entry& entry) {
        REQUIRE(sequence == ++read);
        REQUIRE(entry == model[sequence - 1]);
        return true;
    });
    REQUIRE(done.has_value());
    REQUIRE(read == model.size());
}

bool is_whole(SimFiles& files, std::size_t entries) {
    const auto census = take_census(files, "book", [](Sequence, const Entry&) {});
    return census && census->faults.empty() && census->entries == entries;
}

std::size_t archives_of(const SimFiles& files) {
    const auto paths = files.paths();
    return static_cast<std::size_t>(std::count_if(paths.begin(), paths.end(), [](const auto& path) {
        return path.ends_with(".seg.zst");
    }));
}

TEST_CASE(
    "archived segments are read as they were, and the journal goes on", "[storage][archive]"
) {
    SimFiles files(71);
    Filler filler(71);
    std::vector<Entry> model;
    const auto journal = open_journal(files);
    while (files.paths().size() < 8)
        append(*journal, filler, model);
    const auto below_none = journal->archive(1);
    REQUIRE(below_none.has_value());
    CHECK(*below_none == 0);
    const auto archived = journal->archive(journal->last() + 1);
    REQUIRE(archived.has_value());
    CHECK(*archived >= 4);
    CHECK(archives_of(files) == *archived);
    CHECK(journal->archive(journal->last() + 1).value() == 0);
    check_entries(*journal, model);
    append(*journal, filler, model);
    CHECK(is_whole(files, model.size()));
    const auto again = open_journal(files);
    check_entries(*again, model);
    append(*again, filler, model);
    check_entries(*open_journal(files), model);
}

TEST_CASE("a power cut at any call of archiving loses nothing", "[storage][archive][power]") {
    for (std::uint64_t call = 1;; ++call) {
        SimFiles files(call);
        Filler filler(72);
        std::vector<Entry> model;
        bool is_struck = false;
        {
            const auto journal = open_journal(files);
            while (files.paths().size() < 5)
                append(*journal, filler, model);
            files.strike(SimFault::power, call);
            const auto archived = journal->archive(journal->last() + 1);
            is_struck = files.is_struck();
            REQUIRE(archived.has_value() == !is_struck);
        }
        files.cut_power();
        const auto journal = open_journal(files);
        check_entries(*journal, model);
        REQUIRE(journal->archive(journal->last() + 1).has_value());
        check_entries(*journal, model);
        REQUIRE(is_whole(files, model.size()));
        if (!is_struck) {
            CHECK(call > 10);
            break;
        }
    }
}

TEST_CASE("every flipped byte of an archived segment is noticed", "[storage][archive]") {
    SimFiles files(73);
    Filler filler(73);
    std::vector<Entry> model;
    {
        const auto journal = open_journal(files);
        while (files.paths().size() < 4)
            append(*journal, filler, model);
        REQUIRE(journal->archive(journal->last() + 1).has_value());
    }
    std::string path;
    for (const std::string& each : files.paths()) {
        if (each.ends_with(".seg.zst")) path = each;
    }
    REQUIRE_FALSE(path.empty());
    const std::size_t size = files.bytes(path).size();
    for (std::size_t at = 0; at < size; ++at) {
        INFO("byte " << at << " of " << size);
        files.bytes(path)[at] = static_cast<char>(files.bytes(path)[at] ^ 0x10);
        REQUIRE_FALSE(is_whole(files, model.size()));
        files.bytes(path)[at] = static_cast<char>(files.bytes(path)[at] ^ 0x10);
    }
    for (const std::size_t cut : {size - 1, size / 2, std::size_t{10}, std::size_t{0}}) {
        const std::string whole = files.bytes(path);
        files.bytes(path).resize(cut);
        CHECK_FALSE(is_whole(files, model.size()));
        files.bytes(path) = whole;
    }
    CHECK(is_whole(files, model.size()));
}

TEST_CASE("tidying makes a checkpoint, keeps two, and archives below it", "[storage][archive]") {
    const TempFolder folder;
    StoreOptions options;
    options.folder = folder.book();
    options.segment_bytes = 128 * 1024;
    options.verify_bytes = 1;
    options.checkpoint_entries = 500;
    const auto count = [&](const std::string& below, std::string_view ending) {
        std::size_t found = 0;
        for (const auto& each : std::filesystem::directory_iterator(folder.book() + below))
            found += each.path().string().ends_with(ending) ? 1U : 0U;
        return found;
    };
    Digest digest;
    {
        auto store = BookStore::open(options);
        REQUIRE(store.has_value());
        SmallBusiness business(74);
        REQUIRE((*store)->tidy().has_value());
        CHECK_FALSE(std::filesystem::exists(folder.book() + "/checkpoints"));
        REQUIRE((*store)->commit_run(business.load((*store)->book(), 40, 1500)).has_value());
        for (int i = 0; i < 4; ++i) {
            REQUIRE((*store)->commit_run(business.pay((*store)->book(), 300)).has_value());
            REQUIRE((*store)->tidy().has_value());
        }
        CHECK(count("/checkpoints", ".state") == 2);
        CHECK(count("/journal", ".seg.zst") >= 2);
        digest = row_digest((*store)->book());
        REQUIRE((*store)->rebuild(false).has_value());
        CHECK((*store)->report().rows_from > 0);
        REQUIRE((*store)->rebuild(true).has_value());
        CHECK((*store)->index_digest().value() == digest);
        REQUIRE((*store)->close(true).has_value());
    }
    const auto proof = prove(options);
    REQUIRE(proof.has_value());
    for (const ProofLine& line : proof->lines) {
        INFO(line.subject << ": " << (line.words.empty() ? "" : line.words.front()));
        CHECK(line.faults == 0);
    }
    CHECK(proof->rows == digest);
}

}  // namespace
}  // namespace tieout
