// The transaction sets of X12 by number: which one a text holds, and its name for people.
#pragma once

#include <string>
#include <string_view>

namespace tieout {

// The transaction set at the start of a text that begins with ISA, GS or ST: "820", or empty where
// it cannot be told.
std::string_view first_x12_set(std::string_view text);
// "an X12 835 (health care claim payment)".
std::string x12_set_words(std::string_view set);

}  // namespace tieout
