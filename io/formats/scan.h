// Looking over bytes quickly: how often a mark occurs, which letters there are.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tieout {

// How often a letter occurs.
inline std::uint64_t count_of(std::string_view text, char letter) {
    std::uint64_t count = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8(letter);
    const auto hits = [&](std::size_t at) {
        const void* const from = text.data() + at;
        return _mm_cmpeq_epi8(_mm_loadu_si128(static_cast<const __m128i*>(from)), wanted);
    };
    constexpr std::size_t part = 16;
    while (text.size() >= part) {
        // 255 steps at most, so that no counter of a byte overflows.
        const std::size_t steps = std::min<std::size_t>(text.size() / part, 255);
        __m128i counts = _mm_setzero_si128();
        std::size_t i = 0;
        for (; i + 4 <= steps; i += 4) {
            const std::size_t at = i * part;
            const __m128i front = _mm_add_epi8(hits(at), hits(at + part));
            const __m128i back = _mm_add_epi8(hits(at + 2 * part), hits(at + 3 * part));
            counts = _mm_sub_epi8(counts, _mm_add_epi8(front, back));
        }
        for (; i < steps; ++i)
            counts = _mm_sub_epi8(counts, hits(i * part));
        const __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
        count += static_cast<std::uint64_t>(_mm_cvtsi128_si64(sums)) +
                 static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
        const std::size_t left = text.size() - steps * part;
        if (left < part) {
            // The last sixteen bytes, of which some were counted.
            if (left == 0) return count;
            const auto last = static_cast<unsigned>(_mm_movemask_epi8(hits(text.size() - part)));
            return count + static_cast<std::uint64_t>(std::popcount(last >> (part - left)));
        }
        text.remove_prefix(steps * part);
    }
#endif
    return count + static_cast<std::uint64_t>(std::count(text.begin(), text.end(), letter));
}

// Whether a text of at least sixteen bytes has a control character below the blank.
inline bool has_control(std::string_view text) {
#if defined(__SSE2__)
    const __m128i last_control = _mm_set1_epi8(0x1F);
    __m128i controls = _mm_setzero_si128();
    const std::size_t last = text.size() - 16;
    for (std::size_t at = 0;; at = std::min(at + 16, last)) {
        const void* const from = text.data() + at;
        const __m128i letters = _mm_loadu_si128(static_cast<const __m128i*>(from));
        controls =
            _mm_or_si128(controls, _mm_cmpeq_epi8(_mm_min_epu8(letters, last_control), letters));
        if (at == last) return _mm_movemask_epi8(controls) != 0;
    }
#else
    return std::any_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20U;
    });
#endif
}

// How many letters of UTF-8 a text has: its bytes but those that continue a letter. Bytes of
// Latin-1 count as letters of their own where they look like the first of one.
inline std::size_t letters_of(std::string_view text) {
    std::size_t count = text.size();
#if defined(__SSE2__)
    constexpr std::size_t part = 16;
    const auto is_ascii = [&](std::size_t at) {
        const void* const from = text.data() + at;
        return _mm_movemask_epi8(_mm_loadu_si128(static_cast<const __m128i*>(from))) == 0;
    };
    const std::size_t last = text.size() - part;
    for (std::size_t at = 0; text.size() >= part && is_ascii(at); at = std::min(at + part, last)) {
        if (at == last) return count;
    }
#endif
    for (const char byte : text)
        count -= (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U ? 1U : 0U;
    return count;
}

}  // namespace tieout
