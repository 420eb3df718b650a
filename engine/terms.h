// Terms of payment such as "2/10n30": two per cent if paid within ten days, all due after thirty.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/master_data.h"
#include "engine/money.h"

namespace tieout {

struct Terms {
    std::int64_t discount_bp = 0;  // basis points of the amount
    int discount_days = 0;
    int due_days = 0;
};

// Reads "n30", "2/10n30", "2/10 net 30", "1.5/14n45"; nothing for anything else.
std::optional<Terms> parse_terms(std::string_view text);

// Fills due date, discount date and discount amount of an item from its terms where the ERP left
// them out (rounding half up); an item without an invoice date stays as it is.
void fill_from_terms(ItemRecord& item);

}  // namespace tieout
