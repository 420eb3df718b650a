// Balances (03) and movements (16) of one account in a BAI2 file.
#pragma once

#include <optional>

#include "engine/intake.h"
#include "io/formats/bai2_records.h"

namespace tieout {

// Both add what they read to the unit and return the sum of the record's amounts for the control
// total, signs as printed; nothing when the record cannot be read, with a fault.
std::optional<WideMinor> read_bai2_summaries(
    const Bai2Record& record, Unit& unit, FaultList& faults, FaultList& warnings
);
std::optional<WideMinor> read_bai2_detail(
    const Bai2Record& record, Unit& unit, TextStore& texts, FaultList& faults, FaultList& warnings
);

}  // namespace tieout
