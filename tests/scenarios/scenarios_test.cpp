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
    int in_any_order = 0;
    for (const auto& path : stories) {
        std::ifstream file(path, std::ios::binary);
        const std::string story{
            std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()
        };
        std::vector<Coming> comings{Coming::as_told};
        if (is_in_any_order(story)) {
            ++in_any_order;
            comings.insert(
                comings.end(),
                {Coming::together,
                 Coming::together_backwards,
                 Coming::one_by_one,
                 Coming::one_by_one_backwards}
            );
        }
        for (const Coming coming : comings) {
            for (const unsigned threads : {1U, 2U}) {
                const ScenarioResult result = run_scenario(story, threads, coming);
                INFO(
                    path.filename().string()
                    << " on " << threads << " threads, files coming as " << static_cast<int>(coming)
                );
                CHECK(result.fault.empty());
                if (!result.fault.empty()) WARN(result.fault);
                CHECK_FALSE(result.expected.empty());
                CHECK(result.actual == result.expected);
                // The journal holds all that its decisions came from.
                CHECK(result.told_again.empty());
                if (!result.told_again.empty()) WARN(result.told_again);
            }
        }
    }
    CHECK(in_any_order >= 5);
}

}  // namespace
}  // namespace tieout
