// The key cache keeps the keys that were unwrapped lately, so that sealing need not ask the key
// file.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/keyed_hash.h"

namespace tieout {

// Safe for concurrent callers. Holds at most shards * keys_max keys (256 Ki, about 40 MiB) by their
// owners' names; a full shard is emptied. Keys are in the clear here, as the book's own key is, and
// only in memory.
class KeyCache {
public:
    std::optional<SecretKey> find(std::string_view owner) {
        Shard& shard = shard_of(owner);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.keys.find(owner);
        if (found == shard.keys.end()) return std::nullopt;
        return found->second;
    }

    void keep(std::string_view owner, const SecretKey& key) {
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

    struct NameHash {
        using is_transparent = void;

        std::size_t operator()(std::string_view name) const {
            return std::hash<std::string_view>{}(name);
        }
    };

    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, SecretKey, NameHash, std::equal_to<>> keys;
    };

    // The upper bits: a shard's own map goes by the lower ones.
    Shard& shard_of(std::string_view owner) {
        return shards_[(NameHash{}(owner) >> 48U) % shards_count];
    }

    std::array<Shard, shards_count> shards_;
};

}  // namespace tieout
