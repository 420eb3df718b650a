// What two open items must share so that paying the one is as good as paying the other.
#pragma once

#include <tuple>

#include "engine/book.h"

namespace tieout {

// Equal for items that may be interchanged, given equal amounts (matching.md 1.4): customer, kind,
// discount and the day it ends, tax, dispute, site and terms. Views into the item.
inline auto likeness(const OpenItem& item) {
    return std::make_tuple(
        item.kind,
        item.customer,
        item.discount_amount,
        item.discount_amount > 0 ? item.discount_date : std::nullopt,
        item.tax_amount,
        item.disputed,
        item.texts.get(ItemText::site),
        item.texts.get(ItemText::terms)
    );
}

}  // namespace tieout
