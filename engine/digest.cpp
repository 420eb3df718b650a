#include "engine/digest.h"

#include <openssl/evp.h>

#include "engine/check.h"

namespace tieout {

namespace {

// Fetching an algorithm is slow in OpenSSL 3, so it is done once; the context is one per thread.
class Hasher {
public:
    Hasher() : method_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
        check(method_ != nullptr && context_ != nullptr, "OpenSSL offers SHA-256");
    }

    ~Hasher() {
        EVP_MD_CTX_free(context_);
        EVP_MD_free(method_);
    }

    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    Digest digest(std::string_view bytes) {
        Digest result;
        unsigned size = 0;
        const bool done = EVP_DigestInit_ex2(context_, method_, nullptr) == 1 &&
                          EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1 &&
                          EVP_DigestFinal_ex(context_, result.bytes.data(), &size) == 1;
        check(done && size == result.bytes.size(), "SHA-256 yields 32 bytes");
        return result;
    }

private:
    EVP_MD* method_;
    EVP_MD_CTX* context_;
};

std::uint64_t big_endian(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = (value << 8U) | bytes[i];
    return value;
}

}  // namespace

Digest sha256(std::string_view bytes) {
    thread_local Hasher hasher;
    return hasher.digest(bytes);
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
