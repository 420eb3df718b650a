// The journal keeps what it acknowledged, cuts what was torn and halts at what is damaged.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "storage/codec.h"
#include "storage/journal_census.h"
#include "storage/journal_file.h"
#include "tests/storage/fillers.h"
#include "tests/storage/sim_files.h"

namespace tieout {
namespace {

const std::string anchor_path = "book/anchor";
const std::string first_segment = "book/journal/0000000001.seg";

JournalOptions small_journal() {
    JournalOptions options;
    options.book_folder = "book";
    options.book = {7, 11};
    options.segment_bytes = 32 * 1024;
    options.group_bytes = 2048;
    return options;
}

std::vector<Entry> some_entries(Filler& filler, std::size_t count) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.push_back(filler.entry());
    return entries;
}

std::unique_ptr<JournalFile> open_journal(SimFiles& files) {
    std::vector<std::string> notices;
    auto journal = JournalFile::open(files, small_journal(), notices);
    if (!journal) INFO(journal.error().words);
    REQUIRE(journal.has_value());
    return std::move(*journal);
}

std::vector<Entry> all_entries(const Journal& journal) {
    static TextStore texts;
    std::vector<Entry> entries;
    const auto done = journal.read(1, [&](Sequence sequence, const Entry& entry) {
        REQUIRE(sequence == entries.size() + 1);
        entries.push_back(entry);
        keep_texts(entries.back(), texts);
        return true;
    });
    REQUIRE(done.has_value());
    return entries;
}

std::vector<std::string> faults_of(SimFiles& files) {
    const auto census = take_census(files, "book", [](Sequence, const Entry&) {});
    REQUIRE(census.has_value());
    return census->faults;
}

// A journal of several segments, and its entries.
std::vector<Entry> written(SimFiles& files, std::uint64_t seed) {
    Filler filler(seed);
    const auto journal = open_journal(files);
    std::vector<Entry> model;
    for (int i = 0; i < 25; ++i) {
        const auto entries = some_entries(filler, 1 + filler.below(40));
        const auto last = journal->append(entries, journal->last());
        REQUIRE(last.has_value());
        model.insert(model.end(), entries.begin(), entries.end());
        REQUIRE(*last == model.size());
    }
    return model;
}

TEST_CASE("what is appended is read back, from any entry on", "[storage][journal]") {
    SimFiles files(1);
    const auto model = written(files, 31);
    for (int opening = 0; opening < 2; ++opening) {
        const auto journal = open_journal(files);
        REQUIRE(journal->last() == model.size());
        REQUIRE(all_entries(*journal) == model);
        for (Sequence from = 1; from <= model.size(); from += 7) {
            Sequence expected = from;
            const auto done = journal->read(from, [&](Sequence sequence, const Entry& entry) {
                REQUIRE(sequence == expected++);
                REQUIRE(entry == model[sequence - 1]);
                return sequence < from + 3;
            });
            REQUIRE(done.has_value());
        }
    }
    CHECK(faults_of(files).empty());
    CHECK(files.paths().size() > 3);
}

TEST_CASE("a journal has the bytes of the first release", "[storage][journal][golden]") {
    SimFiles files(1);
    written(files, 30);
    std::string all;
    for (const auto& [path, bytes] : files.image())
        all += path + bytes;
    CHECK(
        to_hex(sha256(all)) == "21463f3e0c636838ee99bd2f3f70e1f7c0956bda630ddf063d5c4c3b9527af4b"
    );
}

TEST_CASE("an append behind another head than the journal's is refused", "[storage][journal]") {
    SimFiles files(2);
    const auto model = written(files, 32);
    const auto journal = open_journal(files);
    CHECK_FALSE(journal->append(std::vector<Entry>{RunAbandoned{}}, model.size() - 1).has_value());
    CHECK(journal->append(std::vector<Entry>{RunAbandoned{}}, model.size()).has_value());
}

TEST_CASE("control totals count what was taken", "[storage][anchor]") {
    SimFiles files(3);
    const auto journal = open_journal(files);
    PaymentTaken taken;
    taken.currency = *Currency::find("EUR");
    taken.amount = 1200;
    REQUIRE(journal->append(std::vector<Entry>{taken, taken}, 0).has_value());
    taken.is_credit = false;
    taken.amount = 200;
    REQUIRE(journal->append(std::vector<Entry>{taken}, 2).has_value());
    const ControlTotals& totals = journal->anchored().totals;
    CHECK(totals.payments == 3);
    CHECK(totals.amounts.at("EUR") == 2200);
    CHECK(open_journal(files)->anchored().totals == totals);
}

// Puts the anchor back as it was, as if the power had been cut before it was written.
TEST_CASE(
    "a group torn anywhere behind the anchor is cut, a whole one stays", "[storage][journal]"
) {
    SimFiles files(4);
    auto model = written(files, 33);
    const auto before = files.image();
    std::size_t whole = 0;
    {
        Filler filler(34);
        const auto journal = open_journal(files);
        REQUIRE(journal->append(some_entries(filler, 6), model.size()).has_value());
        whole = journal->last();
    }
    const auto after = files.image();
    std::string segment;
    for (const auto& [path, bytes] : after) {
        if (path != anchor_path && (!before.contains(path) || before.at(path) != bytes))
            segment = path;
    }
    const std::string& new_bytes = after.at(segment);
    const bool is_new_file = !before.contains(segment);
    const std::string old_bytes =
        is_new_file ? new_bytes.substr(0, 4096) + std::string(new_bytes.size() - 4096, '\0')
                    : before.at(segment);
    std::size_t first = 0;
    while (new_bytes[first] == old_bytes[first])
        ++first;
    std::size_t end = new_bytes.size();
    while (new_bytes[end - 1] == old_bytes[end - 1])
        --end;
    std::size_t cut = 0;
    for (std::size_t torn = first; torn <= end; torn += torn + 40 < end ? 13 : 1) {
        auto image = after;
        image[anchor_path] = before.at(anchor_path);
        image[segment] = new_bytes.substr(0, torn) + old_bytes.substr(torn);
        files.restore(image);
        const auto journal = open_journal(files);
        REQUIRE((journal->last() == model.size() || torn == end));
        if (torn == end) REQUIRE(journal->last() == whole);
        if (journal->last() == model.size()) ++cut;
        REQUIRE(journal->append(std::vector<Entry>{RunAbandoned{}}, journal->last()).has_value());
        REQUIRE(faults_of(files).empty());
    }
    CHECK(cut > 20);
}

TEST_CASE("every flipped byte of a small journal and its anchor is noticed", "[storage][journal]") {
    SimFiles files(5);
    JournalOptions options = small_journal();
    options.segment_bytes = 16 * 1024;
    {
        Filler filler(35);
        std::vector<std::string> notices;
        auto journal = JournalFile::open(files, options, notices);
        REQUIRE((*journal)->append(some_entries(filler, 12), 0).has_value());
        REQUIRE((*journal)->append(some_entries(filler, 2), 12).has_value());
    }
    REQUIRE(faults_of(files).empty());
    std::size_t halts = 0;
    for (const std::string& path : files.paths()) {
        const std::size_t size = files.bytes(path).size();
        for (std::size_t at = 0; at < size; ++at) {
            files.bytes(path)[at] = static_cast<char>(files.bytes(path)[at] ^ (1 << (at % 8)));
            INFO(path << " byte " << at);
            REQUIRE_FALSE(faults_of(files).empty());
            files.bytes(path)[at] = static_cast<char>(files.bytes(path)[at] ^ (1 << (at % 8)));
        }
    }
    // Opening halts too, wherever the byte is one that was acknowledged.
    const auto image = files.image();
    for (std::size_t at = 4096; at < 4096 + 2000; at += 3) {
        files.bytes(first_segment)[at] = static_cast<char>(files.bytes(first_segment)[at] ^ 16);
        std::vector<std::string> notices;
        const auto journal = JournalFile::open(files, options, notices);
        REQUIRE_FALSE(journal.has_value());
        CHECK(journal.error().kind == ErrorKind::damaged);
        files.bytes(first_segment)[at] = static_cast<char>(files.bytes(first_segment)[at] ^ 16);
        REQUIRE(files.image() == image);
        ++halts;
    }
    CHECK(halts > 500);
}

TEST_CASE(
    "a journal cut or zeroed at any sector is noticed and not written to", "[storage][journal]"
) {
    SimFiles files(6);
    written(files, 36);
    const auto image = files.image();
    for (const auto& [path, bytes] : image) {
        for (std::size_t at = 0; at < bytes.size(); at += 512) {
            files.bytes(path).resize(at);
            REQUIRE_FALSE(faults_of(files).empty());
            std::vector<std::string> notices;
            INFO(path << " cut at " << at);
            REQUIRE_FALSE(JournalFile::open(files, small_journal(), notices).has_value());
            REQUIRE(files.bytes(path).size() == at);
            files.bytes(path) = bytes;
            if (bytes.substr(at, 512) == std::string(512, '\0')) continue;
            files.bytes(path).replace(at, 512, std::string(512, '\0'));
            REQUIRE_FALSE(faults_of(files).empty());
            files.bytes(path) = bytes;
        }
        files.remove_now(path);
        REQUIRE_FALSE(faults_of(files).empty());
        std::vector<std::string> notices;
        INFO(path << " removed");
        REQUIRE_FALSE(JournalFile::open(files, small_journal(), notices).has_value());
        files.restore(image);
    }
}

TEST_CASE(
    "blocks that change places, or come from another book, are noticed", "[storage][journal]"
) {
    SimFiles files(7);
    written(files, 37);
    std::string& bytes = files.bytes(first_segment);
    const std::string good = bytes;
    for (std::size_t a = 4096; a + 8192 <= good.size(); a += 4096) {
        bytes.replace(a, 4096, good.substr(a + 4096, 4096));
        bytes.replace(a + 4096, 4096, good.substr(a, 4096));
        if (bytes != good) REQUIRE_FALSE(faults_of(files).empty());
        bytes = good;
    }
    SimFiles others(8);
    JournalOptions options = small_journal();
    options.book = {8, 12};
    {
        std::vector<std::string> notices;
        auto journal = JournalFile::open(others, options, notices);
        REQUIRE((*journal)->append(std::vector<Entry>{RunAbandoned{}}, 0).has_value());
    }
    bytes.replace(4096, 4096, others.bytes(first_segment).substr(4096, 4096));
    CHECK_FALSE(faults_of(files).empty());
}

TEST_CASE("an older journal behind a newer anchor halts", "[storage][anchor]") {
    SimFiles files(9);
    written(files, 38);
    const auto older = files.image();
    {
        Filler filler(39);
        const auto journal = open_journal(files);
        REQUIRE(journal->append(some_entries(filler, 3), journal->last()).has_value());
    }
    auto mixed = older;
    mixed[anchor_path] = files.bytes(anchor_path);
    files.restore(mixed);
    std::vector<std::string> notices;
    const auto journal = JournalFile::open(files, small_journal(), notices);
    REQUIRE_FALSE(journal.has_value());
    CHECK(journal.error().kind == ErrorKind::damaged);
    CHECK(journal.error().words.find("was acknowledged") != std::string::npos);
}

TEST_CASE("after an error of the disk nothing further is written", "[storage][journal]") {
    for (const SimFault fault : {SimFault::io_error, SimFault::short_write}) {
        for (std::uint64_t call = 1; call < 30; ++call) {
            SimFiles files(10);
            Filler filler(40);
            std::vector<Entry> model = written(files, 41);
            auto journal = open_journal(files);
            files.strike(fault, call);
            const auto entries = some_entries(filler, 60);
            const auto last = journal->append(entries, model.size());
            if (!files.is_struck()) {
                REQUIRE(last.has_value());
                break;
            }
            REQUIRE_FALSE(last.has_value());
            for (int i = 0; i < 3; ++i) {
                REQUIRE_FALSE(journal->append(entries, model.size()).has_value());
            }
            REQUIRE(files.changes_after_fault() == 0);
            journal.reset();
            REQUIRE(files.changes_after_fault() == 0);
            files.strike(SimFault::none, 0);
            const auto again = all_entries(*open_journal(files));
            model.insert(model.end(), entries.begin(), entries.end());
            REQUIRE(again.size() <= model.size());
            model.resize(again.size());
            REQUIRE(again == model);
        }
    }
}

// One life after the other, each ended by the power; true when nothing acknowledged was lost.
struct PowerLosses {
    std::uint64_t cycles = 0;
    std::uint64_t in_flight_kept = 0;
    std::uint64_t during_recovery = 0;
    bool lost = false;
};

PowerLosses lose_power(std::uint64_t seed, std::uint64_t cycles, bool ignores_syncs) {
    SimFiles files(seed);
    if (ignores_syncs) files.ignore_syncs();
    Filler filler(seed + 1);
    PowerLosses result;
    std::vector<Entry> acknowledged;
    std::vector<Entry> in_flight;
    for (; result.cycles < cycles; ++result.cycles) {
        // Every now and then the power fails while the journal is being opened.
        if (filler.below(4) == 0) {
            files.strike(SimFault::power, 1 + filler.below(12));
            std::vector<std::string> notices;
            if (!JournalFile::open(files, small_journal(), notices)) ++result.during_recovery;
            files.cut_power();
        }
        std::vector<std::string> notices;
        auto journal = JournalFile::open(files, small_journal(), notices);
        if (!journal) {
            result.lost = true;
            return result;
        }
        std::vector<Entry> model = acknowledged;
        model.insert(model.end(), in_flight.begin(), in_flight.end());
        const Sequence last = (*journal)->last();
        if (last < acknowledged.size() || last > model.size()) {
            result.lost = true;
            return result;
        }
        if (last > acknowledged.size()) ++result.in_flight_kept;
        model.resize(last);
        if (all_entries(**journal) != model || !faults_of(files).empty()) {
            result.lost = true;
            return result;
        }
        acknowledged = std::move(model);
        if (acknowledged.size() > 600) {
            files.restore({});
            acknowledged.clear();
            in_flight.clear();
            continue;
        }
        files.strike(SimFault::power, 1 + filler.below(60));
        while (true) {
            in_flight = some_entries(filler, 1 + filler.below(filler.below(8) == 0 ? 120 : 8));
            if (!(*journal)->append(in_flight, acknowledged.size())) break;
            acknowledged.insert(acknowledged.end(), in_flight.begin(), in_flight.end());
            in_flight.clear();
        }
        journal->reset();
        files.cut_power();
    }
    return result;
}

TEST_CASE("a power cut at any instant loses nothing that was acknowledged", "[storage][power]") {
    PowerLosses all;
    for (std::uint64_t seed = 100; seed < 110; ++seed) {
        INFO("seed " << seed);
        const PowerLosses result = lose_power(seed, 100, false);
        REQUIRE_FALSE(result.lost);
        all.cycles += result.cycles;
        all.in_flight_kept += result.in_flight_kept;
        all.during_recovery += result.during_recovery;
    }
    CHECK(all.cycles == 1000);
    CHECK(all.in_flight_kept > 5);
    CHECK(all.during_recovery > 20);
}

TEST_CASE("without syncs a power cut does lose: the simulation can tell", "[storage][power]") {
    int losses = 0;
    for (std::uint64_t seed = 200; seed < 210; ++seed) {
        if (lose_power(seed, 30, true).lost) ++losses;
    }
    CHECK(losses == 10);
}

}  // namespace
}  // namespace tieout
