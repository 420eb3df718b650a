// Bytes of an NDJSON line, thirty-two at a time: which are the same, which are no plain letters.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tieout {

// How many bytes are looked at in one step here.
inline constexpr std::size_t step_bytes = 32;

// Sixteen bits for each half of a step; the lowest is that of the first byte.
#if defined(__SSE2__)
template <class Ask>
std::uint32_t bits_of_step(Ask&& ask) {
    const auto front = static_cast<std::uint32_t>(_mm_movemask_epi8(ask(0)));
    const auto back = static_cast<std::uint32_t>(_mm_movemask_epi8(ask(16)));
    return front | back << 16U;
}

inline __m128i sixteen_bytes(const char* at) {
    return _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(at)));
}
#else
template <class Ask>
std::uint32_t bits_of_step(Ask&& ask) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < step_bytes; ++i)
        bits |= (ask(i) ? 1U : 0U) << i;
    return bits;
}
#endif

// Which of the bytes of a step are the same in both texts.
inline std::uint32_t same_bits(const char* one, const char* other) {
    return bits_of_step([=](std::size_t at) {
#if defined(__SSE2__)
        return _mm_cmpeq_epi8(sixteen_bytes(one + at), sixteen_bytes(other + at));
#else
        return one[at] == other[at];
#endif
    });
}

inline bool is_plain_letter(char byte) {
    const auto letter = static_cast<unsigned char>(byte);
    return letter >= ' ' && letter < 0x80 && letter != '"' && letter != '\\';
}

// Which of the bytes of a step are no plain letters: printable ASCII but the quote and the
// backslash.
inline std::uint32_t stop_bits(const char* at) {
    return bits_of_step([=](std::size_t part) {
#if defined(__SSE2__)
        // With its second bit turned the quote stands next to the control characters; beyond ASCII
        // all are negative.
        const __m128i letters = sixteen_bytes(at + part);
        const __m128i turned = _mm_xor_si128(letters, _mm_set1_epi8(2));
        return _mm_or_si128(
            _mm_cmplt_epi8(turned, _mm_set1_epi8(' ' + 1)),
            _mm_cmpeq_epi8(letters, _mm_set1_epi8('\\'))
        );
#else
        return !is_plain_letter(at[part]);
#endif
    });
}

// The end of the run of plain letters at `at`; at most `end`. Cost: 32 bytes a step.
inline const char* plain_letters_end(const char* at, const char* end) {
    while (static_cast<std::size_t>(end - at) >= step_bytes) {
        const std::uint32_t stops = stop_bits(at);
        if (stops != 0) return at + std::countr_zero(stops);
        at += step_bytes;
    }
    while (at != end && is_plain_letter(*at))
        ++at;
    return at;
}

}  // namespace tieout
