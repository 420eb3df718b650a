// The package's older interface is used on purpose: its state is plain memory, while the newer one
// costs as much as a short text for every text.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "engine/digest.h"

#include <openssl/sha.h>

#include "engine/check.h"

namespace tieout {

namespace {

std::uint64_t big_endian(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = (value << 8U) | bytes[i];
    return value;
}

}  // namespace

Digest sha256(std::string_view bytes) {
    Digest result;
    SHA256_CTX context;
    const bool done = SHA256_Init(&context) == 1 &&
                      SHA256_Update(&context, bytes.data(), bytes.size()) == 1 &&
                      SHA256_Final(result.bytes.data(), &context) == 1;
    check(done, "SHA-256 yields 32 bytes");
    return result;
}

Mark sha256_mark(std::string_view bytes) {
    const Digest digest = sha256(bytes);
    return {big_endian(digest.bytes.data()), big_endian(digest.bytes.data() + 8)};
}

namespace {

void put_hex(std::string& text, std::uint8_t byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 0xFU]);
}

}  // namespace

std::string to_hex(const Digest& digest) {
    std::string text;
    text.reserve(2 * digest.bytes.size());
    for (const std::uint8_t byte : digest.bytes)
        put_hex(text, byte);
    return text;
}

std::string to_hex(const Mark& mark) {
    std::string text;
    text.reserve(2 * sizeof mark);
    for (const std::uint64_t half : {mark.high, mark.low}) {
        for (unsigned shift = 64; shift > 0; shift -= 8)
            put_hex(text, static_cast<std::uint8_t>(half >> (shift - 8)));
    }
    return text;
}

}  // namespace tieout
