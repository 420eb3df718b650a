// Orders that take back: a settlement, or a part of it, a payment that went back, the last posting.
#pragma once

#include "engine/error.h"

namespace tieout {

struct OrderDraft;

// Cash and differences of all items, or of those that are named, are taken back; the cash waits
// unapplied. Refused when a claim that it opened was settled since.
Result<void> plan_unapply(OrderDraft& draft);
// The money went back: everything that was posted for it is posted back.
Result<void> plan_give_back(OrderDraft& draft);
// The last posting about the payment is posted back: also a return.
Result<void> plan_undo(OrderDraft& draft);

}  // namespace tieout
