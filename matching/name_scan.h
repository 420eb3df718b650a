// The letters of many names, counted and laid out so that one look over all of them finds the few
// that may be alike.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tieout {

// How often letters of each of 16 groups occur in a name: 16 bytes a name, counts end at 255.
// What two names have in common, in whatever order, is at most the sum of the smaller counts
// (letters of one group count as equal, which makes the bound larger only).
inline constexpr std::size_t letter_groups = 16;
using LetterCounts = std::array<std::uint8_t, letter_groups>;

LetterCounts letter_counts(std::string_view name);

// The counts of names in blocks of 64, those of one group beside each other (one line of memory).
class NameSignatures {
public:
    static constexpr std::size_t block_names = 64;

    // Names are numbered in the order in which they are added.
    void add(const LetterCounts& counts);

    std::size_t size() const { return names_; }

    std::size_t blocks() const { return (names_ + block_names - 1) / block_names; }

    std::span<const std::uint8_t> bytes() const { return bytes_; }

private:
    std::vector<std::uint8_t> bytes_;
    std::size_t names_ = 0;
};

// Names of a run of blocks of which at least all but `lacking_max` letters of the query may be
// found: the letters of the query that a name lacks, counted by groups, are at most so many.
struct SignatureScan {
    std::size_t first_block = 0;
    std::size_t last_block = 0;  // behind the last
    LetterCounts query{};
    std::uint8_t lacking_max = 0;  // at most 254
};

// Appends the numbers of such names, ascending, to `found`; names that the last block does not have
// are among them when they would pass. Vector instructions as the processor has them (Highway);
// the answer is the same on every processor. About 0.5 ns a name.
void scan_signatures(
    const NameSignatures& names, const SignatureScan& scan, std::vector<std::uint32_t>& found
);

// The same, a name at a time.
void scan_signatures_plainly(
    const NameSignatures& names, const SignatureScan& scan, std::vector<std::uint32_t>& found
);

}  // namespace tieout
