// Marks are the bytes that part a text: line ends and delimiters, found sixty-four bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tieout {

// Finds the next mark in the pieces of one text. Asked from front to back, each byte is looked at
// once, and a mark that was found is not searched for again. `Set` says which bytes are marks.
template <class Set>
class MarkSearch {
public:
    explicit MarkSearch(std::string_view text, Set set = {}) : text_(text), set_(set) {}

    // Where the first mark at or behind `at` is; the size of the text when there is none.
    std::size_t next(std::size_t at) {
        if (at >= from_ && at <= found_) return found_;
        from_ = at;
        for (std::size_t block = at & ~std::size_t{63}; block < text_.size(); block += 64) {
            if (block != block_) load(block);
            const std::uint64_t hits =
                block < at ? hits_ & (~std::uint64_t{0} << (at - block)) : hits_;
            if (hits != 0) return found_ = block + static_cast<std::size_t>(__builtin_ctzll(hits));
        }
        return found_ = text_.size();
    }

    // Where in `piece` the first mark is; npos when there is none. Requires: it lies in the text.
    std::size_t find(std::string_view piece) {
        if (piece.empty()) return std::string_view::npos;
        const std::size_t from = static_cast<std::size_t>(piece.data() - text_.data());
        const std::size_t at = next(from) - from;
        return at < piece.size() ? at : std::string_view::npos;
    }

private:
    // Sets a bit for every mark among the sixty-four bytes at `block`.
    void load(std::size_t block) {
        block_ = block;
        hits_ = 0;
        const char* const bytes = text_.data() + block;
        const std::size_t size = text_.size() - block;
#ifdef __SSE2__
        if (size >= 64) {
            for (unsigned part = 0; part < 64; part += 16) {
                const __m128i sixteen =
                    _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + part));
                const __m128i equal = set_.of_sixteen(sixteen);
                hits_ |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(equal))}
                         << part;
            }
            return;
        }
#endif
        for (std::size_t i = 0; i < size && i < 64; ++i) {
            if (set_.has(bytes[i])) hits_ |= std::uint64_t{1} << i;
        }
    }

    std::string_view text_;
    Set set_;
    std::size_t block_ = ~std::size_t{0};  // whose marks are in `hits_`
    std::uint64_t hits_ = 0;
    std::size_t from_ = 1;  // no mark between here and `found_`
    std::size_t found_ = 0;
};

// Marks that are always the same.
template <char... marks>
struct FixedMarks {
    static bool has(char byte) { return ((byte == marks) || ...); }

#ifdef __SSE2__
    static __m128i of_sixteen(__m128i bytes) {
        __m128i equal = _mm_setzero_si128();
        ((equal = _mm_or_si128(equal, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(marks)))), ...);
        return equal;
    }
#endif
};

template <char... marks>
using Marks = MarkSearch<FixedMarks<marks...>>;

}  // namespace tieout
