#include "io/synthetic/dice.h"

#include <algorithm>
#include <array>

#include "engine/check.h"

namespace tieout {

namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ULL;

constexpr std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

// 2^(i/16) in units of 2^-20, rounded: between two of them a line is near enough.
constexpr std::array<std::int64_t, 17> powers{
    1'048'576,
    1'095'000,
    1'143'480,
    1'194'106,
    1'246'974,
    1'302'182,
    1'359'835,
    1'420'040,
    1'482'910,
    1'548'564,
    1'617'125,
    1'688'722,
    1'763'488,
    1'841'564,
    1'923'097,
    2'008'240,
    2'097'152
};

}  // namespace

Dice::Dice(std::uint64_t seed, std::uint64_t stream)
    : state_(mixed(mixed(seed + golden) ^ (stream * golden))) {}

std::uint64_t Dice::next() {
    state_ += golden;
    return mixed(state_);
}

std::uint64_t Dice::below(std::uint64_t limit) {
    check(limit > 0, "something to draw from");
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * limit) >> 64U);
}

std::int64_t Dice::between(std::int64_t low, std::int64_t high) {
    check(low <= high, "a range that is not empty");
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
}

bool Dice::happens(std::int64_t basis_points) {
    return static_cast<std::int64_t>(below(10'000)) < basis_points;
}

std::size_t Dice::weighted(std::span<const std::int64_t> weights) {
    std::int64_t total = 0;
    for (const std::int64_t weight : weights)
        total += weight;
    check(total > 0, "something to draw from");
    auto drawn = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(total)));
    for (std::size_t i = 0; i < weights.size(); ++i) {
        drawn -= weights[i];
        if (drawn < 0) return i;
    }
    return weights.size() - 1;
}

Minor Dice::log_normal(Minor median, std::int64_t spread) {
    // The sum of twelve even draws from 0 to 2^16 has a standard deviation of 2^16 and is close to
    // a normal one (Irwin and Hall 1927).
    constexpr std::int64_t one = 1 << 16;
    std::int64_t sum = -6 * one;
    for (int i = 0; i < 12; ++i)
        sum += static_cast<std::int64_t>(below(one));
    constexpr std::int64_t octave = one * 100;
    const std::int64_t exponent = std::clamp(sum * spread, -20 * octave, 20 * octave) + 20 * octave;
    const std::int64_t whole = exponent / octave - 20;
    const std::int64_t part = (exponent % octave) * 16;
    const auto step = static_cast<std::size_t>(part / octave);
    const std::int64_t factor =
        powers[step] + (powers[step + 1] - powers[step]) * (part % octave / 100) / one;
    const WideMinor scaled = static_cast<WideMinor>(median) * factor;
    const WideMinor amount = whole >= 0 ? (scaled << whole) >> 20 : scaled >> (20 - whole);
    return std::max<Minor>(1, static_cast<Minor>(amount));
}

}  // namespace tieout
