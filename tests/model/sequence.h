// A sequence: random deeds of one seed, told to books and model at once, and held side by side.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/model/deed.h"

namespace tieout::reference {

struct SequenceResult {
    std::string fault;                             // empty: books and model agree
    std::size_t step = 0;                          // at which they did not
    std::vector<Deed> deeds;                       // all that were told
    std::map<std::string, std::uint64_t> told;     // by kind of operation
    std::map<std::string, std::uint64_t> refused;  // by kind of operation
};

// Chooses deeds by the seed as it goes.
SequenceResult run_sequence(std::uint64_t seed, std::size_t steps);
// The same deeds once more, whatever came of them before.
SequenceResult run_deeds(const std::vector<Deed>& deeds);
// Deeds without those that this fault does not need; at most so many tries.
std::vector<Deed> shrunk(std::vector<Deed> deeds, const std::string& fault, std::size_t tries_max);

}  // namespace tieout::reference
