// Fedwire funds transfers in the legacy tag format: one unit a message, one receipt a transfer.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// Test messages, rejected ones and those without value (requests, refusals, service messages) are
// never cash. Amounts are in US dollars.
void read_fedwire(const Source& source, IntakeFile& file);

}  // namespace tieout
