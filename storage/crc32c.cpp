#include "storage/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace tieout {

namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
    constexpr std::uint32_t polynomial = 0x82F6'3B78U;  // reflected
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? polynomial : 0U);
        }
        table[i] = value;
    }
    return table;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(
    std::string_view bytes, std::uint32_t seed
) {
    std::uint64_t value = ~seed;
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        value = _mm_crc32_u64(value, word);
        bytes.remove_prefix(8);
    }
    auto rest = static_cast<std::uint32_t>(value);
    for (const char byte : bytes)
        rest = _mm_crc32_u8(rest, static_cast<std::uint8_t>(byte));
    return ~rest;
}
#endif

}  // namespace

std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t seed) {
    static constexpr std::array<std::uint32_t, 256> table = make_table();
    std::uint32_t value = ~seed;
    for (const char byte : bytes) {
        value = table[(value ^ static_cast<std::uint8_t>(byte)) & 0xFFU] ^ (value >> 8U);
    }
    return ~value;
}

std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed) {
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) return crc32c_by_instruction(bytes, seed);
#endif
    return crc32c_by_table(bytes, seed);
}

}  // namespace tieout
