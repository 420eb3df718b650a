// Random sequences of operations on books in memory, beside a slow model written from the
// contracts.
#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include "tests/model/sequence.h"

namespace tieout::reference {

namespace {

std::uint64_t number_of(const char* variable, std::uint64_t usual) {
    const char* const value = std::getenv(variable);
    return value == nullptr ? usual : std::strtoull(value, nullptr, 10);
}

}  // namespace

TEST_CASE("books and model agree to the cent after every step", "[model]") {
    const std::uint64_t sequences = number_of("TIEOUT_MODEL_SEQUENCES", 1'000);
    const std::uint64_t first = number_of("TIEOUT_MODEL_SEED", 1);
    const std::uint64_t faults_max = number_of("TIEOUT_MODEL_FAULTS", 3);
    std::map<std::string, std::uint64_t> told;
    std::map<std::string, std::uint64_t> refused;
    std::uint64_t steps = 0;
    std::uint64_t faults = 0;
    for (std::uint64_t seed = first; seed < first + sequences && faults < faults_max; ++seed) {
        const SequenceResult result = run_sequence(seed, 20 + seed % 41);
        steps += result.deeds.size();
        for (const auto& [words, count] : result.told)
            told[words] += count;
        for (const auto& [words, count] : result.refused)
            refused[words] += count;
        if (result.fault.empty()) continue;
        ++faults;
        const auto deeds = shrunk(result.deeds, result.fault, 400);
        std::string story;
        for (const Deed& deed : deeds)
            story += tell(deed) + "\n";
        FAIL_CHECK(fmt::format(
            "seed {}, step {}: {}\nin short:\n{}{}",
            seed,
            result.step,
            result.fault,
            story,
            run_deeds(deeds).fault
        ));
    }
    REQUIRE(steps > 0);
    std::string words = fmt::format(
        "{} sequences, {} steps, {} kinds of operation:\n", sequences, steps, told.size()
    );
    for (const auto& [kind, count] : told)
        words += fmt::format("{:6} {:6} refused  {}\n", count, refused[kind], kind);
    UNSCOPED_INFO(words);
    if (std::getenv("TIEOUT_MODEL_COUNTS") != nullptr) WARN(words);
    if (sequences < 1'000) return;
    // What must be refused always is; all else is done at least once.
    static const std::set<std::string> wrong{
        "approve what one proposed",
        "assign a closed item",
        "assign an item in another currency",
        "assign too much",
        "load the item in another currency",
        "name an item twice",
        "order a negative amount",
        "order a negative difference",
        "put more on account than is free",
    };
    CHECK(told.size() >= 60);
    for (const auto& [kind, count] : told) {
        INFO(kind);
        CHECK((refused[kind] == count) == wrong.contains(kind));
    }
}

}  // namespace tieout::reference
