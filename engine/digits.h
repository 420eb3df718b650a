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

// Whether two texts are the same; for short ones, without a call.
inline bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    if (a.size() > 16) return a == b;
    if (a.size() <= 8) return digits_word(a) == digits_word(b);
    return digits_word(a.substr(0, 8)) == digits_word(b.substr(0, 8)) &&
           digits_word(a.substr(a.size() - 8)) == digits_word(b.substr(b.size() - 8));
}

}  // namespace tieout
