// Exceptions counted, as a report: by reason (Pareto), by owner, held, and how they came and went.
#pragma once

#include "engine/exception_count.h"
#include "io/report/report.h"

namespace tieout {

Report exceptions_report(
    const Book& book, const JournalFacts& facts, Date as_of, const Period& period
);

}  // namespace tieout
