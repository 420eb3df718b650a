// What XML allows of a text byte by byte: names, blanks, characters, the declaration.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tieout {

enum class XmlByte : std::uint8_t {
    name_start = 1,
    name_part = 2,
    blank = 4,
};

inline constexpr std::array<std::uint8_t, 256> xml_bytes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned byte = 0; byte < 128; ++byte) {
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        const bool is_digit = byte >= '0' && byte <= '9';
        if (is_letter || byte == '_' || byte == ':') table[byte] = 3;
        if (is_digit || byte == '-' || byte == '.') table[byte] = 2;
        if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') table[byte] = 4;
    }
    return table;
}();

inline bool is_xml(char byte, XmlByte wanted) {
    return (xml_bytes[static_cast<unsigned char>(byte)] & static_cast<std::uint8_t>(wanted)) != 0;
}

// How much of the front is characters in UTF-8 that XML may have: no controls, no surrogates.
std::size_t valid_xml_bytes(std::string_view text);

// Adds the character that "123" or "x1F" names; false when XML has none of that number.
bool append_xml_character(std::string_view digits, std::string& into);

// Reads what stands between "<?xml" and "?>"; false when it is no declaration.
bool read_xml_declaration(std::string_view words, std::string_view& encoding);

// The encoding that the declaration of a text names, as written; empty when it names none.
std::string_view xml_encoding(std::string_view text);

// How many of the sixteen bytes at `at` are the letters and digits of a name.
inline std::size_t name_letters(const char* at) {
#ifdef __SSE2__
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // As unsigned numbers: what is at most `size` above `first` is what it wraps to.
    const auto within = [](__m128i each, char first, char size) {
        const __m128i above = _mm_sub_epi8(each, _mm_set1_epi8(first));
        return _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(size)), above);
    };
    const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i letters = _mm_or_si128(within(small, 'a', 25), within(bytes, '0', 9));
    const auto others = ~static_cast<unsigned>(_mm_movemask_epi8(letters));
    return static_cast<std::size_t>(__builtin_ctz(others));
#else
    std::size_t size = 0;
    while (size < 16 && is_xml(at[size], XmlByte::name_part) && at[size] != ':')
        ++size;
    return size;
#endif
}

// How many of the thirty-two bytes at `at` stand in front of a mark or of the last of them.
inline std::size_t plain_letters(const char* at) {
#ifdef __SSE2__
    const auto marks = [&](std::size_t part) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + part));
        const auto is = [&](char mark) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(mark)); };
        return static_cast<unsigned>(_mm_movemask_epi8(
            _mm_or_si128(_mm_or_si128(is('<'), is('&')), _mm_or_si128(is('\r'), is(']')))
        ));
    };
    constexpr unsigned last = 1U << 31U;
    return static_cast<std::size_t>(__builtin_ctz(marks(0) | (marks(16) << 16U) | last));
#else
    std::size_t size = 0;
    while (size < 31 && at[size] != '<' && at[size] != '&' && at[size] != '\r' && at[size] != ']')
        ++size;
    return size;
#endif
}

// Whether the `size` bytes at each are the same. Requires: at most thirty-two, and sixteen can be
// read at each.
inline bool are_same(const char* left, const char* right, std::size_t size) {
#ifdef __SSE2__
    const auto differing = [&](std::size_t at) {
        const auto load = [&](const char* from) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + at));
        };
        const __m128i same = _mm_cmpeq_epi8(load(left), load(right));
        return static_cast<unsigned>(_mm_movemask_epi8(same)) ^ 0xFFFFU;
    };
    constexpr std::size_t part = 16;
    if (size > part) return (differing(0) | differing(size - part)) == 0;
    return (differing(0) & ((1U << size) - 1)) == 0;
#else
    return std::equal(left, left + size, right);
#endif
}

}  // namespace tieout
