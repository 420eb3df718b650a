// Reads ANSI X12 interchanges: payment orders and remittance advice (820) and lockboxes (823).
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// `currency` is that of amounts where the file names none.
void read_x12(const Source& source, Currency currency, IntakeFile& file);

}  // namespace tieout
