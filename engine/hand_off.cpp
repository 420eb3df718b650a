#include "engine/hand_off.h"

#include <algorithm>
#include <array>

namespace tieout {

namespace {

constexpr std::array<std::string_view, 3> state_words{"pending", "accepted", "rejected"};

}  // namespace

std::string_view word_of(ErpState state) {
    return state_words.at(static_cast<std::size_t>(state));
}

std::optional<ErpState> erp_state_of(std::string_view word) {
    const auto found = std::find(state_words.begin(), state_words.end(), word);
    if (found == state_words.end()) return std::nullopt;
    return static_cast<ErpState>(found - state_words.begin());
}

}  // namespace tieout
