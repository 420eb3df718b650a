// UN/EDIFACT interchanges: remittance advice (REMADV) and credit advice (CREADV, CREMUL).
#pragma once

#include <string_view>

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

bool is_edifact(std::string_view text);  // starts with UNB, or with UNA and then UNB

// `currency` is taken where a message names none. Every count and reference of the envelope must
// agree; messages of other types are named in a fault.
void read_edifact(const Source& source, Currency currency, IntakeFile& file);

}  // namespace tieout
