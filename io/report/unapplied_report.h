// Cash that is on no item, by age of its receipt, as a report tied to aging and journal.
#pragma once

#include "engine/journal_facts.h"
#include "engine/suspense_aging.h"
#include "io/report/report.h"

namespace tieout {

// Columns: entity, customer ("unknown" for nobody), currency, kind, receipts, the buckets, total,
// oldest. Total rows carry "total" as their customer.
Report unapplied_report(
    const Book& book, const JournalFacts& facts, const SuspenseAgingRequest& request
);

}  // namespace tieout
