#include "storage/cipher.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "engine/check.h"

namespace tieout {

namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_CIPHER* method() {
    static const EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    check(found != nullptr, "OpenSSL offers AES-256-GCM");
    return found;
}

// One context a thread and direction; it remembers its key, whose schedule costs as much as a text.
class Context {
public:
    explicit Context(bool hides) : context_(EVP_CIPHER_CTX_new()), hides_(hides) {
        const int done =
            EVP_CipherInit_ex2(context_, method(), nullptr, nullptr, hides ? 1 : 0, nullptr);
        check(done == 1, "a cipher begins");
    }

    ~Context() { EVP_CIPHER_CTX_free(context_); }

    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    EVP_CIPHER_CTX* begin(const SecretKey& key, const unsigned char* nonce) {
        const bool is_same = has_key_ && CRYPTO_memcmp(key.data(), key_.data(), key.size()) == 0;
        const int done = EVP_CipherInit_ex2(
            context_, nullptr, is_same ? nullptr : key.data(), nonce, hides_ ? 1 : 0, nullptr
        );
        check(done == 1, "a cipher takes key and nonce");
        key_ = key;
        has_key_ = true;
        return context_;
    }

private:
    EVP_CIPHER_CTX* context_;
    bool hides_;
    bool has_key_ = false;
    SecretKey key_{};
};

struct Pool {
    std::array<unsigned char, 4096> bytes{};
    std::size_t used = 4096;
};

}  // namespace

void random_bytes(void* out, std::size_t size) {
    thread_local Pool pool;
    check(size <= pool.bytes.size(), "little chance is asked for at a time");
    if (pool.bytes.size() - pool.used < size) {
        const int done = RAND_bytes(pool.bytes.data(), static_cast<int>(pool.bytes.size()));
        check(done == 1, "the system gives random bytes");
        pool.used = 0;
    }
    std::memcpy(out, pool.bytes.data() + pool.used, size);
    std::memset(pool.bytes.data() + pool.used, 0, size);
    pool.used += size;
}

void hide(
    KeyKind kind,
    const SecretKey& key,
    std::string_view bound_to,
    std::string_view text,
    std::string& out
) {
    thread_local std::array<Context, 2> contexts{Context(true), Context(true)};
    Context& sealing = contexts[static_cast<std::size_t>(kind)];
    std::array<unsigned char, nonce_bytes> nonce{};
    random_bytes(nonce.data(), nonce.size());
    const std::size_t before = out.size();
    out.resize(before + text.size() + hidden_overhead_bytes);
    auto* at = reinterpret_cast<unsigned char*>(out.data()) + before;
    std::memcpy(at, nonce.data(), nonce.size());
    EVP_CIPHER_CTX* context = sealing.begin(key, nonce.data());
    int size = 0;
    const auto length = static_cast<int>(text.size());
    const auto bound = static_cast<int>(bound_to.size());
    const bool done =
        EVP_EncryptUpdate(context, nullptr, &size, bytes_of(bound_to), bound) == 1 &&
        EVP_EncryptUpdate(context, at + nonce_bytes, &size, bytes_of(text), length) == 1 &&
        EVP_EncryptFinal_ex(context, at + nonce_bytes + text.size(), &size) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_GET_TAG, tag_bytes, at + nonce_bytes + text.size()
        ) == 1;
    check(done, "a text is hidden");
}

std::optional<std::string> reveal(
    KeyKind kind, const SecretKey& key, std::string_view bound_to, std::string_view hidden
) {
    if (hidden.size() < hidden_overhead_bytes) return std::nullopt;
    thread_local std::array<Context, 2> contexts{Context(false), Context(false)};
    Context& opening = contexts[static_cast<std::size_t>(kind)];
    const std::size_t length = hidden.size() - hidden_overhead_bytes;
    EVP_CIPHER_CTX* context = opening.begin(key, bytes_of(hidden));
    std::array<unsigned char, tag_bytes> tag{};
    std::memcpy(tag.data(), hidden.data() + nonce_bytes + length, tag_bytes);
    std::string text(length, '\0');
    auto* out = reinterpret_cast<unsigned char*>(text.data());
    int size = 0;
    const bool is_genuine =
        EVP_DecryptUpdate(
            context, nullptr, &size, bytes_of(bound_to), static_cast<int>(bound_to.size())
        ) == 1 &&
        EVP_DecryptUpdate(
            context, out, &size, bytes_of(hidden) + nonce_bytes, static_cast<int>(length)
        ) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context, out + length, &size) == 1;
    if (!is_genuine) return std::nullopt;
    return text;
}

}  // namespace tieout
