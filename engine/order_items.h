// Orders about items: money onto them, and what closes them besides cash.
#pragma once

#include <string>

#include "engine/error.h"
#include "engine/review.h"

namespace tieout {

struct OrderDraft;

// What an item of an order gives up: write-off, fee, and a discount that is not earned.
Minor given_up_of(const OrderDraft& draft, const OrderedItem& each, Minor takes);
// The reason code of an item of an order: its own, else the order's; empty when there is none.
const std::string& code_of(const OrderDraft& draft, const OrderedItem& each);

// Money of a receipt onto items, also a ranked candidate; what is left is the payer's.
Result<void> plan_assign(OrderDraft& draft);
// Write-offs and claims of items whose cash is there already, or came never.
Result<void> plan_differences(OrderDraft& draft);

}  // namespace tieout
