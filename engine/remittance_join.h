// Advice that came in a file of its own is joined to its money: by id, by trace, or by payer.
#pragma once

#include <vector>

#include "engine/cash_run.h"

namespace tieout {

// Gives every new receipt of the batch that has no lines of its own the lines of the advice that
// names it: by payment id, else by trace, else by payer name, total and date when exactly one
// receipt has them. Advice left over is kept and opens `orphan_remittance`; advice that was seen
// before, whatever file it came in, does nothing. Cost O(n log n).
void join_remittances(
    const Book& book, Secrets& secrets, std::vector<Remittance> remittances, CashOutcome& outcome
);

}  // namespace tieout
