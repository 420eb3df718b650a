// Fields of bank records: fixed columns and delimited words read as text, money and dates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/digits.h"
#include "engine/money.h"
#include "engine/texts.h"

namespace tieout {

// Without blanks and tabs at the right end, and 0x1A.
inline std::string_view trimmed_right(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\x1A'))
        text.remove_suffix(1);
    return text;
}

std::string_view trimmed_ends(std::string_view text);

// Without the blanks at its right end, eight at a time: for what is padded to its columns.
inline std::string_view without_end_blanks(std::string_view text) {
    constexpr std::uint64_t blanks = 0x2020202020202020U;
    while (text.size() >= sizeof blanks) {
        const std::uint64_t last = digits_word(text.substr(text.size() - sizeof blanks)) ^ blanks;
        if (last != 0) {
            text.remove_suffix(static_cast<std::size_t>(__builtin_clzll(last)) / 8);
            return text;
        }
        text.remove_suffix(sizeof blanks);
    }
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

// Without blanks and tabs at both ends.
inline std::string_view trimmed(std::string_view text) {
    const bool is_bare = text.empty() || (text.front() > ' ' && text.back() > ' ');
    return is_bare ? text : trimmed_ends(text);
}

// A word of at most seven letters as a number, to be compared and switched by; 0 for longer ones.
constexpr std::uint64_t word_code(std::string_view word) {
    std::uint64_t code = 1;  // so that a NUL in front counts
    if (word.size() >= sizeof code) return 0;
    for (const char letter : word)
        code = (code << 8U) | static_cast<unsigned char>(letter);
    return code;
}

// At least one, and only 0-9.
inline bool all_digits(std::string_view text) {
    for (const char letter : text) {
        if (letter < '0' || letter > '9') return false;
    }
    return !text.empty();
}

// Columns `from`..`to`, counted from 1 and both included; what the line does not reach is missing.
inline std::string_view columns(std::string_view line, std::size_t from, std::size_t to) {
    if (from == 0 || from > line.size() || to < from) return {};
    return line.substr(from - 1, to - from + 1);
}

// Digits, blanks around them allowed; nothing else. Nothing when empty or beyond `max`.
std::optional<std::uint64_t> padded_whole_number(std::string_view text, std::uint64_t max);

inline std::optional<std::uint64_t> whole_number(
    std::string_view text, std::uint64_t max = 999'999'999'999'999
) {
    const auto value = short_number(text);
    if (!value) return padded_whole_number(text, max);
    return *value <= max ? value : std::nullopt;
}

// Minor units written without a point: "0000700000" is 7000.00 in a currency of two decimals.
// A leading '+' or '-' is read only where `is_signed`. |amount| <= amount_minor_max.
Result<Minor> implied_amount(std::string_view text, bool is_signed);

// "149.8700" in EUR: zeros beyond the currency's decimals are dropped, other digits refused.
Result<Minor> amount_without_spare_zeros(std::string_view text, Currency currency);

Result<Date> date_yymmdd(std::string_view text);  // years 00..79 are 2000.., 80..99 are 1980..
Result<Date> date_mmddyy(std::string_view text);
Result<Date> date_ccyymmdd(std::string_view text);

// Text as UTF-8: bytes that are not are read as Windows-1252; control characters become blanks.
std::string clean_text(std::string_view text);
// Whether a text is printing ASCII without two blanks beside each other.
bool is_squeezed(std::string_view text);
// clean_text with runs of blanks brought to one, none at the ends.
std::string squeezed_text(std::string_view text);
// Adds the text, squeezed, with a blank in front unless it is the first or empty.
void add_squeezed(std::string& words, std::string_view text);
// The same, without a copy where `text` is clean as it stands. Requires: it lies in the bytes of
// the file, which outlive what is read from them.
Text clean_text(std::string_view text, TextStore& texts);
Text squeezed_text(std::string_view text, TextStore& texts);

// squeezed_text of bytes that do not outlive the reader: always a copy.
Text squeezed_copy(std::string_view text, TextStore& texts);

// All of them with a blank between two; a copy only where there are several.
Text joined_texts(const std::vector<Text>& parts, TextStore& texts);

std::vector<std::string_view> split_words(std::string_view text, char mark);

// A word that banks write where a reference should stand and none does: "NONREF", "NOTPROVIDED".
bool is_no_reference(std::string_view text);

}  // namespace tieout
