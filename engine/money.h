// Money is a whole number of minor units (cents, yen, fils) in one currency; never a fraction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/currency.h"
#include "engine/error.h"

namespace tieout {

using Minor = std::int64_t;                // minor units, signed
__extension__ using WideMinor = __int128;  // sums of any number of amounts

inline constexpr Minor amount_minor_max = 1'000'000'000'000'000;  // 10^15, either sign

// Sums and differences that stop the program if they leave the 64-bit range: only for amounts that
// are already known to be within amount_minor_max.
Minor add(Minor a, Minor b);
Minor subtract(Minor a, Minor b);

// A 128-bit sum brought back to 64 bits; refused when it does not fit.
Result<Minor> narrow(WideMinor sum);

// floor(amount * numerator / denominator + 1/2) for amounts of either sign, rounding half away from
// zero (the field's commercial rounding). Requires: denominator > 0; the result fits.
Minor scale_half_up(Minor amount, std::int64_t numerator, std::int64_t denominator);

// Splits `whole` in proportion to non-negative `weights` by largest remainder: the parts add up to
// the whole, earlier parts win ties. Requires: some weight > 0. Cost O(n log n).
std::vector<Minor> split(Minor whole, std::span<const Minor> weights);

// Reads "-1234.5" with '.' and no more decimals than the currency has; no plus, no exponent, no
// thousands marks. Refused with words that say what was expected; |amount| <= amount_minor_max.
Result<Minor> parse_amount(std::string_view text, Currency currency);
// The same, with nothing in place of the words.
std::optional<Minor> plain_amount(std::string_view text, Currency currency);

// Writes exactly the currency's decimals: "-1234.50", "700" for JPY.
std::string format_amount(Minor amount, Currency currency);
std::string format_amount_wide(WideMinor amount, Currency currency);

}  // namespace tieout
