// What a run says of itself: payments, postings, exceptions and a summary with digests.
#pragma once

#include <string>

#include "engine/cash_run.h"
#include "engine/parallel.h"

namespace tieout {

// Which run is reported, and as of which day ages are counted.
struct RunFacts {
    RunNo run{};
    Date as_of;
    bool is_dry = false;
};

// The files of contracts.md 4 as bytes, the same for the same book, inputs and policy.
struct RunReport {
    std::string payments_csv;
    std::string postings_csv;
    std::string exceptions_csv;
    std::string summary_json;
};

// `book` names customers, items and accounts; it may be the book before or after the run. Cost
// about 1 us a row on one thread, spread through the port.
RunReport run_report(
    const Book& book, const CashOutcome& outcome, const RunFacts& facts, Parallel& parallel
);

}  // namespace tieout
