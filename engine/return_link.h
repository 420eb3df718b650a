// Money that went back, or a credit that the bank took back, undoes the receipt that it names.
#pragma once

#include "engine/cash_run.h"

namespace tieout {

// Looks for the one receipt, in the book or in the batch, that each new return or reversal names by
// `original`: its id, its trace or the bank's reference, with the same amount, currency and
// account. What was posted for it is posted back, under numbers that follow those of the batch, and
// its exception is answered. A return that names none, or several, keeps its exception
// `unmatched_return` and says why; when the one receipt that it names comes in a later batch, the
// return is decided again with it. Cost: a walk over the batch and over the book's exceptions, and
// a read of the journal for each receipt or waiting return that may be meant.
void link_returns(
    const Book& book,
    const Journal& journal,
    const Secrets& secrets,
    Parallel& parallel,
    CashOutcome& outcome
);

}  // namespace tieout
