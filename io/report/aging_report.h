// The aging as a report, with its basis, its day and its totals.
#pragma once

#include "engine/aging.h"
#include "engine/journal_facts.h"
#include "io/report/report.h"

namespace tieout {

// Columns: entity, customer (or owner), currency, the buckets, disputed, credits, unapplied, total.
// Total rows carry "total" as their key; money of unknown payers follows as "unidentified", which
// is outside receivables and in no total.
Table aging_table(const Book& book, const AgingRequest& request, const Aging& aging);

// The same with day, basis and policy. With the journal's facts its totals are tied to documents
// and posting lines.
Report aging_report(const Book& book, const AgingRequest& request, const JournalFacts* facts);

}  // namespace tieout
