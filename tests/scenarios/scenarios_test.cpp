// Every story of this folder comes out as it says, on one thread and on two.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/scenarios/scenario.h"

namespace tieout {
namespace {

TEST_CASE("every story comes out as it says", "[scenarios]") {
    std::vector<std::filesystem::path> stories;
    const std::filesystem::path folder =
        std::filesystem::path(TIEOUT_SOURCE_DIR) / "tests" / "scenarios";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".case") stories.push_back(entry.path());
    }
    std::sort(stories.begin(), stories.end());
    REQUIRE(stories.size() >= 12);
    for (const auto& path : stories) {
        std::ifstream file(path, std::ios::binary);
        const std::string story{
            std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()
        };
        for (const unsigned threads : {1U, 2U}) {
            const ScenarioResult result = run_scenario(story, threads);
            INFO(path.filename().string() << " on " << threads << " threads");
            CHECK(result.fault.empty());
            if (!result.fault.empty()) WARN(result.fault);
            CHECK_FALSE(result.expected.empty());
            CHECK(result.actual == result.expected);
        }
    }
}

}  // namespace
}  // namespace tieout
