// Hostile XML is refused at once, where it stands, and nothing is fetched or expanded.
#include "io/formats/xml.h"

#include <chrono>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

std::optional<Error> read(const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    const Source source("f", text);
    const auto error = read_xml(source, [](const XmlTree&, XmlTree::No) { return false; });
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(took < std::chrono::seconds(20));  // under sanitizers too
    return error;
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
    std::string names = "<a>";
    for (int i = 0; i < 5000; ++i)
        names += "<n" + std::to_string(i) + "/>";
    CHECK(read(names + "</a>")->fault == "F_XML_LIMIT");
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
    const std::string text = "<r><k>1</k><d><x>9</x></d><k>2</k><d/><k>3</k></r>";
    std::string seen;
    const auto error = read_xml(Source("f", text), [&](const XmlTree& tree, XmlTree::No no) {
        if (tree.name(no) == "r") {
            for (const XmlTree::No at : tree.all(no, "k"))
                seen += tree.text(at);
            CHECK(tree.child(no, "d") == XmlTree::none);
        }
        return tree.name(no) == "d";
    });
    CHECK_FALSE(error.has_value());
    CHECK(seen == "123");
}

TEST_CASE("dropping the last of very many siblings costs no search", "[io][xml]") {
    const std::string text = "<r>" + repeated("<k/>", 300'000) + repeated("<d/>", 300'000) + "</r>";
    const auto start = std::chrono::steady_clock::now();
    CHECK_FALSE(read_xml(Source("f", text), [](const XmlTree& tree, XmlTree::No no) {
                    return tree.name(no) == "d";
                }).has_value());
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

}  // namespace
}  // namespace tieout
