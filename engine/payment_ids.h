// Ids of payments that have none of their own, derived from what the payments say.
#pragma once

#include <span>
#include <vector>

#include "engine/parallel.h"
#include "engine/payment.h"
#include "engine/texts.h"

namespace tieout {

// Gives the payments of one file that have no id of their own a derived one (contracts.md 3): from
// our account, booking date, signed amount, currency, bank reference, payer account, check number
// (without reference and check number also trace, payer name, memo and kind) and how many equal
// ones came before it in the same file. Such ids are 'P' and 24 hex digits, kept by `texts`.
// `payments` are all those of the file, in its order.
void give_payment_ids(
    const std::vector<std::span<Payment>>& payments, TextStore& texts, Parallel& parallel
);

}  // namespace tieout
