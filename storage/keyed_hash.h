// A keyed hash (HMAC-SHA256) whose key is prepared once, so that a short text costs 0.2 µs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/digest.h"

namespace tieout {

using SecretKey = std::array<std::uint8_t, 32>;

// Safe for concurrent callers.
class KeyedHash {
public:
    explicit KeyedHash(std::string_view key);
    ~KeyedHash();  // wipes the key
    KeyedHash(const KeyedHash&) = delete;
    KeyedHash& operator=(const KeyedHash&) = delete;

    Digest digest(std::string_view text) const;
    Mark mark(std::string_view text) const;  // its first 16 bytes, big-endian; never none

private:
    // Two prepared states of the hash, inner and outer, as the package lays them out.
    static constexpr std::size_t state_bytes = 128;
    alignas(16) std::array<unsigned char, state_bytes> inner_{};
    alignas(16) std::array<unsigned char, state_bytes> outer_{};
};

// HKDF (RFC 5869) for one block of 32 bytes.
SecretKey derive_key(std::string_view master, std::string_view salt, std::string_view purpose);

}  // namespace tieout
