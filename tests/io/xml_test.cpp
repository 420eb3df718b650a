// Hostile XML is refused at once, where it stands, and nothing is fetched or expanded.
#include "io/formats/xml.h"

#include <array>
#include <chrono>
#include <random>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

// Reads it all; elements of the name `dropped` are dropped as they end.
std::optional<Error> read(
    const std::string& text, std::string_view dropped = {}, std::string* numbers = nullptr
) {
    const auto start = std::chrono::steady_clock::now();
    const Source source("f", text);
    XmlReader xml(source);
    while (xml.next()) {
        const XmlTree& tree = xml.tree();
        const XmlTree::No no = xml.element();
        if (numbers != nullptr && tree.is(no, "r"_xml)) {
            for (const XmlTree::No at : tree.all(no, "k"_xml))
                *numbers += tree.text(at);
            CHECK(tree.find(no, "d"_xml) == XmlTree::none);
        }
        if (tree.name(no) == dropped) xml.drop();
    }
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(took < std::chrono::seconds(20));  // under sanitizers too
    return xml.error();
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

TEST_CASE("a document type declaration is refused whatever it holds", "[io][xml]") {
    for (const char* text :
         {"<!DOCTYPE a><a/>",
          "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
          "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>&z;</a>",
          "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1/x\"> %p;]><a/>"}) {
        INFO(text);
        const auto error = read(text);
        REQUIRE(error.has_value());
        CHECK(error->fault == "F_XML_DOCTYPE");
        CHECK(error->place.line == 1);
    }
}

TEST_CASE("depth, attributes, text and kept elements have limits", "[io][xml]") {
    CHECK_FALSE(read(repeated("<a>", xml_depth_max) + repeated("</a>", xml_depth_max)).has_value());
    CHECK(read(repeated("<a>", 1'000'000))->fault == "F_XML_LIMIT");
    std::string attributes = "<a";
    for (int i = 0; i < 200'000; ++i)
        attributes += " a" + std::to_string(i) + "=\"\"";
    CHECK(read(attributes + "/>")->fault == "F_XML_LIMIT");
    CHECK(read("<a>" + std::string(xml_text_bytes_max + 1, 'x') + "</a>")->fault == "F_XML_LIMIT");
    CHECK(read("<a>" + repeated("<b/>", xml_elements_max) + "</a>")->fault == "F_XML_LIMIT");
}

TEST_CASE("XML that is not well-formed is refused with its line", "[io][xml]") {
    const auto error = read("<a>\n<b>\n</a>");
    REQUIRE(error.has_value());
    CHECK(error->fault == "F_XML");
    CHECK(error->place.line == 3);
    CHECK(read("").has_value());
    CHECK(read("<a/>x").has_value());
    CHECK(read("<a>&unknown;</a>").has_value());
}

TEST_CASE("an element that is dropped leaves its siblings and their text", "[io][xml]") {
    std::string seen;
    CHECK_FALSE(read("<r><k>1</k><d><x>9</x></d><k>2</k><d/><k>3</k></r>", "d", &seen).has_value());
    CHECK(seen == "123");
}

TEST_CASE("elements are found by their names, whatever their length and prefix", "[io][xml]") {
    const Source source(
        "f",
        "<n:r xmlns:n='u'><AdjstmntAmtAndRsn>1</AdjstmntAmtAndRsn>"
        "<AdjstmntAmtAndRsnAndMore>2</AdjstmntAmtAndRsnAndMore>"
        "<AdjstmntAmtAndRsnAndMoreOfIt>3</AdjstmntAmtAndRsnAndMoreOfIt>"
        "<n:Amt_x-1.y Ccy='EUR'>4</n:Amt_x-1.y><n:Amt>5</n:Amt><a><b/></a><a><b>6</b></a></n:r>"
    );
    XmlReader xml(source);
    std::string seen;
    while (xml.next()) {
        const XmlTree& tree = xml.tree();
        if (!tree.is(xml.element(), "r"_xml)) continue;
        for (const XmlPath* path :
             {&"AdjstmntAmtAndRsn"_xml,
              &"AdjstmntAmtAndRsnAndMore"_xml,
              &"Amt_x-1.y"_xml,
              &"Amt"_xml})
            seen += tree.text_at(xml.element(), *path);
        CHECK(tree.name(xml.element()) == "r");
        CHECK(tree.name(tree.find(xml.element(), "Amt_x-1.y"_xml)) == "Amt_x-1.y");
        CHECK(tree.currency(tree.find(xml.element(), "Amt_x-1.y"_xml)) == "EUR");
        CHECK(tree.find(xml.element(), "a/c"_xml) == XmlTree::none);
        CHECK(tree.text_at(xml.element(), "a/b"_xml).empty());  // the first that is there
    }
    CHECK_FALSE(xml.error().has_value());
    CHECK(seen == "1245");
}

enum class WalkPart : std::uint8_t {
    deep,
    deeper,
    name,
    inner,
    absent,
    count
};

constexpr std::array<XmlPaths<WalkPart>::Path, 5> walk_parts{
    {{WalkPart::deep, "a/b"},
     {WalkPart::deeper, "a/b/c"},
     {WalkPart::name, "n"},
     {WalkPart::inner, "c/a/b/n"},
     {WalkPart::absent, "x/y"}}
};
constexpr XmlPaths<WalkPart> walk_paths{walk_parts};

// Elements of few names below each other, some of them empty, all from one seed.
void add_elements(std::string& text, std::mt19937& random, int depth) {
    for (auto left = random() % 4; left != 0; --left) {
        const char name = "abcn"[random() % 4];
        text.append({'<', name, '>'});
        if (depth < 5) add_elements(text, random, depth + 1);
        text.append({'<', '/', name, '>'});
    }
}

TEST_CASE("one walk finds what looking for each path finds", "[io][xml]") {
    std::mt19937 random(20260316);
    std::array<int, walk_parts.size()> found_times{};
    for (int round = 0; round < 300; ++round) {
        std::string text = "<r>";
        add_elements(text, random, 0);
        text += "</r>";
        INFO(text);
        const Source source("f", text);
        XmlReader xml(source);
        while (xml.next()) {
            const XmlTree& tree = xml.tree();
            const XmlTree::No no = xml.element();
            const XmlFound found(tree, no, walk_paths);
            for (std::size_t i = 0; i < walk_parts.size(); ++i) {
                const XmlTree::No wanted = tree.find(no, XmlPath(walk_parts[i].path));
                CHECK(found[walk_parts[i].part] == wanted);
                found_times[i] += wanted != XmlTree::none ? 1 : 0;
            }
        }
        CHECK_FALSE(xml.error().has_value());
    }
    for (std::size_t i = 0; i < walk_parts.size(); ++i)
        CHECK((found_times[i] > 0) == (walk_parts[i].part != WalkPart::absent));
}

TEST_CASE("places are counted forwards and backwards, columns in letters", "[io][xml]") {
    const std::string text = "ab\r\n\xC3\xA4\xC3\xB6x\ry\n\nz";
    TextPlaces places(text, 5);

    struct Asked {
        std::size_t at;
        std::uint64_t line;
        std::uint64_t column;
    };

    for (const Asked& each :
         {Asked{0, 5, 1},
          {1, 5, 2},
          {8, 6, 3},
          {4, 6, 1},
          {13, 9, 1},
          {10, 7, 1},
          {6, 6, 2},
          {0, 5, 1},
          {8, 6, 3},
          {9, 6, 4}}) {
        CAPTURE(each.at);
        CHECK(places.line(each.at) == each.line);
        CHECK(places.column(each.at) == each.column);
    }
}

TEST_CASE("dropping the last of very many siblings costs no search", "[io][xml]") {
    const std::string text = "<r>" + repeated("<k/>", 300'000) + repeated("<d/>", 300'000) + "</r>";
    CHECK_FALSE(read(text, "d").has_value());
}

}  // namespace
}  // namespace tieout
