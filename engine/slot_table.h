// A look-up from hashed keys to row numbers: eight bytes an entry, several rows may share a key.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "engine/check.h"

namespace tieout {

__extension__ using WideHash = unsigned __int128;

// A 64-bit hash of bytes by folded multiplication; about 1 ns for 16 bytes.
inline std::uint64_t hash_mix(std::uint64_t a, std::uint64_t b) {
    const WideHash product = static_cast<WideHash>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

inline std::uint64_t text_hash(std::string_view text) {
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
    std::uint64_t hash = 0x2545'F491'4F6C'DD1DU ^ text.size();
    while (text.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), 8);
        hash = hash_mix(hash ^ word, odd);
        text.remove_prefix(8);
    }
    std::uint64_t last = 0;
    if (!text.empty()) std::memcpy(&last, text.data(), text.size());
    return hash_mix(hash ^ last, odd ^ 0x5851'F42D'4C95'7F2DU);
}

// Open addressing with linear probing; rows are never taken out (a closed item stays findable). A
// hit on the 32-bit tag is only a hint: the caller compares the row's own key. At most 2^31 rows.
class SlotTable {
public:
    void reserve(std::size_t rows) {
        std::size_t wanted = 64;
        while (wanted * 3 < rows * 4)
            wanted *= 2;
        if (wanted > cells_.size()) rehash(wanted);
    }

    void insert(std::uint64_t hash, std::uint32_t row) {
        if ((used_ + 1) * 4 > cells_.size() * 3) rehash(cells_.empty() ? 64 : cells_.size() * 2);
        place(Cell{static_cast<std::uint32_t>(hash >> 32U), row}, static_cast<std::uint32_t>(hash));
        ++used_;
    }

    // Calls visit(row) for every row whose key may have this hash until visit returns false.
    template <class Visit>
    void visit(std::uint64_t hash, Visit&& visit) const {
        if (cells_.empty()) return;
        const std::size_t mask = cells_.size() - 1;
        const auto tag = static_cast<std::uint32_t>(hash >> 32U);
        for (std::size_t at = home(hash); cells_[at].row != free_row; at = (at + 1) & mask) {
            if (cells_[at].tag == tag && !visit(cells_[at].row)) return;
        }
    }

    // Brings the cell of a key near before it is visited, so that look-ups in a batch overlap.
    void prefetch(std::uint64_t hash) const {
        if (!cells_.empty()) __builtin_prefetch(&cells_[home(hash)]);
    }

    std::size_t bytes() const { return cells_.capacity() * sizeof(Cell) + lows_.capacity() * 4; }

private:
    static constexpr std::uint32_t free_row = 0xFFFF'FFFFU;

    struct Cell {
        std::uint32_t tag = 0;
        std::uint32_t row = free_row;
    };

    std::size_t home(std::uint64_t hash) const {
        return static_cast<std::size_t>(hash >> 16U) & (cells_.size() - 1);
    }

    void place(Cell cell, std::uint32_t low) {
        const std::size_t mask = cells_.size() - 1;
        const std::uint64_t hash = (static_cast<std::uint64_t>(cell.tag) << 32U) | low;
        std::size_t at = home(hash);
        while (cells_[at].row != free_row)
            at = (at + 1) & mask;
        cells_[at] = cell;
        lows_[at] = low;
    }

    void rehash(std::size_t size) {
        check(size <= (std::size_t{1} << 32U), "a look-up has at most 2^32 cells");
        std::vector<Cell> cells(size);
        std::vector<std::uint32_t> lows(size);
        cells.swap(cells_);
        lows.swap(lows_);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].row != free_row) place(cells[i], lows[i]);
        }
    }

    std::vector<Cell> cells_;
    std::vector<std::uint32_t> lows_;  // low half of each hash, kept for growing only
    std::size_t used_ = 0;
};

}  // namespace tieout
