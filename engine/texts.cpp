// Where the places of texts too long for eight bytes are kept.
#include "engine/texts.h"

#include <deque>
#include <mutex>
#include <ostream>

namespace tieout {

std::uint64_t Text::packed_elsewhere(std::string_view text) {
    static std::mutex mutex;
    // Never freed: texts may be read while the process ends.
    static auto& places =
        *new std::deque<std::string_view>;  // NOLINT(cppcoreguidelines-owning-memory)
    const std::scoped_lock lock(mutex);
    const auto address = reinterpret_cast<std::uintptr_t>(&places.emplace_back(text));
    return (elsewhere << address_bits) | (address & address_mask);
}

std::ostream& operator<<(std::ostream& to, Text text) {
    return to << text.view();
}

}  // namespace tieout
