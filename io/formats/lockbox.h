// A BAI lockbox file is a bank's list of the checks it opened for us, batch by batch, with totals.
#pragma once

#include <optional>

#include "engine/intake.h"
#include "io/formats/lockbox_layout.h"
#include "io/formats/source.h"

namespace tieout {

// Fills units (one per batch), controls and faults of `file`. A batch that does not tie is
// quarantined whole; a missing header, a trailer or lockbox total that does not tie, or anything
// out of order quarantines the file. Without a chosen layout the records show it. Cost: linear.
void read_lockbox(
    const Source& source,
    const std::optional<LockboxLayout>& chosen,
    Currency currency,
    IntakeFile& file
);

}  // namespace tieout
