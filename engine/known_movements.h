// Movements that the book, or an earlier line of the batch, has brought already are nothing new.
#pragma once

#include "engine/deposit_count.h"

namespace tieout {

// Marks them as duplicates, by their ids. A second content under an id is a fault. Where a
// statement that follows on from another of its day brings a line again, in this batch or in a
// later one, the balances prove two movements: that is asked about, as `possible_duplicate`.
void drop_known(const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome);

}  // namespace tieout
