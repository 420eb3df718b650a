// A card settlement report tells one by one what the bank books as one payout.
#pragma once

#include "engine/deposit_count.h"

namespace tieout {

// The report's charges are the cash; the bank's credit over the amount of a payout, booked up to 5
// days behind it, is none. A report that shows no payout is paid out by what its transactions come
// to, charges less fees and refunds, up to 14 days behind its last one. A credit that the bank
// itself calls a card settlement is only listed; any other of the same amount is held as
// `possible_duplicate`, as it may be somebody's payment. When the bank's credit was taken first,
// the report's charges are held, or, when it waits for its details, they answer it. A card
// settlement of another amount is held, too, while reports without payouts have money that none has
// paid out. Works within a batch and over batches, in either order. Cost: about 1 us a line of a
// statement.
void tie_settlement_reports(const Book& book, DepositCount& counts, CashOutcome& outcome);

}  // namespace tieout
