// The summary of a run: counts and sums by status, tier, certificate and reason, files and digests.
#pragma once

#include <string>

#include "io/report/run_report.h"

namespace tieout {

// summary.json of contracts.md 4; holds no time, so that the same run gives the same bytes.
std::string run_summary_json(
    const Book& book, const CashOutcome& outcome, const RunFacts& facts, const RunReport& report
);

}  // namespace tieout
