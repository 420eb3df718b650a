// The audit trail as a report: who did what when, run by run, with program and policy.
#pragma once

#include <string>

#include "engine/journal_facts.h"
#include "io/report/report.h"

namespace tieout {

// Runs begun on days of the period (UTC), of one user or (empty) of all: with what they were,
// files, policies, and every kind of entry that they made.
Report activity_report(
    const Book& book, const JournalFacts& facts, const Period& period, const std::string& user
);

}  // namespace tieout
