// The aging as a table, with its basis, its day and its totals.
#pragma once

#include "engine/aging.h"
#include "io/report/table.h"

namespace tieout {

// Columns: entity, customer (or owner), currency, the buckets, disputed, credits, unapplied, total.
// Total rows carry "total" as their key; money of unknown payers follows as "unidentified", which
// is outside receivables and in no total.
Table aging_table(const Book& book, const AgingRequest& request, const Aging& aging);

}  // namespace tieout
