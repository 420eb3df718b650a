// Digits of a text as numbers, eight bytes at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace tieout {

// Up to eight bytes of a text in one word, its last byte the highest. In front of it stand zeros
// ('0'). Every byte of it is one of the text, so nothing is read outside of it.
inline std::uint64_t digits_word(std::string_view text) {
    constexpr std::uint64_t zeros = 0x3030303030303030U;
    const auto load = [](const char* at, auto word) {
        std::memcpy(&word, at, sizeof word);
        if constexpr (std::endian::native == std::endian::big) {
            word = sizeof word == 8 ? __builtin_bswap64(word) : __builtin_bswap32(word);
        }
        return std::uint64_t{word};
    };
    const auto byte = [&](std::size_t at) {
        return std::uint64_t{static_cast<unsigned char>(text[at])} << (8 * at);
    };
    const std::size_t size = text.size();
    if (size == 8) return load(text.data(), std::uint64_t{});
    if (size == 0) return zeros;
    const std::uint64_t bytes = size >= 4 ? load(text.data(), std::uint32_t{}) |
                                                load(text.data() + size - 4, std::uint32_t{})
                                                    << (8 * (size - 4))
                                          : byte(0) | byte(size / 2) | byte(size - 1);
    return bytes << (64 - 8 * size) | zeros >> (8 * size);
}

// The number that eight digits are; nothing when one of them is none.
inline std::optional<std::uint64_t> digits_value(std::uint64_t word) {
    constexpr std::uint64_t zeros = 0x3030303030303030U;
    constexpr std::uint64_t above_nine = 0x7676767676767676U;
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::uint64_t digits = word ^ zeros;
    if (((digits | (digits + above_nine)) & high_bits) != 0) return std::nullopt;
    // Pairs of digits, of pairs, of fours.
    digits = digits * 10 + (digits >> 8U);
    constexpr std::uint64_t pairs = 0x000000FF000000FFU;
    constexpr std::uint64_t outer = 1'000'000 * (std::uint64_t{1} << 32U) + 100;
    constexpr std::uint64_t inner = 10'000 * (std::uint64_t{1} << 32U) + 1;
    return ((digits & pairs) * outer + ((digits >> 16U) & pairs) * inner) >> 32U;
}

// Up to sixteen digits, one at least; nothing when there is anything else.
inline std::optional<std::uint64_t> short_number(std::string_view text) {
    constexpr std::uint64_t eight_digits = 100'000'000;
    if (text.size() - 1 < 8) return digits_value(digits_word(text));
    if (text.size() - 1 >= 16) return std::nullopt;
    const auto front = digits_value(digits_word(text.substr(0, text.size() - 8)));
    const auto last = digits_value(digits_word(text.substr(text.size() - 8)));
    if (!front || !last) return std::nullopt;
    return *front * eight_digits + *last;
}

// A number with all its decimals behind a mark, in units of the last one; or a whole number, which
// means the same whatever the mark is, and has none.
struct MarkedNumber {
    std::uint64_t units = 0;
    char mark = 0;  // '.' or ','
};

// Digits alone, or with just so many decimals behind a mark; at most fifteen. Nothing when it is
// written otherwise. Requires: at most four decimals.
inline std::optional<MarkedNumber> marked_number(std::string_view text, unsigned decimals) {
    constexpr std::size_t text_max = 16;
    constexpr std::size_t whole_max = 11;
    constexpr std::uint64_t seven_digits = 10'000'000;
    if (text.empty() || text.size() > text_max) return std::nullopt;
    const std::size_t front = text.size() > 8 ? text.size() - 8 : 0;
    const std::uint64_t word = digits_word(text.substr(front));
    const unsigned mark_bit = 8 * (7 - decimals);  // of the mark in the word
    const char mark = static_cast<char>(word >> mark_bit & 0xFFU);
    if (decimals == 0 || text.size() <= decimals + 1 || (mark != '.' && mark != ',')) {
        auto whole = text.size() <= whole_max ? short_number(text) : std::nullopt;
        if (!whole) return std::nullopt;
        for (unsigned i = 0; i < decimals; ++i)
            *whole *= 10;
        return MarkedNumber{*whole, '\0'};
    }
    // The digits on both sides of the mark, moved together.
    const std::uint64_t before = word & ((std::uint64_t{1} << mark_bit) - 1);
    auto units = digits_value((word >> (mark_bit + 8) << (mark_bit + 8)) | before << 8U | '0');
    if (!units) return std::nullopt;
    if (front != 0) {
        const auto more = digits_value(digits_word(text.substr(0, front)));
        if (!more) return std::nullopt;
        *units += *more * seven_digits;
    }
    return MarkedNumber{*units, mark};
}

// Whether two texts are the same; for short ones, without a call.
inline bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    if (a.size() > 16) return a == b;
    if (a.size() <= 8) return digits_word(a) == digits_word(b);
    return digits_word(a.substr(0, 8)) == digits_word(b.substr(0, 8)) &&
           digits_word(a.substr(a.size() - 8)) == digits_word(b.substr(b.size() - 8));
}

}  // namespace tieout
