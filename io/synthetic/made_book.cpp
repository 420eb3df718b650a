#include "io/synthetic/made_book.h"

#include <fmt/format.h>

namespace tieout {

std::string MadeCustomer::terms() const {
    if (discount_bp == 0) return fmt::format("n{}", net_days);
    return fmt::format("{}/{}n{}", discount_bp / 100, discount_days, net_days);
}

Minor MadePayment::left_over() const {
    if (kind != MovementKind::receipt) return 0;
    Minor left = amount;
    if (is_again) return left;
    for (const MadeLine& line : lines)
        left -= line.net;
    return left;
}

}  // namespace tieout
