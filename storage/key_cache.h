// The key cache keeps the keys that were unwrapped lately, so that sealing need not ask the key
// file.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/slot_table.h"
#include "storage/keyed_hash.h"

namespace tieout {

// Safe for concurrent callers. Holds at most 256 Ki keys (16 MiB) of owners whose names are short,
// as customers' are; an owner lies within a few cells of one line of memory each, and takes the
// place of another when they are full. Keys are in the clear here, as the book's own key is, and
// only in memory.
class KeyCache {
public:
    std::optional<SecretKey> find(std::string_view owner) {
        if (!fits(owner)) return std::nullopt;
        const std::uint64_t hash = text_hash(owner);
        Shard& shard = shard_of(hash);
        const std::lock_guard lock(shard.mutex);
        if (shard.cells.empty()) return std::nullopt;
        for (std::size_t step = 0; step < steps_max; ++step) {
            const Cell& cell = shard.cells[place_of(hash, step)];
            if (cell.is_of(owner)) return cell.key;
            if (cell.length == 0) break;
        }
        return std::nullopt;
    }

    void keep(std::string_view owner, const SecretKey& key) {
        if (!fits(owner)) return;
        const std::uint64_t hash = text_hash(owner);
        Shard& shard = shard_of(hash);
        const std::lock_guard lock(shard.mutex);
        if (shard.cells.empty()) shard.cells.resize(shard_keys);
        std::size_t step = 0;
        for (; step < steps_max; ++step) {
            const Cell& cell = shard.cells[place_of(hash, step)];
            if (cell.length == 0 || cell.is_of(owner)) break;
        }
        Cell& cell = shard.cells[place_of(hash, step % steps_max)];
        cell.key = key;
        cell.length = static_cast<std::uint8_t>(owner.size());
        std::memcpy(cell.owner.data(), owner.data(), owner.size());
    }

    void clear() {
        for (Shard& shard : shards_) {
            const std::lock_guard lock(shard.mutex);
            shard.cells.clear();
        }
    }

private:
    static constexpr std::size_t shards_count = 64;
    static constexpr std::size_t shard_keys = 4096;
    static constexpr std::size_t steps_max = 8;
    static constexpr std::size_t owner_bytes_max = 31;

    struct alignas(64) Cell {
        SecretKey key{};
        std::uint8_t length = 0;  // 0: nobody's
        std::array<char, owner_bytes_max> owner{};

        bool is_of(std::string_view name) const {
            return length == name.size() && std::memcmp(owner.data(), name.data(), length) == 0;
        }
    };

    struct Shard {
        std::mutex mutex;
        std::vector<Cell> cells;
    };

    static bool fits(std::string_view owner) {
        return !owner.empty() && owner.size() <= owner_bytes_max;
    }

    static std::size_t place_of(std::uint64_t hash, std::size_t step) {
        return (static_cast<std::size_t>(hash) + step) % shard_keys;
    }

    Shard& shard_of(std::uint64_t hash) { return shards_[(hash >> 48U) % shards_count]; }

    std::array<Shard, shards_count> shards_;
};

}  // namespace tieout
