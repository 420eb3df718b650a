// The text of a BAI2 movement: who paid and for what, where banks write it as "KEY: value".
#pragma once

#include <string_view>
#include <vector>

#include "engine/payment.h"

namespace tieout {

// Fills payer name and account, trace, check number and memo from the text pieces of one record.
// A piece that opens with a key starts a new value, any other goes on with the last one, joined as
// the standard says: without a mark. Requires: kind and side of the payment are set.
void read_bai2_text(
    const std::vector<std::string_view>& pieces, Payment& payment, TextStore& texts
);

}  // namespace tieout
