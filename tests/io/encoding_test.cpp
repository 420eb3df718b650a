// Every sample in every encoding that banks send: the same movements as in the plain file.
#include "io/formats/encoding.h"

#include <array>

#include <catch2/catch.hpp>

#include "io/formats/fields.h"
#include "io/report/convert_report.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

// What was read, without the digest and the size of the file.
std::string content_of(const IntakeFile& file) {
    const std::string all = convert_to_ndjson({&file, 1});
    return all.substr(all.find('\n') + 1);
}

std::string utf16_of(std::string_view utf8, bool is_big) {
    std::string out = is_big ? "\xFE\xFF" : "\xFF\xFE";
    const auto add = [&](std::uint32_t unit) {
        const char high = static_cast<char>(unit >> 8U);
        const char low = static_cast<char>(unit & 0xFFU);
        out += is_big ? high : low;
        out += is_big ? low : high;
    };
    while (!utf8.empty()) {
        std::uint32_t code = 0;
        const std::size_t length = utf8_length(utf8, code);
        REQUIRE(length != 0);
        if (code >= 0x10000) {
            add(0xD800 + ((code - 0x10000) >> 10U));
            add(0xDC00 + ((code - 0x10000) & 0x3FFU));
        } else {
            add(code);
        }
        utf8.remove_prefix(length);
    }
    return out;
}

std::string with_line_ends(const std::string& text, std::string_view end) {
    std::string out;
    for (const char letter : text) {
        if (letter == '\n') {
            out += end;
        } else if (letter != '\r') {
            out += letter;
        }
    }
    return out;
}

std::vector<std::string> samples() {
    std::vector<std::string> names;
    for (const std::string& name : data_files("samples")) {
        const bool is_sample =
            name.find(".md") == std::string::npos && name.find("broken") == std::string::npos;
        if (is_sample) names.push_back(name);
    }
    REQUIRE(names.size() >= 27);
    return names;
}

TEST_CASE("marks, padding and UTF-16 change nothing of what is read", "[io][encoding]") {
    for (const std::string& name : samples()) {
        const std::string text = data_text(name);
        const std::string plain = content_of(read_text("f", text));
        REQUIRE(plain.find("\"record\":") != std::string::npos);
        const std::array<std::pair<const char*, std::string>, 7> others{{
            {"byte-order mark", "\xEF\xBB\xBF" + text},
            {"UTF-16, little end first", utf16_of(text, false)},
            {"UTF-16, big end first", utf16_of(text, true)},
            {"end-of-file mark", text + "\x1A"},
            {"end-of-file mark with lines", text + "\x1A\r\n\x1A\r\n"},
            {"NUL padding", text + std::string(1000, '\0')},
            {"mark and padding", text + "\x1A" + std::string(127, '\0')},
        }};
        for (const auto& [how, bytes] : others) {
            INFO(name << ", " << how);
            const IntakeFile file = read_text("f", bytes);
            CHECK(content_of(file) == plain);
            CHECK(file.bytes == bytes.size());
            CHECK(file.digest == sha256(bytes));
        }
    }
}

TEST_CASE("line ends of any host change nothing of what is read", "[io][encoding]") {
    for (const std::string& name : samples()) {
        const std::string text = with_line_ends(data_text(name), "\n");
        const IntakeFile plain = read_text("f", text);
        std::vector<std::pair<const char*, std::string>> others{
            {"CRLF", with_line_ends(text, "\r\n")}
        };
        if (name.find("json") == std::string::npos) {  // whose lines end with LF by definition
            others.emplace_back("CR", with_line_ends(text, "\r"));
        }
        const bool is_lines =
            name.find(".xml") == std::string::npos && name.find(".edi") == std::string::npos &&
            name.find("json") == std::string::npos && name.find("blocks") == std::string::npos &&
            name.find("fedwire") == std::string::npos && name.find("unbroken") == std::string::npos;
        if (is_lines) {
            others.emplace_back("NEL", with_line_ends(text, "\x85"));
            others.emplace_back("NEL in UTF-8", with_line_ends(text, "\xC2\x85"));
        }
        for (const auto& [how, bytes] : others) {
            INFO(name << ", " << how);
            CHECK(content_of(read_text("f", bytes)) == content_of(plain));
        }
    }
}

// Lines brought to a width and joined without line ends.
std::string unbroken(const std::string& text, std::size_t width) {
    std::string out;
    std::string line;
    for (const char letter : text) {
        if (letter != '\n' && letter != '\r') {
            line += letter;
            continue;
        }
        line.resize(line.empty() ? 0 : std::max(width, line.size()), ' ');
        REQUIRE(line.size() <= width);
        out += line;
        line.clear();
    }
    return out;
}

TEST_CASE("records of a fixed width need no line ends", "[io][encoding]") {
    const std::array<std::pair<const char*, std::size_t>, 8> files{{
        {"samples/lockbox-2026-03-16.bai", 80},
        {"samples/lockbox-2026-03-16.bai", 94},
        {"samples/lockbox-2026-03-16.bai", 104},
        {"samples/lockbox-sap-2026-03-16.bai", 80},
        {"samples/lockbox-300-2026-03-16.bai", 300},
        {"samples/coda-2026-03-16.cod", 128},
        {"samples/cfonb-2026-03-16.txt", 120},
        {"samples/nacha-2026-03-16.ach", 94},
    }};
    for (const auto& [name, width] : files) {
        const std::string text = data_text(name);
        const IntakeFile plain = read_text("f", text);
        for (const char* end : {"", "\n", "\x1A"}) {
            INFO(name << " " << width);
            const IntakeFile file = read_text("f", unbroken(text, width) + end);
            CHECK(file.format == plain.format);
            CHECK(file.dialect == plain.dialect);
            CHECK_FALSE(file.refused);
            const auto expected = taken(plain);
            const auto found = taken(file);
            REQUIRE(found.size() == expected.size());
            for (std::size_t i = 0; i < found.size(); ++i) {
                CHECK(found[i].payment == expected[i].payment);
                CHECK(found[i].amount == expected[i].amount);
                CHECK(found[i].memo == expected[i].memo);
                CHECK(found[i].remittance == expected[i].remittance);
            }
        }
        // Cut within a record or between two: nothing is taken.
        const std::string whole = unbroken(text, width);
        for (const std::size_t cut : {whole.size() - width, whole.size() - width - 7}) {
            CHECK(taken(read_text("f", whole.substr(0, cut))).size() <= taken(plain).size());
        }
    }
}

TEST_CASE("letters beyond ASCII come out as UTF-8 in every encoding", "[io][encoding]") {
    const std::array<std::pair<const char*, const char*>, 8> files{{
        {"samples/lockbox-2026-03-16.bai", "ACME"},
        {"samples/lockbox-300-2026-03-16.bai", "ACME"},
        {"samples/bai2-2026-03-16.bai2", "SUPPLY"},
        {"samples/coda-2026-03-16.cod", "PEETERS"},
        {"samples/cfonb-2026-03-16.txt", "DUPONT SA"},
        {"samples/mt940-2026-03-16.sta", "SEEBEDARF"},
        {"samples/csv-2026-03-16.csv", "Handels"},
        {"samples/nacha-2026-03-16.ach", "ACME"},
    }};
    for (const auto& [name, word] : files) {
        const std::string text = data_text(name);
        INFO(name);
        REQUIRE(text.find(word) != std::string::npos);
        // Three letters: of Latin-1, of Windows-1252 alone, and the euro.
        const std::string tail(word + 3);
        const std::string utf8 = replaced(text, word, "\xC3\x96\xC5\xA0\xE2\x82\xAC" + tail);
        const std::string cp1252 = replaced(text, word, "\xD6\x8A\x80" + tail);
        REQUIRE(cp1252.size() == text.size());
        const std::string plain = content_of(read_text("f", utf8));
        CHECK(plain.find("\xC3\x96\xC5\xA0\xE2\x82\xAC") != std::string::npos);
        CHECK(content_of(read_text("f", cp1252)) == plain);
        CHECK(content_of(read_text("f", utf16_of(utf8, true))) == plain);
        CHECK(content_of(read_text("f", "\xEF\xBB\xBF" + utf8)) == plain);
    }
}

TEST_CASE("XML is read in the encodings that it may declare", "[io][encoding]") {
    const std::string text = replaced(
        data_text("samples/camt053-2026-03-16.xml"),
        "Nordwind Yachten",
        "N\xC3\xB6rdwind \xC5\xA0\xE2\x82\xAC"
    );
    const std::string plain = content_of(read_text("f", text));
    REQUIRE(plain.find("N\xC3\xB6rdwind \xC5\xA0\xE2\x82\xAC") != std::string::npos);
    const auto declared = [&](const std::string& name, const std::string& word) {
        std::string other = replaced(text, "N\xC3\xB6rdwind \xC5\xA0\xE2\x82\xAC", word);
        const std::size_t end = other.find("?>");
        REQUIRE(end != std::string::npos);
        return "<?xml version=\"1.0\" encoding=\"" + name + "\"" + other.substr(end);
    };
    const std::string cp1252 = "N\xF6rdwind \x8A\x80";
    CHECK(content_of(read_text("f", declared("windows-1252", cp1252))) == plain);
    CHECK(content_of(read_text("f", declared("ISO-8859-15", "N\xF6rdwind \xA6\xA4"))) == plain);
    const std::string wide = declared("UTF-16", "N\xC3\xB6rdwind \xC5\xA0\xE2\x82\xAC");
    CHECK(content_of(read_text("f", utf16_of(wide, false))) == plain);
    CHECK(read_text("f", declared("EBCDIC-CP-US", cp1252)).refused);
    CHECK(read_text("f", declared("UTF-8", cp1252)).refused);
}

TEST_CASE("what cannot be read as text is refused by its name", "[io][encoding]") {
    const auto words = [](const std::string& bytes) {
        const IntakeFile file = read_text("f", bytes);
        CHECK(file.refused);
        CHECK(file.units.empty());
        REQUIRE(file.faults.size() == 1);
        return file.faults.front().fault + " " + file.faults.front().words;
    };
    const std::string text = data_text("samples/bai2-2026-03-16.bai2");
    std::string ebcdic;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        unsigned turned = 0x6F;
        if (byte >= '0' && byte <= '9') turned = 0xF0U + byte - '0';
        if (byte >= 'A' && byte <= 'I') turned = 0xC1U + byte - 'A';
        if (byte >= 'J' && byte <= 'R') turned = 0xD1U + byte - 'J';
        if (byte >= 'S' && byte <= 'Z') turned = 0xE2U + byte - 'S';
        if (byte == ' ') turned = 0x40;
        if (byte == ',') turned = 0x6B;
        if (byte == '/') turned = 0x61;
        if (byte == '\n') turned = 0x15;
        ebcdic += static_cast<char>(turned);
    }
    CHECK(words(ebcdic).find("F_ENCODING this is a text in EBCDIC") == 0);
    CHECK(
        words(std::string(
                  "\xFF\xFE\0\0"
                  "1\0\0\0",
                  8
              ))
            .find("UTF-32") != std::string::npos
    );
    CHECK(words(utf16_of(text, true) + "0").find("the text was cut") != std::string::npos);
    CHECK(
        words(
            utf16_of("01,A\n", true) + "\xD8\x41"
                                       "11"
        )
            .find("surrogates") != std::string::npos
    );
    CHECK(words(utf16_of(text, false).substr(2)).find("UTF-16 without") != std::string::npos);
    Serial serial;
    CHECK_FALSE(read_master_file("f", ebcdic, {}, serial).has_value());
}

TEST_CASE("a letter of several bytes is no line end", "[io][encoding]") {
    // A capital A with a ring ends with the byte of NEL; so does an ellipsis of Windows-1252.
    TextStore texts;
    std::string letters;
    for (std::size_t i = 0; i < 40; ++i)
        letters += "1 \xC3\x85 ";
    CHECK(readable_text(letters, "f", texts).value() == letters);
    CHECK(
        readable_text(
            "a\x85"
            "b\x85",
            "f",
            texts
        )
            .value() == "a\nb\n"
    );
    CHECK(
        readable_text(
            "\xC3\x84\xC2\x85"
            "b\xC3\x85\xC2\x85",
            "f",
            texts
        )
            .value() == "\xC3\x84\nb\xC3\x85\n"
    );
    CHECK(
        readable_text(
            "a\x85"
            "b\x85\n",
            "f",
            texts
        )
            .value() ==
        "a\x85"
        "b\x85\n"
    );
    CHECK(clean_text("a\x80\x85\x8A\x9F\x81") == "a\xE2\x82\xAC\xE2\x80\xA6\xC5\xA0\xC5\xB8 ");
    CHECK(
        clean_text("a\xC2\x9B"
                   "b") == "a b"
    );
}

}  // namespace
}  // namespace tieout
