// The rates of made-up books from a file, over the shipped ones (data/generate.toml).
#pragma once

#include <string>
#include <string_view>

#include "engine/error.h"
#include "io/cli/settings.h"
#include "io/synthetic/profile.h"

namespace tieout {

// Rates that the text leaves out keep the shipped value; unknown ones are refused with their place.
Result<Profile> read_profile(const std::string& name, std::string_view text);

}  // namespace tieout
