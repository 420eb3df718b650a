// The scanner of XML against expat: the same events and the same refusals, whole and damaged.
#include "io/formats/xml_scanner.h"

#include <random>

#include <catch2/catch.hpp>
#include <expat.h>

#include "tests/io/samples.h"

namespace tieout {
namespace {

// What a reading of XML says: tags, attributes and characters up to its end or its refusal.
struct Reading {
    std::string events;
    bool is_whole = false;
    bool is_doctype = false;

    void start(std::string_view name) { add('<', name); }

    void attribute(std::string_view name, std::string_view value) {
        add('@', name);
        add('=', value);
    }

    void tag(const XmlScanner& scanner) {
        start(scanner.name());
        for (const XmlAttribute& each : scanner.attributes())
            attribute(each.name, each.value);
    }

    void end(std::string_view name) { add('>', name); }

    void text(std::string_view text) {
        if (text.empty()) return;
        if (!in_text) events += "\n\"";
        in_text = true;
        events += text;
    }

private:
    void add(char mark, std::string_view words) {
        in_text = false;
        events += '\n';
        events += mark;
        events += words;
    }

    bool in_text = false;
};

Reading scanned(std::string_view text) {
    Reading read;
    XmlScanner scanner(text);
    for (;;) {
        switch (scanner.next()) {
            case XmlEvent::start: read.tag(scanner); break;
            case XmlEvent::leaf:
                read.tag(scanner);
                read.text(scanner.characters());
                read.end(scanner.name());
                break;
            case XmlEvent::end: read.end(scanner.name()); break;
            case XmlEvent::text: read.text(scanner.characters()); break;
            case XmlEvent::done: read.is_whole = true; return read;
            case XmlEvent::refused:
                read.is_doctype = scanner.refusal().fault == "F_XML_DOCTYPE";
                CHECK(scanner.refusal().at <= text.size());
                CHECK(scanner.next() == XmlEvent::refused);
                return read;
        }
    }
}

Reading by_expat(std::string_view text) {
    Reading read;
    XML_ParserStruct* const parser = XML_ParserCreate(nullptr);
    XML_SetUserData(parser, &read);
    XML_SetElementHandler(
        parser,
        [](void* user, const XML_Char* name, const XML_Char** attributes) {
            auto& into = *static_cast<Reading*>(user);
            into.start(name);
            for (; *attributes != nullptr; attributes += 2)
                into.attribute(attributes[0], attributes[1]);
        },
        [](void* user, const XML_Char* name) { static_cast<Reading*>(user)->end(name); }
    );
    XML_SetCharacterDataHandler(parser, [](void* user, const XML_Char* words, int size) {
        static_cast<Reading*>(user)->text({words, static_cast<std::size_t>(size)});
    });

    struct Doctype {
        XML_ParserStruct* parser;
        Reading* read;
    };

    XML_SetStartDoctypeDeclHandler(
        parser,
        [](void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
            static_cast<Reading*>(user)->is_doctype = true;
        }
    );
    const XML_Status status =
        XML_Parse(parser, text.data(), static_cast<int>(text.size()), XML_TRUE);
    read.is_whole = status == XML_STATUS_OK && !read.is_doctype;
    XML_ParserFree(parser);
    return read;
}

// Characters in front of a refusal may have been told or not.
std::string without_last_text(const std::string& events) {
    const std::size_t last = events.rfind('\n');
    std::size_t from = events.rfind("\n\"");
    if (from == std::string::npos) return events;
    // A line end within characters is no event: what follows the last tag goes.
    for (std::size_t at = from; at < events.size(); ++at) {
        if (events[at] == '\n' && at + 1 < events.size() &&
            std::string_view("<>@=").find(events[at + 1]) != std::string_view::npos) {
            return events;
        }
    }
    return last == std::string::npos ? events : events.substr(0, from);
}

bool agree(std::string_view text) {
    const Reading ours = scanned(text);
    const Reading theirs = by_expat(text);
    if (ours.is_whole != theirs.is_whole) return false;
    if (ours.is_whole) return ours.events == theirs.events;
    // Behind a document type expat would go on.
    if (ours.is_doctype || theirs.is_doctype) return true;
    return without_last_text(ours.events) == without_last_text(theirs.events);
}

bool has_named_encoding(std::string_view text) {
    const std::string_view front = text.substr(0, 200);
    return front.find("encoding") == std::string_view::npos ||
           front.find("UTF-8") != std::string_view::npos ||
           front.find("utf-8") != std::string_view::npos;
}

// Every sample in XML of ours, and of the collection where it is there.
std::vector<std::string> xml_samples() {
    std::vector<std::string> texts;
    for (const std::string& name : data_files("samples")) {
        if (name.ends_with(".xml")) texts.push_back(data_text(name));
    }
    for (const std::string folder : {"camt", "iso20022_other"}) {
        if (corpus_folder().empty()) break;
        for (const std::string& path : corpus_files(folder)) {
            if (!path.ends_with(".xml")) continue;
            std::string text = read_all(path);
            if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
            if (has_named_encoding(text)) texts.push_back(std::move(text));
        }
    }
    return texts;
}

TEST_CASE("scanner and expat say the same of every sample", "[io][xml]") {
    const std::vector<std::string> texts = xml_samples();
    REQUIRE(texts.size() >= 5);
    for (const std::string& text : texts) {
        INFO(text.substr(0, 200));
        CHECK(agree(text));
    }
}

TEST_CASE("scanner and expat say the same of small forms", "[io][xml]") {
    for (const char* text :
         {"<a/>",
          "<a></a >",
          "<a b='1' c=\"2\"/>",
          "<a b = '1'/>",
          "<a b='1'c='2'/>",
          "<a b='1' b='2'/>",
          "<a b='<'/>",
          "<a b='&lt;&#10;\t\n'/>",
          "<a b=1/>",
          "<a b/>",
          "<a>&amp;&lt;&gt;&apos;&quot;</a>",
          "<a>&#65;&#x42;</a>",
          "<a>&#0;</a>",
          "<a>&#xD800;</a>",
          "<a>&#x10FFFF;</a>",
          "<a>&#x110000;</a>",
          "<a>&#xFFFE;</a>",
          "<a>&x;</a>",
          "<a>&amp</a>",
          "<a>& </a>",
          "<a>&;</a>",
          "<a>&#;</a>",
          "<a>&#x;</a>",
          "<a>&#12a;</a>",
          "<a>]]></a>",
          "<a>]]]></a>",
          "<a>]] ></a>",
          "<a><![CDATA[<x>&]]>y</a>",
          "<a><![CDATA[]]]]></a>",
          "<a><![CDATA[x</a>",
          "<![CDATA[x]]>",
          "<a><!-- x --></a>",
          "<a><!-- x -- y --></a>",
          "<a><!----></a>",
          "<a><!---></a>",
          "<!-- x --><a/><!-- y -->",
          "<?p x?><a/><?q?>",
          "<?\?><a/>",
          "<?p?x?><a/>",
          "<?p x",
          "<a><?xml v?></a>",
          "<?XML x?><a/>",
          "<?xml version='1.0'?><a/>",
          " <?xml version='1.0'?><a/>",
          "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a/>",
          "<?xml?><a/>",
          "<?xml version='1.0' standalone='maybe'?><a/>",
          "<?xml encoding='UTF-8'?><a/>",
          "<?xml version='1.0'encoding='UTF-8'?><a/>",
          "<?xml version='1.0' x='y'?><a/>",
          "<?xml version='' ?><a/>",
          "<?xmlx y?><a/>",
          "<?xml-x y?><a/>",
          "<a><b></a></b>",
          "</a>",
          "<a/><b/>",
          "<a/>x",
          "x<a/>",
          "",
          "  ",
          "<a",
          "<a>",
          "<a>x",
          "<",
          "<a></a",
          "<a/",
          "<a/ >",
          "<1/>",
          "<a:b xmlns:a='u'/>",
          "<a><!DOCTYPE b></a>",
          "<!DOCTYPE a><a/>",
          "<!DOCTYP",
          "<!x><a/>",
          "<a>\r\n\r\n\rx\r</a>",
          "<a><![CDATA[\r\nx\r]]></a>",
          "<a b='\r\n'/>",
          "<a>\xC3\xA4</a>",
          "<a>\xC3</a>",
          "<a>\xED\xA0\x80</a>",
          "<a>\xEF\xBF\xBE</a>",
          "<a>\xF0\x9F\x98\x80</a>",
          "<a>\xF5\x80\x80\x80</a>",
          "<a>\xC0\x80</a>",
          "<a>\x01</a>",
          "<a>\x7F</a>",
          "<a b='&unknown;'/>",
          "<a b='&amp'/>",
          "<a b='x",
          "<a b='x' ",
          "<a>\x1A</a>"}) {
        INFO(text);
        CHECK(agree(text));
    }
}

TEST_CASE("scanner and expat say the same of damaged samples", "[io][xml]") {
    constexpr std::size_t small = 6000;
    constexpr std::size_t changes = 400;
    std::mt19937 random(20260316);
    std::size_t tried = 0;
    for (const std::string& text : xml_samples()) {
        if (text.size() > small) continue;
        if (++tried > 40) break;
        for (std::size_t size = 0; size < text.size(); ++size) {
            if (!agree(text.substr(0, size)))
                FAIL("cut to " << size << ": " << text.substr(0, 300));
        }
        for (std::size_t i = 0; i < changes; ++i) {
            std::string changed = text;
            constexpr std::string_view marks = "<>&'\"/=!-?[] ;#x\n\r";
            const std::size_t at = random() % text.size();
            changed[at] =
                i % 2 == 0 ? marks[random() % marks.size()] : static_cast<char>(random() % 256);
            // Another encoding, and letters of names beyond ASCII, are not the scanner's.
            if (at < 200 || static_cast<unsigned char>(changed[at]) >= 0x80U) continue;
            if (!agree(changed)) {
                FAIL("byte " << at << " changed: " << changed.substr(at < 40 ? 0 : at - 40, 80));
            }
        }
    }
    CHECK(tried >= 2);
}

}  // namespace
}  // namespace tieout
