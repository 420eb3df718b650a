// Sixty-four bytes of a text, asked at once which of them are of a kind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tieout {

// Sixty-four bytes; each answer has a bit for every byte, the lowest one for the first.
class Block {
#if defined(__x86_64__)
    using Part = __m128i;
#else
    using Part = char;
#endif

public:
    static constexpr std::size_t size = 64;

    // A letter that is looked for in many blocks.
    class Letter {
    public:
#if defined(__x86_64__)
        explicit Letter(char letter) : part_(_mm_set1_epi8(letter)) {}
#else
        explicit Letter(char letter) : part_(letter) {}
#endif

    private:
        friend class Block;
        Part part_;
    };

    // Requires: `size` bytes at `bytes`.
    explicit Block(const char* bytes) {
        for (std::size_t i = 0; i < std::size(parts_); ++i)
            std::memcpy(&parts_[i], bytes + i * sizeof(Part), sizeof(Part));
    }

    template <class... Letters>
    std::uint64_t any_of(Letters... letters) const {
        return bits([=](auto part) { return (is(part, letters) | ...); });
    }

    // Control characters, all beyond ASCII, and these letters.
    template <class... Letters>
    std::uint64_t strange(Letters... letters) const {
        return bits([=](auto part) { return (unprinted(part) | ... | is(part, letters)); });
    }

private:
#if defined(__x86_64__)
    static Part is(Part part, char letter) { return _mm_cmpeq_epi8(part, _mm_set1_epi8(letter)); }

    static Part is(Part part, const Letter& letter) { return _mm_cmpeq_epi8(part, letter.part_); }

    // All that a blank subtracted makes negative, as signed numbers, and DEL.
    static Part unprinted(Part part) {
        return _mm_or_si128(_mm_subs_epi8(part, _mm_set1_epi8(' ')), is(part, '\x7F'));
    }

    // The highest bit of every byte.
    static std::uint64_t bits_of(Part part) {
        return static_cast<std::uint16_t>(_mm_movemask_epi8(part));
    }
#else
    static unsigned is(Part part, char letter) { return part == letter ? 1 : 0; }

    static unsigned is(Part part, const Letter& letter) { return is(part, letter.part_); }

    static unsigned unprinted(Part part) { return part < ' ' || part > '~' ? 1 : 0; }

    static std::uint64_t bits_of(unsigned bit) { return bit; }
#endif

    template <class Ask>
    std::uint64_t bits(Ask&& ask) const {
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < std::size(parts_); ++i)
            all |= bits_of(ask(parts_[i])) << (i * sizeof(Part));
        return all;
    }

    Part parts_[size / sizeof(Part)];
};

#if defined(__x86_64__)
// The same in two halves, for functions that are made for processors with AVX2.
class WideBlock {
public:
    [[gnu::target("avx2"), gnu::always_inline]] explicit WideBlock(const char* bytes) {
        std::memcpy(&front_, bytes, sizeof front_);
        std::memcpy(&back_, bytes + sizeof front_, sizeof back_);
    }

    [[gnu::target("avx2"), gnu::always_inline]] std::uint64_t any_of(char letter) const {
        return bits_of(is(front_, letter), is(back_, letter));
    }

    // Control characters, all beyond ASCII, and this letter.
    [[gnu::target("avx2"), gnu::always_inline]] std::uint64_t strange(char letter) const {
        return bits_of(
            _mm256_or_si256(unprinted(front_), is(front_, letter)),
            _mm256_or_si256(unprinted(back_), is(back_, letter))
        );
    }

private:
    [[gnu::target("avx2"), gnu::always_inline]] static __m256i is(__m256i part, char letter) {
        return _mm256_cmpeq_epi8(part, _mm256_set1_epi8(letter));
    }

    // All that a blank subtracted makes negative, as signed numbers, and DEL.
    [[gnu::target("avx2"), gnu::always_inline]] static __m256i unprinted(__m256i part) {
        return _mm256_or_si256(_mm256_subs_epi8(part, _mm256_set1_epi8(' ')), is(part, '\x7F'));
    }

    // The highest bit of every byte.
    [[gnu::target("avx2"), gnu::always_inline]] static std::uint64_t bits_of(
        __m256i front, __m256i back
    ) {
        return static_cast<std::uint32_t>(_mm256_movemask_epi8(front)) |
               std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(back))} << 32U;
    }

    __m256i front_;
    __m256i back_;
};
#endif

// The block at `at`; behind the end of the text stand zeros.
inline Block block_at(std::string_view text, std::size_t at) {
    if (text.size() - at >= Block::size) return Block(text.data() + at);
    std::array<char, Block::size> last{};
    std::memcpy(last.data(), text.data() + at, text.size() - at);
    return Block(last.data());
}

// The marks of the block of a text that begins at `at`. `Kind` says which bytes are marks: `bits`
// of a block and of the byte in front of it.
template <class Kind>
std::uint64_t marks_at(std::string_view text, const Kind& kind, std::size_t at) {
    const std::uint64_t bits = kind.bits(block_at(text, at), at == 0 ? '\0' : text[at - 1]);
    const std::size_t left = text.size() - at;
    return left < Block::size ? bits & ((std::uint64_t{1} << left) - 1) : bits;
}

// Walks over the marks of a text from front to back, for loops that do much with each: the marks of
// a block are found in one call outside of them. Cost: one pass.
template <class Kind>
class MarkWalk {
public:
    explicit MarkWalk(std::string_view text, Kind kind = {}, std::size_t from = 0)
        : text_(text), kind_(kind), block_(from) {}

    // The next mark; the size of the text when there is no more.
    std::size_t next() {
        if (at_ == count_) find_more();
        return found_[at_++];
    }

private:
    [[gnu::noinline]] void find_more() {
        at_ = count_ = 0;
        for (; count_ == 0 && block_ < text_.size(); block_ += Block::size) {
            for (std::uint64_t bits = marks_at(text_, kind_, block_); bits != 0; bits &= bits - 1)
                found_[count_++] = block_ + static_cast<std::size_t>(__builtin_ctzll(bits));
        }
        if (count_ == 0) found_[count_++] = text_.size();
    }

    std::string_view text_;
    Kind kind_;
    std::size_t block_ = 0;  // to be looked at next
    std::array<std::size_t, Block::size> found_{};
    std::size_t at_ = 0;  // of them: given out
    std::size_t count_ = 0;
};

// The same for loops that do little with each mark: small, so that a copy stays in registers.
template <class Kind>
class MarkBits {
public:
    explicit MarkBits(std::string_view text, Kind kind = {}, std::size_t from = 0)
        : text_(text), kind_(kind), block_(from) {
        if (from < text_.size()) bits_ = marks_at(text_, kind_, from);
    }

    // The next mark; the size of the text when there is no more.
    std::size_t next() {
        while (bits_ == 0) {
            if (text_.size() - block_ <= Block::size) return text_.size();
            block_ += Block::size;
            bits_ = marks_at(text_, kind_, block_);
        }
        const std::size_t at = block_ + static_cast<std::size_t>(__builtin_ctzll(bits_));
        bits_ &= bits_ - 1;
        return at;
    }

    // The next one at or behind `from`.
    std::size_t next_from(std::size_t from) {
        for (;;) {
            const std::size_t at = next();
            if (at >= from) return at;
        }
    }

private:
    std::string_view text_;
    Kind kind_;
    std::size_t block_;       // where the block begins
    std::uint64_t bits_ = 0;  // its marks that are left
};

// Bytes that keep a text from being taken as it stands: strange ones, a blank behind a blank, and
// these letters. `before` is the byte in front of the block.
template <class... Letters>
std::uint64_t unclean_bits(const Block& block, char before, Letters... letters) {
    const std::uint64_t blanks = block.any_of(' ');
    return block.strange(letters...) | (blanks & (blanks << 1U | (before == ' ' ? 1U : 0U)));
}

}  // namespace tieout
