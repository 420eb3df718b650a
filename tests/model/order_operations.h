// Chooses what a person orders next, and what he may not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "tests/model/model.h"

namespace tieout::reference {

using Below = std::function<std::uint32_t(std::size_t)>;

// Nothing when there is nothing to do it to; `words` name the kind of operation.
std::optional<Deed> order_chosen(
    const Below& below, const Model& model, Day today, const std::string& user, const char*& words
);

}  // namespace tieout::reference
