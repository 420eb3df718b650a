// CSV exports of banks and payment providers, read by a profile that names their columns.
#pragma once

#include <string_view>

#include "engine/intake.h"
#include "io/formats/csv_profile.h"
#include "io/formats/source.h"

namespace tieout {

// Whether the text has the header of a built-in profile.
bool is_csv_export(std::string_view text);
// Whether it has the header of one of the user's own profiles; a table that is wrong fits, so that
// reading tells what is wrong with it.
bool fits_own_csv_profile(std::string_view text, std::string_view profiles);

// A unit per account and currency. Decimal mark and order of dates are proved from the data; what
// they do not prove is a located fault. Where there is a balance, every row is proved by it. One
// row that cannot be read refuses the file. Cost: one pass; a second one where the last rows prove
// what the first ones do not show.
void read_csv_export(const Source& source, const CsvChoice& choice, IntakeFile& file);

}  // namespace tieout
