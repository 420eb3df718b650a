// Orders about money that is on no item: on account, to another customer, back, or none of ours.
#pragma once

#include "engine/error.h"
#include "engine/posting.h"

namespace tieout {

struct OrderDraft;

Result<void> plan_on_account(OrderDraft& draft);
// All that is free goes to another customer.
Result<void> plan_transfer(OrderDraft& draft);
// Free money that leaves receivables: to be paid back, or never ours.
Result<void> plan_send_away(OrderDraft& draft, PostingKind kind, GlRole account);

}  // namespace tieout
