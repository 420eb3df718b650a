// Hashing of more than lies in one piece: chains of groups, state files, digests of a whole book.
#pragma once

#include <memory>
#include <string_view>

#include "engine/digest.h"

namespace tieout {

// SHA-256 over pieces in order.
class PieceHash {
public:
    PieceHash();
    ~PieceHash();
    PieceHash(const PieceHash&) = delete;
    PieceHash& operator=(const PieceHash&) = delete;

    void add(std::string_view piece);
    Digest finish();  // once; then it starts anew

private:
    struct State;
    std::unique_ptr<State> state_;
};

// SHA-256 of the previous digest and the bytes behind it: one link of a chain.
Digest sha256_of(const Digest& previous, std::string_view bytes);

inline std::string_view view_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

}  // namespace tieout
