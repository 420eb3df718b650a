#include "engine/master_data.h"

#include <array>

namespace tieout {

namespace {
constexpr std::array<const char*, 5> item_words{
    "invoice", "debit_memo", "credit_memo", "on_account", "claim"
};
}

const char* word_of(ItemKind kind) {
    return item_words.at(static_cast<std::size_t>(kind));
}

std::optional<ItemKind> item_kind_of(std::string_view word) {
    for (std::size_t i = 0; i < item_words.size(); ++i) {
        if (word == item_words[i]) return static_cast<ItemKind>(i);
    }
    return std::nullopt;
}

}  // namespace tieout
