// Our own exchange files: payments and remittances as CSV or NDJSON, beside all bank formats.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/intake.h"
#include "engine/parallel.h"
#include "io/formats/rows.h"

namespace tieout {

// Column names in the order in which reports write them.
std::span<const std::string_view> payment_columns();
std::span<const std::string_view> remittance_columns();

// One unit of all payments: a row that cannot be read quarantines it whole. Throughput is that of
// the threads behind `parallel`; the result never depends on their number.
void read_payments(const Source& source, Currency currency, Parallel& parallel, IntakeFile& file);

// Advice without money. An advice with a cell that cannot be read is left out whole, with a fault;
// a row that cannot be parted into cells refuses the file, for nobody knows whose line it was.
void read_remittances(
    const Source& source, Currency currency, Parallel& parallel, IntakeFile& file
);

}  // namespace tieout
