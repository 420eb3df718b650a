// Lists and ranges as payers shorten them: "90012-15", "90012/13/15", "90012 to 90018".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tieout {

inline constexpr std::size_t series_numbers_max = 64;  // of one range
inline constexpr std::size_t series_tokens_max = 256;  // of one text

// A number that a text shortens: of the words from that of the number before to its own.
struct SeriesNumber {
    std::string form;         // reference_form
    std::uint16_t first = 0;  // word that shortens it
    std::uint16_t last = 0;
    std::uint16_t range = 0;  // the same for all numbers of one range, from 1
    bool is_end = false;      // its word is no number of its own: it says no more than this
};

// Where a word of a text stands in its bytes.
struct WordPlace {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

// Appends what the words shorten. The first number has four digits or more and is no year and no
// date; what follows it behind one of "-/,+&;" or a word for "and" has up to five digits, two fewer
// at least, which take the place of its last ones; behind a dash or a word for "to" it ends a
// range, in full or shortened, whose numbers rise. What stands in front ("INV 90012-15",
// "RE-2026-0098/99") belongs to each number, which is given with and without. At most
// series_tokens_max numbers; linear in the words.
void read_series(
    std::string_view memo, const std::vector<WordPlace>& words, std::vector<SeriesNumber>& found
);

}  // namespace tieout
