// Document numbers as a payer writes them in free text: whole tokens only, never parts of others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/money.h"
#include "matching/number_series.h"

namespace tieout {

inline constexpr std::size_t memo_words_max = 512;
inline constexpr std::size_t memo_bytes_max = 8'192;

// A word, or two or three words that a writer joins ("INV-90017", "INV 90017", "2024/17").
struct ReferenceToken {
    std::string form;         // reference_form
    std::uint16_t first = 0;  // its words, counted from 0
    std::uint16_t last = 0;
    std::uint32_t begin = 0;  // its bytes in the memo
    std::uint32_t end = 0;
    // Short, a year, a date, the amount, a check's number, or a number that the text shortens
    // (number_series): counts only when amounts agree.
    bool is_weak = false;
    std::uint16_t range = 0;  // shortened numbers of one range have the same; 0: written out
    bool covers = true;       // when it names a document its words say no more

    bool overlaps(const ReferenceToken& other) const {
        return first <= other.last && other.first <= last;
    }
};

// Reads memos one after the other and keeps its memory between them. A word is a longest run of
// letters, digits and non-ASCII bytes, so "14" is not in "1814" and digits never meet across
// letters. Words join over one of "-./_+", or over a blank, '#' or ':' when the first is a short
// word of letters; the groups of an ISO 11649 or a Swiss QR reference join when its check digits
// are right. Only what holds a digit is a token. At most memo_words_max words are looked at.
class ReferenceReader {
public:
    // The tokens of the memo; longer ones of the same first word come first. Valid until the next
    // call.
    const std::vector<ReferenceToken>& read(std::string_view memo, Minor amount, Currency currency);

private:
    struct Word {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        bool has_digit = false;
        bool has_letter = false;
    };

    void split(std::string_view memo);
    bool joins(std::string_view memo, std::size_t word) const;
    bool follows_check(std::string_view memo, std::size_t word) const;
    void add(std::string_view memo, std::size_t first, std::size_t last);
    void add_series(std::size_t word, std::size_t& next);
    std::size_t end_of_protected(std::string_view memo, std::size_t first) const;
    void find_series(std::string_view memo);

    std::vector<Word> words_;
    std::vector<WordPlace> places_;
    std::vector<SeriesNumber> series_;
    std::vector<ReferenceToken> tokens_;
    std::size_t used_ = 0;
    std::string amount_minor_;
    std::string amount_major_;
};

// Whether a number in its comparable form proves little by itself: under four characters, a year
// from 1990 to 2099 or a calendar date in eight digits.
bool is_weak_number(std::string_view form);

}  // namespace tieout
