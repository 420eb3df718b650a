#include "engine/learned.h"

namespace tieout {

std::string_view word_of(LearnedKind kind) {
    return kind == LearnedKind::account ? "account" : "alias";
}

std::string learned_row_name(LearnedKind kind, const Mark& mark) {
    return std::string("learned/").append(word_of(kind)).append("/").append(to_hex(mark));
}

}  // namespace tieout
