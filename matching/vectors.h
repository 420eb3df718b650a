// The inner loops of the amount search, on as many amounts at once as the processor takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tieout {

// Arrays that are read here are followed by this many elements of any value.
inline constexpr std::size_t vector_padding = 64;

// A set of sums by one bit each, places spread by a multiplication; sums stand with their low 32
// bits. A bit that is set is a hint, one that is not is a proof.
struct SumBits {
    static constexpr std::uint32_t odd = 0x9E37'79B9U;
    static constexpr unsigned bits_max = 25;  // 4 MiB

    std::span<std::uint32_t> words;  // 2^(32 - shift) bits
    unsigned shift = 0;

    std::uint32_t place_of(std::uint32_t sum) const { return (sum * odd) >> shift; }

    bool has(std::uint32_t sum) const {
        const std::uint32_t place = place_of(sum);
        return ((words[place >> 5U] >> (place & 31U)) & 1U) != 0;
    }

    void set(std::uint32_t sum) {
        const std::uint32_t place = place_of(sum);
        words[place >> 5U] |= 1U << (place & 31U);
    }
};

// Writes every place in [begin, end) whose amount leaves a sum of the set (rest - amounts[place])
// into `places`, ascending, and returns how many there are. Requires: `amounts` and `places` hold
// vector_padding elements more than `end`. The same answer on every processor.
using HintedPlaces = std::size_t (*)(
    const SumBits& sums,
    std::uint32_t rest,
    const std::uint32_t* amounts,
    std::size_t begin,
    std::size_t end,
    std::uint32_t* places
);
HintedPlaces best_hinted_places();

// Numbers of ways, by sum; 65,535 stands for that many or more.
// ways[s] += before[s - by] for all s from `by` to `top`. Requires: two different arrays.
void add_ways(std::uint16_t* ways, const std::uint16_t* before, std::size_t by, std::size_t top);
// The same within one array, as it was before: from the top down.
void add_own_ways(std::uint16_t* ways, std::size_t by, std::size_t top);

// For tests: the instruction sets that this processor runs, and holding the loops to one of them.
std::size_t instruction_sets();
std::string_view hold_instruction_set(std::size_t number);  // its name
void use_best_instruction_set();

}  // namespace tieout
