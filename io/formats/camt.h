// A camt message is a bank's statement (053), notification (054) or intraday report (052) in XML.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// Fills one unit per Stmt, Ntfctn or Rpt, any version and with or without namespaces. A statement
// whose opening balance and booked entries do not make its closing balance is quarantined whole;
// entries not booked stand in a unit of their own that is not cash. Cost: one pass; memory of one
// entry beside the result.
void read_camt(const Source& source, IntakeFile& file);

}  // namespace tieout
