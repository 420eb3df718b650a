// The key cache keeps the keys that were unwrapped lately, so that sealing need not ask the key
// file.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "engine/digest.h"
#include "storage/keyed_hash.h"

namespace tieout {

// Safe for concurrent callers. Holds at most shards * keys_max keys (256 Ki, about 20 MiB); a full
// shard is emptied. Keys are in the clear here, as the book's own key is, and only in memory.
class KeyCache {
public:
    std::optional<SecretKey> find(const Mark& owner) {
        Shard& shard = shard_of(owner);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.keys.find(owner);
        if (found == shard.keys.end()) return std::nullopt;
        return found->second;
    }

    void keep(const Mark& owner, const SecretKey& key) {
        Shard& shard = shard_of(owner);
        const std::lock_guard lock(shard.mutex);
        if (shard.keys.size() >= keys_max) shard.keys.clear();
        shard.keys.emplace(owner, key);
    }

    void clear() {
        for (Shard& shard : shards_) {
            const std::lock_guard lock(shard.mutex);
            shard.keys.clear();
        }
    }

private:
    static constexpr std::size_t shards_count = 64;
    static constexpr std::size_t keys_max = 4096;

    struct MarkHash {
        std::size_t operator()(const Mark& mark) const { return mark.low; }
    };

    struct Shard {
        std::mutex mutex;
        std::unordered_map<Mark, SecretKey, MarkHash> keys;
    };

    Shard& shard_of(const Mark& owner) { return shards_[owner.high % shards_count]; }

    std::array<Shard, shards_count> shards_;
};

}  // namespace tieout
