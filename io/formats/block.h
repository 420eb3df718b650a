// Sixty-four bytes of a text, asked at once which of them are of a kind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tieout {

// Sixty-four bytes; each answer has a bit for every byte, the lowest one for the first.
class Block {
public:
    static constexpr std::size_t size = 64;

    // Requires: `size` bytes at `bytes`.
    explicit Block(const char* bytes) { std::memcpy(parts_, bytes, size); }

    template <class... Letters>
    std::uint64_t any_of(Letters... letters) const {
        return bits([=](auto part) { return (is(part, letters) | ...); });
    }

    // Control characters, all beyond ASCII, and these letters.
    template <class... Letters>
    std::uint64_t strange(Letters... letters) const {
        return bits([=](auto part) {
            return ((below_blank(part) | is(part, '\x7F')) | ... | is(part, letters));
        });
    }

private:
#ifdef __SSE2__
    using Part = __m128i;

    static Part is(Part part, char letter) { return _mm_cmpeq_epi8(part, _mm_set1_epi8(letter)); }

    // As signed numbers, those beyond ASCII are negative.
    static Part below_blank(Part part) { return _mm_cmplt_epi8(part, _mm_set1_epi8(' ')); }

    static std::uint64_t bits_of(Part part) {
        return static_cast<std::uint16_t>(_mm_movemask_epi8(part));
    }
#else
    using Part = char;

    static unsigned is(Part part, char letter) { return part == letter ? 1 : 0; }

    static unsigned below_blank(Part part) {
        return static_cast<unsigned char>(part) < ' ' || static_cast<unsigned char>(part) >= 0x80;
    }

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

// The block at `at`; behind the end of the text stand zeros.
inline Block block_at(std::string_view text, std::size_t at) {
    if (text.size() - at >= Block::size) return Block(text.data() + at);
    std::array<char, Block::size> last{};
    std::memcpy(last.data(), text.data() + at, text.size() - at);
    return Block(last.data());
}

// Walks over the marks of a text from front to back. `Kind` says which bytes are marks: `bits` of a
// block and of the byte in front of it. Cost: one pass.
template <class Kind>
class MarkWalk {
public:
    explicit MarkWalk(std::string_view text, Kind kind = {}) : text_(text), kind_(kind) {}

    // The next mark; the size of the text when there is no more.
    std::size_t next() {
        if (at_ == count_) find_more();
        return found_[at_++];
    }

private:
    // Kept out of the loops that ask for marks.
    [[gnu::noinline]] void find_more() {
        at_ = count_ = 0;
        while (count_ == 0 && block_ < text_.size()) {
            std::uint64_t bits =
                kind_.bits(block_at(text_, block_), block_ == 0 ? '\0' : text_[block_ - 1]);
            const std::size_t left = text_.size() - block_;
            if (left < Block::size) bits &= (std::uint64_t{1} << left) - 1;
            for (; bits != 0; bits &= bits - 1)
                found_[count_++] = block_ + static_cast<std::size_t>(__builtin_ctzll(bits));
            block_ += Block::size;
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

// Bytes that keep a text from being taken as it stands: strange ones, a blank behind a blank, and
// these letters. `before` is the byte in front of the block.
template <class... Letters>
std::uint64_t unclean_bits(const Block& block, char before, Letters... letters) {
    const std::uint64_t blanks = block.any_of(' ');
    return block.strange(letters...) | (blanks & (blanks << 1U | (before == ' ' ? 1U : 0U)));
}

}  // namespace tieout
