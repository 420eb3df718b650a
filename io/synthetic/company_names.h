// Names of companies as they are registered, and as banks write them.
#pragma once

#include <string>
#include <string_view>

#include "io/synthetic/dice.h"
#include "io/synthetic/profile.h"

namespace tieout {

// A company of a country (US, DE, FR or NL), UTF-8. Some names of a large book are alike.
std::string made_company(Dice& dice, std::string_view country);

// The name as a bank hands it on: in capitals or not, cut, abbreviated, with words swapped or a
// letter wrong; letters outside ASCII stand as two letters, as one, or stay when `keeps_letters`.
// `is_varied`: it is not the registered name in capitals.
std::string name_at_bank(
    Dice& dice, const Profile& profile, std::string_view name, bool keeps_letters, bool& is_varied
);

}  // namespace tieout
