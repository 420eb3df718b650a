// A digest is 32 bytes of SHA-256: it names file contents, policies and states of the book.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tieout {

struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    friend auto operator<=>(const Digest&, const Digest&) = default;
};

// 128 bits: the front of a SHA-256, or of a keyed HMAC; names payments and hides account numbers.
struct Mark {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool is_none() const { return high == 0 && low == 0; }

    friend auto operator<=>(const Mark&, const Mark&) = default;
};

Digest sha256(std::string_view bytes);     // about 1 GB/s
Mark sha256_mark(std::string_view bytes);  // the first 16 bytes of it, big-endian
std::string to_hex(const Digest& digest);  // 64 small letters
std::string to_hex(const Mark& mark);      // 32 small letters

}  // namespace tieout
