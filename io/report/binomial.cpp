#include "io/report/binomial.h"

#include <cmath>

#include <boost/math/distributions/binomial.hpp>

#include "engine/check.h"

namespace tieout {

std::int64_t lower_bound_ppm(
    std::uint64_t right, std::uint64_t trials, std::int32_t confidence_bp
) {
    check(right <= trials, "no more right answers than answers");
    check(confidence_bp > 0 && confidence_bp < 10'000, "a confidence lies between 0 and 1");
    if (right == 0) return 0;
    const double alpha = 1.0 - static_cast<double>(confidence_bp) / 10'000.0;
    const double bound = boost::math::binomial_distribution<double>::find_lower_bound_on_p(
        static_cast<double>(trials), static_cast<double>(right), alpha
    );
    return static_cast<std::int64_t>(std::floor(bound * 1'000'000.0));
}

}  // namespace tieout
