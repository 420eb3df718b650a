// Odds are kept in hundredths of a bit; hypotheses compete and share one certainty.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tieout {

// 100 * log2(count), rounded down to whole hundredths. Requires: count >= 1.
std::int32_t centibits_of(std::uint64_t count);

// The share of each hypothesis in basis points: 2^(w/100) / (sum of all + 2^0), where the last term
// stands for "none of these". Whole numbers throughout (a table of 2^(i/100) in 40 binary digits),
// so that no rounding of floating point decides. Weights further than 60 bits below the best are 0.
std::vector<std::int32_t> posteriors_bp(std::span<const std::int32_t> centibits);

}  // namespace tieout
