// The unit of an 820: a payment with its advice, or advice whose money comes by another way.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"
#include "io/formats/x12_advice.h"

namespace tieout {

// Fills the unit, whose SE has been compared, with the balance of BPR02, the movement or, where
// there is no money, the advice of the file. Takes what it needs out of `advice`.
void fill_x12_unit(
    X12Advice& advice,
    bool is_test,
    Unit& unit,
    IntakeFile& file,
    FaultList& faults,
    FaultList& warnings
);

}  // namespace tieout
