// CODA is the account statement of Belgian banks: records of 128 columns, proved by balances.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// Fills units (one per statement, records 0 to 9), controls and faults of `file`. A statement
// whose balances, totals or number of records do not tie is quarantined whole. Cost: one pass.
void read_coda(const Source& source, IntakeFile& file);

}  // namespace tieout
