// The roll-forward of receivables as a report: one line a kind, from opening to closing.
#pragma once

#include "engine/roll_forward.h"
#include "io/report/report.h"

namespace tieout {

// Columns: entity, currency, line, count, posted, reversed, amount. The first line of an entity and
// currency is `opening`, the last `closing`; both are tied to the aging.
Report roll_forward_report(const Book& book, const JournalFacts& facts, const Period& period);

}  // namespace tieout
