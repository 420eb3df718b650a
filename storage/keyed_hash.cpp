// The package's older interface is used on purpose: there a keyed state is plain memory and a copy
// of it costs nothing, while the newer one allocates for every text.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "storage/keyed_hash.h"

#include <cstring>
#include <string>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "engine/check.h"
#include "storage/hashing.h"

namespace tieout {

namespace {

constexpr std::size_t hash_block_bytes = 64;

void prepare(unsigned char* state, std::string_view key, unsigned char pad) {
    std::array<unsigned char, hash_block_bytes> block{};
    std::memcpy(block.data(), key.data(), key.size());
    for (unsigned char& byte : block)
        byte ^= pad;
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, block.data(), block.size());
    std::memcpy(state, &context, sizeof context);
    OPENSSL_cleanse(block.data(), block.size());
}

}  // namespace

KeyedHash::KeyedHash(std::string_view key) {
    static_assert(sizeof(SHA256_CTX) <= state_bytes);
    check(key.size() <= hash_block_bytes, "a key of a keyed hash is at most 64 bytes");
    prepare(inner_.data(), key, 0x36);
    prepare(outer_.data(), key, 0x5C);
}

KeyedHash::~KeyedHash() {
    OPENSSL_cleanse(inner_.data(), inner_.size());
    OPENSSL_cleanse(outer_.data(), outer_.size());
}

Digest KeyedHash::digest(std::string_view text) const {
    Digest result;
    SHA256_CTX context;
    std::memcpy(&context, inner_.data(), sizeof context);
    SHA256_Update(&context, text.data(), text.size());
    SHA256_Final(result.bytes.data(), &context);
    std::memcpy(&context, outer_.data(), sizeof context);
    SHA256_Update(&context, result.bytes.data(), result.bytes.size());
    SHA256_Final(result.bytes.data(), &context);
    return result;
}

Mark KeyedHash::mark(std::string_view text) const {
    const Digest full = digest(text);
    Mark mark;
    for (std::size_t i = 0; i < 8; ++i) {
        mark.high = (mark.high << 8U) | full.bytes[i];
        mark.low = (mark.low << 8U) | full.bytes[i + 8];
    }
    if (mark.is_none()) mark.low = 1;
    return mark;
}

SecretKey derive_key(std::string_view master, std::string_view salt, std::string_view purpose) {
    const Digest extracted = KeyedHash(salt).digest(master);
    return KeyedHash(view_of(extracted)).digest(std::string(purpose) + '\x01').bytes;
}

}  // namespace tieout
