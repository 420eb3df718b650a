// The convert report: what files hold, as NDJSON or CSV in our own exchange columns.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/intake.h"

namespace tieout {

// One object a line, each with a member `record`: file, control, unit, payment, remittance, fault
// or warning, in the order of the files. Amounts are texts with the currency's decimals. Account
// numbers are shown in full: a report about the user's own file, written where the user says.
std::string convert_to_ndjson(std::span<const IntakeFile> files);

// payments.csv: the payment columns of exchange files, then `file`, `unit`, `state`, `line`.
std::string convert_payments_to_csv(std::span<const IntakeFile> files);
// remittances.csv: advice of payments (by payment id) and advice that came apart from its money.
std::string convert_remittances_to_csv(std::span<const IntakeFile> files);

// Writes payments.csv and remittances.csv into a folder, made if it is missing.
Result<void> write_convert_csv(std::span<const IntakeFile> files, const std::string& folder);

}  // namespace tieout
