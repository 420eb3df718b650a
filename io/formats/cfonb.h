// CFONB 120 is the account statement of French banks: records of 120 columns, old balance to new.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// Fills units (one per statement, records 01 to 07), controls and faults of `file`. A statement
// whose movements do not make the new balance is quarantined; records outside a statement refuse
// the file. `currency` stands where the bank left it blank (none: EUR). Cost: one pass.
void read_cfonb(const Source& source, Currency currency, IntakeFile& file);

}  // namespace tieout
