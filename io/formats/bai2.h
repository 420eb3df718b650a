// A BAI2 file reports balances and movements of our accounts, group by group, with nested totals.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// Fills one unit per account (03..49). An account whose 49 total does not tie is quarantined whole;
// a 98 or 99 that does not tie with the totals stated below it quarantines what it encloses. Record
// counts that disagree while the money ties are warnings. `currency` is taken where the file names
// none. Cost: one pass over the bytes, records held as views.
void read_bai2(const Source& source, Currency currency, IntakeFile& file);

}  // namespace tieout
