// Money that a second bank file seems to report again is held for a person, never received twice.
#pragma once

#include "engine/cash_run.h"

namespace tieout {

// A receipt of one file format whose account, day, currency and amount files of another format have
// reported as often already, in this batch or before, becomes a `possible_duplicate` exception
// instead of cash. Equal receipts of one format stay what they are: genuine twins. What the sources
// of an account settle by themselves (one_receipt.h) does not come here; naming the account's
// cash_source answers the question once for all. Rows of our own payments files have ids of their
// own and are passed over. Cost: about 1 us a bank line.
void hold_second_sources(const Book& book, CashOutcome& outcome);

}  // namespace tieout
