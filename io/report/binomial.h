// What a count of right answers proves about a precision: the exact lower confidence bound.
#pragma once

#include <cstdint>

namespace tieout {

// The one-sided lower bound of Clopper and Pearson (Biometrika 26, 1934) for the share of right
// ones among `trials`, in parts per million, rounded down: were the true share below it, so many
// right ones would be seen with a chance of less than 10,000 - confidence_bp basis points. 0 when
// there are no trials. Requires: right <= trials, 0 < confidence_bp < 10,000. For reports only:
// computed in floating point, decides nothing about money.
std::int64_t lower_bound_ppm(std::uint64_t right, std::uint64_t trials, std::int32_t confidence_bp);

}  // namespace tieout
