// The cash tie-out as a report: files, accounts, receipts, statements and what is held.
#pragma once

#include "engine/cash_tieout.h"
#include "io/report/report.h"

namespace tieout {

Report cash_tieout_report(const Book& book, const JournalFacts& facts, const Period& period);

}  // namespace tieout
