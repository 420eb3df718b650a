// Bank files in containers: the same as outside of them, whole or not at all, within bounds.
#include "tests/io/containers.h"

#include <catch2/catch.hpp>

#include "io/containers/container.h"
#include "io/containers/gzip.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

using Kind = MadeEntry::Kind;

const std::vector<MadeEntry>& two_files() {
    static const std::vector<MadeEntry> files{
        {"in/lockbox.bai", data_text("samples/lockbox-2026-03-16.bai")},
        {"in/camt.xml", data_text("samples/camt053-2026-03-16.xml")},
    };
    return files;
}

std::string fault_of(const std::vector<InputFile>& files) {
    if (files.size() != 1 || files.front().faults.size() != 1) return "none";
    return files.front().faults.front().fault;
}

TEST_CASE("a file that is no container is itself, without a copy", "[containers]") {
    for (const std::string& name : data_files("samples")) {
        INFO(name);
        const std::string text = data_text(name);
        std::string given = text;
        const char* const at = given.data();
        const auto files = files_within(name, std::move(given));
        REQUIRE(files.size() == 1);
        CHECK(files.front().name == name);
        CHECK(files.front().bytes == text);
        CHECK(files.front().bytes.data() == at);
        CHECK(files.front().faults.empty());
    }
    CHECK(files_within("empty", "").front().bytes.empty());
}

TEST_CASE("every kind of container gives the bytes that went into it", "[containers]") {
    for (const char* shape : {"zip", "zip stored", "tar", "tar pax"}) {
        INFO(shape);
        const auto files = files_within("day.x", archive_of(shape, two_files()));
        REQUIRE(files.size() == 2);
        CHECK(files[0].faults.empty());
        CHECK(files[0].name == "day.x:entry 1 (in/lockbox.bai)");
        CHECK(files[1].name == "day.x:entry 2 (in/camt.xml)");
        CHECK(files[0].bytes == two_files()[0].bytes);
        CHECK(files[1].bytes == two_files()[1].bytes);
    }
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
        INFO(filter);
        for (const std::string& text : {two_files()[0].bytes, std::string{}}) {
            const auto files = files_within("f", compressed(filter, text));
            REQUIRE(files.size() == 1);
            CHECK(files[0].faults.empty());
            CHECK(files[0].name == "f:entry 1");
            CHECK(files[0].bytes == text);
        }
        const auto files = files_within("f", compressed(filter, archive_of("tar", two_files())));
        REQUIRE(files.size() == 2);
        CHECK(files[1].name == "f:entry 1:entry 2 (in/camt.xml)");
        CHECK(files[1].bytes == two_files()[1].bytes);
    }
}

TEST_CASE("a gzip of several members is one file, and shows its name", "[containers]") {
    std::string named = compressed("gzip", "one,");
    named[3] = '\x08';  // a name follows the ten bytes of the header
    named.insert(10, std::string("a\x1B[2Jb\0", 7));
    const auto files = files_within("f", named + compressed("gzip", "two"));
    REQUIRE(files.size() == 1);
    CHECK(files[0].bytes == "one,two");
    CHECK(files[0].name == "f:entry 1 (a [2Jb)");
    CHECK(files_within("f", compressed("gzip", "one") + std::string(512, '\0'))[0].bytes == "one");
}

TEST_CASE("containers lie three deep, not four", "[containers]") {
    const std::string text = data_text("samples/bai2-2026-03-16.bai2");
    const std::string deep = compressed("gzip", archive_of("tar", {{"x", text}}));
    const auto files = files_within("f", archive_of("zip", {{"day.tgz", deep}, {"y", "01"}}));
    REQUIRE(files.size() == 2);
    CHECK(files[0].name == "f:entry 1 (day.tgz):entry 1:entry 1 (x)");
    CHECK(files[0].bytes == text);
    const auto deeper = files_within("f", compressed("xz", archive_of("zip", {{"a", deep}})));
    CHECK(fault_of(deeper) == "F_CONTAINER_LIMIT");
    CHECK(deeper.front().faults.front().place.file == "f:entry 1:entry 1 (a):entry 1");
}

TEST_CASE("the name of an entry is only shown, and shown harmlessly", "[containers]") {
    const auto shown = [](const std::string& name) {
        const auto files = files_within("f", archive_of("tar", {{name, "01,"}}));
        REQUIRE(files.size() == 1);
        return files.front().name;
    };
    CHECK(shown("../../etc/passwd") == "f:entry 1 (../../etc/passwd)");
    CHECK(shown("a\nb\x1B[31mc\x7F") == "f:entry 1 (a b [31mc )");
    CHECK(
        shown("a\xC2\x9B"
              "31m") == "f:entry 1 (a 31m)"
    );
    CHECK(
        shown("a\xE2\x80\xAE"
              "fdp") == "f:entry 1 (a?fdp)"
    );
    CHECK(shown(std::string(300, 'n')) == "f:entry 1 (" + std::string(80, 'n') + "...)");
    CHECK(shown("K\xC3\xB6ln") == "f:entry 1 (K\xC3\xB6ln)");
}

TEST_CASE("a zip whose names are not ASCII is read", "[containers]") {
    const auto files = files_within("f", archive_of("zip", {{"Auszug K\xC3\xB6ln.bai", "01,"}}));
    REQUIRE(files.size() == 1);
    CHECK(files[0].faults.empty());
    CHECK(files[0].bytes == "01,");
    CHECK(files[0].name.starts_with("f:entry 1 (Auszug K"));
}

TEST_CASE("any damage refuses the whole container", "[containers]") {
    std::vector<MadeEntry> entries = two_files();
    for (const char* shape : {"zip", "zip stored", "tar", "gzip", "bzip2", "xz", "zstd"}) {
        const bool is_archive = std::string(shape).starts_with("zip") || shape[0] == 't';
        const std::string whole =
            is_archive ? archive_of(shape, entries) : compressed(shape, entries[0].bytes);
        for (std::size_t cut = 1; cut <= 200; ++cut) {
            INFO(shape << " cut at " << cut << "/201");
            const auto files = files_within("f", whole.substr(0, whole.size() * cut / 201));
            const bool is_itself = files.size() == 1 && files[0].name == "f";
            // Refused, or too short to be known. Of the zeros that end a tar some may be missing.
            const bool is_whole = shape[0] == 't' && files.size() == 2 &&
                                  files[0].bytes == entries[0].bytes &&
                                  files[1].bytes == entries[1].bytes;
            CHECK((is_itself || is_whole));
        }
        if (shape[0] == 't' || std::string(shape) == "zstd") continue;  // tar keeps no checksum
        // A bit that is turned is found, or it changed nothing of what is read.
        std::size_t found = 0;
        for (std::size_t i = 0; i < 100; ++i) {
            std::string damaged = whole;
            damaged[whole.size() / 4 + i * (whole.size() / 4) / 100] ^= '\x10';
            const auto files = files_within("f", damaged);
            if (fault_of(files) == "F_CONTAINER_DAMAGED") ++found;
            if (!files[0].faults.empty()) continue;
            INFO(shape << " bit " << i);
            REQUIRE(files.size() == (is_archive ? 2 : 1));
            CHECK(files[0].bytes == entries[0].bytes);
        }
        INFO(shape);
        CHECK(found >= 50);
    }
}

TEST_CASE("each byte of a small container changed, or cut behind it", "[containers]") {
    const std::vector<MadeEntry> entries{
        {"a.bai", "01,A,B,260316,1200,1,,,2/\n"}, {"b.bai", "99,"}
    };
    for (const char* shape : {"zip", "zip stored", "gzip", "bzip2", "xz"}) {
        const bool is_zip = std::string(shape).starts_with("zip");
        const std::string whole =
            is_zip ? archive_of(shape, entries) : compressed(shape, entries[0].bytes);
        const auto is_as_it_was = [&](const std::vector<InputFile>& files) {
            if (files.size() != (is_zip ? 2 : 1)) return false;
            for (std::size_t i = 0; i < files.size(); ++i) {
                if (!files[i].faults.empty() || files[i].bytes != entries[i].bytes) return false;
            }
            return true;
        };
        // Refused, taken for another file, or nothing that is read has changed.
        const auto is_safe = [&](const std::string& bytes) {
            const auto files = files_within("f", bytes);
            const bool is_itself = files.size() == 1 && files[0].bytes == bytes;
            return is_itself || is_as_it_was(files);
        };
        REQUIRE(is_as_it_was(files_within("f", whole)));
        for (std::size_t at = 0; at < whole.size(); ++at) {
            INFO(shape << " byte " << at);
            CHECK(is_safe(whole.substr(0, at)));
            for (const char bits : {'\x01', '\x80', '\xFF'}) {
                std::string changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ bits);
                CHECK(is_safe(changed));
            }
        }
    }
}

TEST_CASE("the checksum and the length of gzip are proved", "[containers]") {
    const std::string whole = compressed("gzip", "a statement of ours");
    for (std::size_t behind = 1; behind <= 8; ++behind) {
        std::string damaged = whole;
        damaged[whole.size() - behind] ^= '\x01';
        INFO(behind);
        CHECK(fault_of(files_within("f", damaged)) == "F_CONTAINER_DAMAGED");
    }
    CHECK(fault_of(files_within("f", whole + "more")) == "F_CONTAINER_DAMAGED");
    CHECK(fault_of(files_within("f", whole + whole.substr(0, 12))) == "F_CONTAINER_DAMAGED");
}

TEST_CASE("a second archive behind the first is not lost", "[containers]") {
    const std::string one = archive_of("tar", {two_files()[0]});
    CHECK(fault_of(files_within("f", one + one)) == "F_CONTAINER_DAMAGED");
    CHECK(files_within("f", one + std::string(10'240, '\0')).front().faults.empty());
    // Cut between two entries, where no block is broken.
    const std::string two = archive_of("tar", two_files());
    const std::size_t border = 512 + (two_files()[0].bytes.size() + 511) / 512 * 512;
    CHECK(fault_of(files_within("f", two.substr(0, border))) == "F_CONTAINER_DAMAGED");
    const std::string packed = compressed("bzip2", "x");
    CHECK(fault_of(files_within("f", packed + "rest")) == "F_CONTAINER_DAMAGED");
}

TEST_CASE("links, devices and encrypted entries refuse the container", "[containers]") {
    const MadeEntry good{"a.bai", "01,"};
    for (const Kind kind : {Kind::link, Kind::hard_link, Kind::device}) {
        const auto files = files_within("f", archive_of("tar", {good, {"b", "", kind}}));
        CHECK(fault_of(files) == "F_CONTAINER_ENTRY");
        CHECK(files.front().faults.front().place.file == "f:entry 2 (b)");
    }
    const auto zip = files_within("f", archive_of("zip", {good, {"b", "", Kind::link}}));
    CHECK(fault_of(zip) == "F_CONTAINER_ENTRY");
    const auto secret = files_within("f", archive_of("zip encrypted", {good}));
    CHECK(fault_of(secret) == "F_CONTAINER_ENCRYPTED");
}

TEST_CASE("folders and metadata of macOS are passed over with a note", "[containers]") {
    const std::string fork("\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", 16);
    const std::vector<MadeEntry> entries{
        {"day", "", Kind::folder}, {"day/a.bai", "01,"}, {"__MACOSX/._a.bai", fork}
    };
    for (const char* shape : {"zip", "tar"}) {
        const auto files = files_within("f", archive_of(shape, entries));
        REQUIRE(files.size() == 1);
        CHECK(files[0].bytes == "01,");
        REQUIRE(files[0].notes.size() == 2);
        CHECK(files[0].notes[0].place.file.starts_with("f:entry 1 (day"));
        CHECK(files[0].notes[1].words == "metadata of macOS, passed over");
    }
    const auto none = files_within("f", archive_of("tar", {{"day", "", Kind::folder}}));
    CHECK(fault_of(none) == "F_CONTAINER_EMPTY");
    CHECK(fault_of(files_within("f", archive_of("zip", {}))) == "F_CONTAINER_EMPTY");
}

TEST_CASE("an office document is named, and leaves its neighbours alone", "[containers]") {
    const std::vector<MadeEntry> parts{
        {"[Content_Types].xml", "<Types>application/...spreadsheetml.sheet.main+xml</Types>"},
        {"xl/workbook.xml", "<workbook/>"},
    };
    const std::string workbook = archive_of("zip", parts);
    const auto alone = files_within("book.xlsx", workbook);
    REQUIRE(alone.size() == 1);
    CHECK(fault_of(alone) == "F_FORMAT");
    CHECK(alone[0].bytes == workbook);
    CHECK(alone[0].faults[0].words.find("Excel workbook") != std::string::npos);
    const auto files =
        files_within("f", archive_of("zip", {{"a.bai", "01,"}, {"b.xlsx", workbook}}));
    REQUIRE(files.size() == 2);
    CHECK(files[0].faults.empty());
    CHECK(files[1].faults.front().place.file == "f:entry 2 (b.xlsx)");
    const auto sheet = files_within(
        "f", archive_of("zip stored", {{"mimetype", "application/vnd.oasis.opendocument.text"}})
    );
    CHECK(sheet.front().faults.front().words.find("OpenDocument") != std::string::npos);
}

TEST_CASE("a real zip of statements, and real workbooks", "[containers][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const auto files =
        files_within("z", read_all(root + "camt/OCA_bank-statement-import/test-camt053.zip"));
    REQUIRE(files.size() == 2);
    for (const InputFile& file : files) {
        const IntakeFile read = read_text(file.name, file.bytes);
        CHECK(read.format == "camt.053");
        REQUIRE(read.units.size() == 1);
        CHECK(read.units.front().movements.size() == 3);
        CHECK(has_fault(read, "F_CAMT_BALANCE"));
    }
    std::size_t workbooks = 0;
    for (const std::string& path : corpus_files("csv")) {
        if (!path.ends_with(".xlsx")) continue;
        const auto read = files_within("x", read_all(path));
        INFO(path);
        CHECK(fault_of(read) == "F_FORMAT");
        ++workbooks;
    }
    CHECK(workbooks >= 3);
}

TEST_CASE("limits hold at any depth, and say which one", "[containers]") {
    const std::string blanks(1'000'000, ' ');
    ContainerLimits limits;
    limits.ratio_free_bytes = 100'000;
    const auto words = [&](const std::string& bytes) {
        const auto files = files_within("f", bytes, limits);
        REQUIRE(fault_of(files) == "F_CONTAINER_LIMIT");
        CHECK(files.front().bytes == bytes);
        return files.front().faults.front().words;
    };
    CHECK(words(compressed("gzip", blanks)).find("500 times") != std::string::npos);
    CHECK(words(compressed("xz", blanks)).find("500 times") != std::string::npos);
    CHECK(
        words(archive_of("zip", {{"a", compressed("gzip", blanks)}})).find("500 times") !=
        std::string::npos
    );
    limits = {};
    limits.entry_bytes_max = 999'999;
    CHECK(words(compressed("bzip2", blanks)).find("999999 bytes") != std::string::npos);
    limits = {};
    limits.total_bytes_max = 1'500'000;
    const std::string twice = archive_of("tar", {{"a", blanks}, {"b", blanks}});
    CHECK(words(twice).find("1500000 bytes in all") != std::string::npos);
    limits = {};
    limits.entries_max = 3;
    const std::string some = archive_of("tar", {{"a", "x"}, {"b", "y"}});
    CHECK(files_within("f", some, limits).size() == 2);
    CHECK(
        words(archive_of("zip", {{"a", some}, {"b", some}})).find("3 entries") != std::string::npos
    );
}

}  // namespace
}  // namespace tieout
