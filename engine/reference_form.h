// The comparable form of a document number: capital letters and digits, without leading zeros.
#pragma once

#include <string>
#include <string_view>

namespace tieout {

// Blanks, dashes, dots and slashes go, letters become capitals, and zeros go that come before the
// first digit above zero: "INV-0090017" and "inv 90017" are both "INV90017"; "0000611365" is
// "611365"; "000" is "0". Non-ASCII bytes stay as they are.
std::string reference_form(std::string_view reference);

// Whether reference_form(reference) == form, without making it.
bool has_reference_form(std::string_view reference, std::string_view form);

}  // namespace tieout
