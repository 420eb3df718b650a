// Orders about items: money onto them, and what closes them besides cash.
#pragma once

#include "engine/error.h"

namespace tieout {

struct OrderDraft;

// Money of a receipt onto items, also a ranked candidate; what is left is the payer's.
Result<void> plan_assign(OrderDraft& draft);
// Write-offs and claims of items whose cash is there already, or came never.
Result<void> plan_differences(OrderDraft& draft);

}  // namespace tieout
