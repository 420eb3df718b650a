#include "io/formats/fields.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include <fmt/core.h>

#include "engine/digits.h"
#include "io/formats/encoding.h"

namespace tieout {

namespace {

int two_digits(std::string_view text, std::size_t at) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

int full_year(int year) {
    return year < 80 ? 2000 + year : 1900 + year;
}

tl::unexpected<Error> no_date(std::string_view shape, std::string_view text) {
    return refuse(
        ErrorKind::input,
        fmt::format("a date as {} expected, found '{}'", shape, clean_text(text.substr(0, 40)))
    );
}

// Eight bytes at a time: a byte's high bit is set in the sum where the byte is not as asked.
constexpr std::uint64_t each_byte = 0x0101010101010101U;
constexpr std::uint64_t high_bits = each_byte * 0x80U;

std::uint64_t eight_bytes(const char* at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

// Printing bytes of ASCII neither borrow nor carry; bytes below them borrow, 0x7F and those above
// set the high bit.
std::uint64_t strange_bytes(std::uint64_t bytes) {
    return ((bytes - each_byte * 0x20U) | (bytes + each_byte) | bytes) & high_bits;
}

// Requires: no strange bytes.
std::uint64_t double_blanks(std::uint64_t bytes) {
    const std::uint64_t blanks = ~(bytes + each_byte * 0x5FU) & high_bits;
    return blanks & (blanks << 8U);
}

#if defined(__x86_64__)
// The same of sixteen bytes.
bool is_clean_part(const char* text, bool is_squeezed) {
    __m128i bytes;
    std::memcpy(&bytes, text, sizeof bytes);
    const __m128i blank = _mm_set1_epi8(' ');
    // All that a blank subtracted makes negative, as signed numbers, and DEL.
    const __m128i strange =
        _mm_or_si128(_mm_subs_epi8(bytes, blank), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\x7F')));
    const auto blanks = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, blank)));
    return _mm_movemask_epi8(strange) == 0 && (!is_squeezed || (blanks & (blanks << 1U)) == 0);
}
#endif

// Printing ASCII, and where `is_squeezed` is asked no two blanks beside each other.
bool is_clean(std::string_view text, bool is_squeezed) {
    const auto are_clean = [&](std::uint64_t bytes) {
        return strange_bytes(bytes) == 0 && (!is_squeezed || double_blanks(bytes) == 0);
    };
    if (text.size() <= sizeof(std::uint64_t)) return are_clean(digits_word(text));
    // Pieces share a byte, so that no pair of bytes is parted.
#if defined(__x86_64__)
    if (text.size() >= sizeof(__m128i)) {
        constexpr std::size_t step = sizeof(__m128i) - 1;
        const std::size_t last = text.size() - sizeof(__m128i);
        for (std::size_t at = 0;; at = std::min(at + step, last)) {
            if (!is_clean_part(text.data() + at, is_squeezed)) return false;
            if (at == last) return true;
        }
    }
#endif
    constexpr std::size_t step = sizeof(std::uint64_t) - 1;
    const std::size_t last = text.size() - sizeof(std::uint64_t);
    for (std::size_t at = 0;; at = std::min(at + step, last)) {
        if (!are_clean(eight_bytes(text.data() + at))) return false;
        if (at == last) return true;
    }
}

bool is_plain(std::string_view text) {
    return is_clean(text, false);
}

// One byte that is none makes all of a text Windows-1252; a last letter may have been cut.
bool is_utf8_but_for_its_end(std::string_view text) {
    constexpr std::size_t letter_max = 4;
    while (!text.empty()) {
        std::uint32_t code = 0;
        const std::size_t length = utf8_length(text, code);
        if (length == 0) {
            const auto first = static_cast<unsigned char>(text.front());
            return text.size() < letter_max && first >= 0xC2 && first <= 0xF4 &&
                   std::all_of(
                       text.begin() + 1,
                       text.end(),
                       [](char letter) {
                           return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
                       }
                   );
        }
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::string_view trimmed_ends(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::optional<std::uint64_t> padded_whole_number(std::string_view text, std::uint64_t max) {
    text = trimmed(text);
    if (text.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char letter : text) {
        const auto digit = static_cast<unsigned>(letter - '0');
        if (digit > 9) return std::nullopt;
        value = value * 10 + digit;
        if (value > max) return std::nullopt;
    }
    return value;
}

Result<Minor> implied_amount(std::string_view text, bool is_signed) {
    std::string_view digits = trimmed(text);
    const bool negative = is_signed && digits.starts_with('-');
    if (is_signed && (negative || digits.starts_with('+'))) digits.remove_prefix(1);
    const auto value = whole_number(digits, static_cast<std::uint64_t>(amount_minor_max));
    if (!value || digits != trimmed(digits)) {
        return refuse(
            ErrorKind::input,
            fmt::format(
                "an amount in digits without a point, at most 10^15, expected, found '{}'",
                clean_text(text.substr(0, 40))
            )
        );
    }
    const auto amount = static_cast<Minor>(*value);
    return negative ? -amount : amount;
}

Result<Minor> amount_without_spare_zeros(std::string_view text, Currency currency) {
    if (const auto plain = plain_amount(text, currency)) return *plain;
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos) return parse_amount(text, currency);
    std::string_view kept = text;
    const auto decimals = static_cast<std::size_t>(currency.decimals());
    while (kept.size() > point + 1 + decimals && kept.back() == '0')
        kept.remove_suffix(1);
    if (kept.size() == point + 1 && text.size() > point + 1) kept.remove_suffix(1);
    return parse_amount(kept, currency);
}

Result<Date> date_yymmdd(std::string_view text) {
    if (text.size() != 6 || !all_digits(text)) return no_date("YYMMDD", text);
    return make_date(full_year(two_digits(text, 0)), two_digits(text, 2), two_digits(text, 4));
}

Result<Date> date_mmddyy(std::string_view text) {
    if (text.size() != 6 || !all_digits(text)) return no_date("MMDDYY", text);
    return make_date(full_year(two_digits(text, 4)), two_digits(text, 0), two_digits(text, 2));
}

Result<Date> date_ccyymmdd(std::string_view text) {
    if (text.size() != 8 || !all_digits(text)) return no_date("CCYYMMDD", text);
    return make_date(
        two_digits(text, 0) * 100 + two_digits(text, 2), two_digits(text, 4), two_digits(text, 6)
    );
}

std::string clean_text(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string clean;
    clean.reserve(text.size());
    const bool is_utf8 = is_utf8_but_for_its_end(text);
    while (!text.empty()) {
        std::uint32_t code = 0;
        std::size_t length = is_utf8 ? utf8_length(text, code) : 0;
        if (length == 0) {
            code = cp1252_code(text.front());
            length = 1;
        }
        const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        append_utf8(clean, is_control ? ' ' : code);
        text.remove_prefix(length);
    }
    return clean;
}

bool is_squeezed(std::string_view text) {
    return is_clean(text, true);
}

std::string squeezed_text(std::string_view text) {
    std::string squeezed;
    add_squeezed(squeezed, text);
    return squeezed;
}

void add_squeezed(std::string& words, std::string_view text) {
    const std::string_view bare = trimmed(text);
    if (bare.empty()) return;
    if (is_squeezed(bare)) {
        if (!words.empty()) words.push_back(' ');
        words += bare;
        return;
    }
    std::string clean;
    std::string_view left = bare;
    const bool is_ascii = is_plain(bare);
    if (!is_ascii) left = clean = clean_text(text);
    const std::size_t before = words.size();
    words.resize(before + 1 + left.size());
    char* const start = words.data() + before;
    char* end = start;
    *end = ' ';
    end += before == 0 ? 0 : 1;
    const char* const first = end;
    bool is_after_blank = true;
    constexpr std::size_t step = sizeof(std::uint64_t) - 1;  // a letter and what is behind it
    for (std::size_t at = 0; at < left.size();) {
        const char* const letter = left.data() + at;
        const bool is_far = is_ascii && at != 0 && left.size() - at >= step;
        if (is_far && double_blanks(eight_bytes(letter - 1)) == 0) {
            std::memcpy(end, letter, step);
            end += step;
            at += step;
            is_after_blank = end[-1] == ' ';
            continue;
        }
        *end = *letter;
        end += *letter == ' ' && is_after_blank ? 0 : 1;
        is_after_blank = *letter == ' ';
        ++at;
    }
    if (end != first && end[-1] == ' ') --end;
    words.resize(end == first ? before : before + static_cast<std::size_t>(end - start));
}

Text clean_text(std::string_view text, TextStore& texts) {
    return is_plain(text) ? Text(text) : texts.keep(clean_text(text));
}

Text squeezed_text(std::string_view text, TextStore& texts) {
    text = trimmed(text);
    return is_squeezed(text) ? Text(text) : texts.keep(squeezed_text(text));
}

Text squeezed_copy(std::string_view text, TextStore& texts) {
    text = trimmed(text);
    return texts.keep(is_squeezed(text) ? text : std::string_view(squeezed_text(text)));
}

Text joined_texts(const std::vector<Text>& parts, TextStore& texts) {
    if (parts.empty()) return {};
    if (parts.size() == 1) return parts.front();
    if (parts.size() == 2) return texts.keep({parts[0], " ", parts[1]});
    std::string joined(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i)
        joined.append(" ").append(parts[i]);
    return texts.keep(joined);
}

std::vector<std::string_view> split_words(std::string_view text, char mark) {
    std::vector<std::string_view> words;
    for (;;) {
        const std::size_t end = text.find(mark);
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return words;
        text.remove_prefix(end + 1);
    }
}

bool is_no_reference(std::string_view text) {
    if (!text.empty() && text.front() != 'N') return false;
    return text.empty() || text == "NONREF" || text == "NOREF" || text == "NOTPROVIDED" ||
           text == "NOT PROVIDED" || text == "NICHT ANGEGEBEN" || text == "NONE";
}

}  // namespace tieout
