// Balances (03) and movements (16) of one account in a BAI2 file.
#pragma once

#include <optional>

#include "engine/intake.h"
#include "io/formats/bai2_records.h"
#include "io/formats/bai2_text.h"

namespace tieout {

// Both add what they read to the unit and return the sum of the record's amounts for the control
// total, signs as printed; nothing when the record cannot be read, with a fault.
std::optional<WideMinor> read_bai2_summaries(
    Bai2Fields fields, Unit& unit, FaultList& faults, FaultList& warnings
);

// Reads the movements of a file; keeps its buffers between them.
class Bai2DetailReader {
public:
    Bai2DetailReader(TextStore& texts, FaultList& faults, FaultList& warnings)
        : texts_(texts), faults_(faults), warnings_(warnings), text_reader_(texts) {}

    // `account` is the unit's, kept by the file.
    std::optional<WideMinor> read(Bai2Fields& fields, Unit& unit, Text account);

private:
    std::optional<Minor> amount_of(const Bai2Fields::Field& field);
    Text text_of(const Bai2Fields::Field& field);

    TextStore& texts_;
    FaultList& faults_;
    FaultList& warnings_;
    Bai2TextReader text_reader_;
};

}  // namespace tieout
