// Reads NACHA ACH files: batches of entries that prove themselves by counts, hashes and totals.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// `currency` is that of every amount: the network moves US dollars.
void read_nacha(const Source& source, Currency currency, IntakeFile& file);

}  // namespace tieout
