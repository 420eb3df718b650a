#include "engine/match.h"

#include <array>

namespace tieout {

namespace {
constexpr std::array<std::string_view, 16> term_words{
    "payer_stated",
    "payer_account",
    "payer_alias",
    "payer_name",
    "payer_documents",
    "reference_line",
    "reference_text",
    "amount_exact",
    "amount_difference",
    "set_spurious",
    "prior",
    "payer_lesson",
    "reference_near",
    "payer_learned",
    "payer_name_near",
    "payer_name_word"
};
}

std::string_view word_of(TermKind kind) {
    return term_words.at(static_cast<std::size_t>(kind));
}

}  // namespace tieout
