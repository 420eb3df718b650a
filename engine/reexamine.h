// Money that waits is judged again when something came that it may pay: an item, a customer, a
// name.
#pragma once

#include "engine/cash_run.h"
#include "engine/remittance_join.h"

namespace tieout {

// Puts behind the movements of the batch the receipts that wait in the book, whole and not held,
// and that may be concerned by what the journal took since they were judged: items, credits and
// customers, new or changed, of the payer's family or with a number that the payment's texts hold;
// accounts and names that were learned or forgotten; items that a return opened again. With `all`
// every receipt that waits. What late advice has brought into the batch already is left out.
// Cost: nothing while nothing waits; else the journal since the last batch, and about 2 us for each
// receipt that waits.
void reexamine(const JoinPlaces& places, bool all, CashOutcome& outcome);

// After judging: takes those out again about which nothing else was decided than before; for the
// others the exception under which they waited is closed and the advice that came with them kept.
void drop_unchanged(const JoinPlaces& places, CashOutcome& outcome);

}  // namespace tieout
