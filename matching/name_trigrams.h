// Which names share rare runs of three letters with a name: inverted lists, weighed by rarity.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tieout {

// Three letters in a row within a word with a blank before and behind it, so that the order of
// words does not matter. Numbered below trigrams_max: 26 letters, 10 digits and the blank.
using Trigram = std::uint16_t;
inline constexpr std::size_t trigrams_max = 37 * 37 * 37;

// The trigrams of a normal form, ascending, each once. Written to `found`.
void trigrams_of(std::string_view name, std::vector<Trigram>& found);

struct TrigramHit {
    std::uint32_t name = 0;
    std::uint32_t score = 0;  // grows with the cosine; compares names of one query only
};

// What a query needs beside the lists; one a thread, kept from query to query.
struct TrigramWork {
    std::vector<std::uint32_t> sums;  // of each name, all 0 between queries
    std::vector<std::uint32_t> touched;
    std::vector<Trigram> trigrams;
    std::vector<TrigramHit> hits;
};

// Names under each of their trigrams. A trigram weighs log2(names / names that have it), in tenths
// of a bit (an idf; Jones 1972), at least one tenth; the cosine of two names is over these weights.
// Whole numbers throughout. Memory: 4 bytes a trigram of a name, about 100 bytes a name.
class NameTrigrams {
public:
    // Entries of lists that one query looks at, the rarest trigrams first: what is left then names
    // few. Full lists of 100,000 names have about 80,000 for a query.
    static constexpr std::size_t entries_max = 65'536;

    // Requires: at most 2^32 - 1 names.
    void build(std::span<const std::string_view> names);

    // The names with the greatest cosine, best first, equal ones by number; at most `hits_max`.
    // Lists are gone through whole, rarest first, until entries_max would be passed.
    void best(
        std::string_view name,
        std::size_t hits_max,
        TrigramWork& work,
        std::vector<TrigramHit>& found
    ) const;

    // Cosine of a name of the lists with any name, in basis points, rounded down.
    std::int32_t cosine_bp(std::string_view a, std::string_view b) const;

    std::size_t bytes() const;

private:
    std::size_t list_size(Trigram trigram) const {
        return starts_[trigram + std::size_t{1}] - starts_[trigram];
    }

    std::vector<std::uint32_t> starts_;           // of the list of each trigram, and the end
    std::vector<std::uint32_t> entries_;          // names, ascending within a list
    std::vector<std::uint16_t> weights_;          // of each trigram
    std::vector<std::uint32_t> inverse_lengths_;  // of each name: 2^24 / its length
};

}  // namespace tieout
