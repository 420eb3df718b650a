// Texts in eight bytes say what their views say, whatever their length.
#include "engine/texts.h"

#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace tieout {
namespace {

TEST_CASE("a text is its view, at every length about the border", "[texts]") {
    const std::string bytes(200'000, 'x');
    for (const std::size_t size : {0U, 1U, 65'533U, 65'534U, 65'535U, 65'536U, 65'537U, 200'000U}) {
        CAPTURE(size);
        const std::string_view view = std::string_view(bytes).substr(bytes.size() - size);
        const Text text = view;
        const Text copy = text;
        CHECK(copy.size() == size);
        CHECK(copy.data() == view.data());
        CHECK(copy.empty() == view.empty());
        CHECK(copy.view() == view);
        CHECK(copy.str() == view);
        CHECK(copy == text);
        CHECK(copy == view);
        CHECK(std::string_view(copy).data() == view.data());
    }
}

TEST_CASE("texts compare by what they say", "[texts]") {
    const std::string one = "90012";
    const std::string same = "90012";
    CHECK(Text(one) == Text(same));
    CHECK(Text(one) == "90012");
    CHECK("90012" == Text(one));
    CHECK(Text(one) == same);
    CHECK(Text(one) != "9001");
    CHECK(Text("9001") < Text("90012"));
    CHECK(Text("b") > std::string_view("a"));
    CHECK(Text() == "");
    CHECK(Text().empty());
    CHECK(Text("").empty());
    CHECK(Text("RF18").starts_with("RF"));
    CHECK(Text("INV/7").find('/') == 3);
    CHECK(Text("INV/7").substr(4) == "7");
    CHECK(Text("INV/7").back() == '7');
    std::ostringstream said;
    said << Text("INV/7");
    CHECK(said.str() == "INV/7");
}

TEST_CASE("long texts made by several threads keep their places", "[texts]") {
    const std::string bytes(70'000, 'y');
    std::vector<std::vector<Text>> made(4);
    std::vector<std::thread> threads;
    for (auto& texts : made) {
        threads.emplace_back([&bytes, &texts] {
            for (std::size_t i = 0; i < 500; ++i)
                texts.emplace_back(std::string_view(bytes).substr(i % 100));
        });
    }
    for (auto& each : threads)
        each.join();
    for (const auto& texts : made) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            REQUIRE(texts[i].data() == bytes.data() + i % 100);
            REQUIRE(texts[i].size() == bytes.size() - i % 100);
        }
    }
}

}  // namespace
}  // namespace tieout
