#include "storage/hashing.h"

#include <openssl/evp.h>

#include "engine/check.h"

namespace tieout {

namespace {

// Fetching an algorithm is slow in OpenSSL 3, so it is done once.
const EVP_MD* sha256_method() {
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    check(method != nullptr, "OpenSSL offers SHA-256");
    return method;
}

}  // namespace

struct PieceHash::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
};

PieceHash::PieceHash() : state_(std::make_unique<State>()) {
    check(EVP_DigestInit_ex2(state_->context, sha256_method(), nullptr) == 1, "a hash begins");
}

PieceHash::~PieceHash() {
    EVP_MD_CTX_free(state_->context);
}

void PieceHash::add(std::string_view piece) {
    check(EVP_DigestUpdate(state_->context, piece.data(), piece.size()) == 1, "a hash goes on");
}

Digest PieceHash::finish() {
    Digest digest;
    const bool done = EVP_DigestFinal_ex(state_->context, digest.bytes.data(), nullptr) == 1 &&
                      EVP_DigestInit_ex2(state_->context, sha256_method(), nullptr) == 1;
    check(done, "a hash ends");
    return digest;
}

Digest sha256_of(const Digest& previous, std::string_view bytes) {
    thread_local PieceHash hash;
    hash.add(view_of(previous));
    hash.add(bytes);
    return hash.finish();
}

}  // namespace tieout
