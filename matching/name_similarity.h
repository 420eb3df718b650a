// How alike two names are: letters in common, in order, and slips between two words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tieout {

// Names are compared by at most so many bytes of their normal form; what lies behind says nothing.
// (SWIFT and ISO 20022 have at most 140 characters for a name.)
inline constexpr std::size_t name_bytes_compared_max = 256;

// Words are compared for slips by at most so many bytes.
inline constexpr std::size_t word_bytes_compared_max = 64;

// The longest common subsequence of two names of these lengths that brings the ratio to `bp`.
constexpr std::size_t common_for(std::int32_t bp, std::size_t both_lengths) {
    return (static_cast<std::size_t>(bp) * both_lengths + 19'999) / 20'000;
}

// The indel ratio, 2 * common / (a + b), in whole basis points, rounded down; 10,000 for two empty
// names.
constexpr std::int32_t ratio_of(std::size_t common, std::size_t both_lengths) {
    if (both_lengths == 0) return 10'000;
    return static_cast<std::int32_t>(20'000 * common / both_lengths);
}

// One name made ready to be compared with many: where each byte occurs in it, a bit a place. Bit
// parallel longest common subsequence (Hyyrö 2004, after Allison and Dix 1986): four operations a
// byte of the other name for every 64 bytes of this one.
class NamePattern {
public:
    NamePattern() = default;

    explicit NamePattern(std::string_view name) { assign(name); }

    void assign(std::string_view name);

    std::size_t size() const { return size_; }

    // Length of the longest common subsequence with `other`. Exact for all bytes.
    std::size_t common_with(std::string_view other) const;

    // ratio_of() with `other`.
    std::int32_t ratio_bp(std::string_view other) const;

private:
    static constexpr std::size_t words_max = name_bytes_compared_max / 64;

    template <std::size_t Words>
    std::size_t common(std::string_view other) const;

    std::vector<std::array<std::uint64_t, 256>> places_;  // of each byte, one table for 64 bytes
    std::size_t size_ = 0;
};

// Restricted Damerau distance (optimal string alignment) of two words: letters put in, left out,
// changed, or two neighbours swapped, no place touched twice. Bit parallel (Hyyrö 2003); words are
// cut at word_bytes_compared_max.
std::size_t slips_between(std::string_view a, std::string_view b);

}  // namespace tieout
