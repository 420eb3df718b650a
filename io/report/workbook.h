// A workbook is a report as XLSX: a sheet for each section, typed cells, frozen and filtered heads.
#pragma once

#include <string>

#include "engine/error.h"
#include "io/report/report.h"

namespace tieout {

// Writes it to a path, whole: the caller renames it into its place. Amounts and counts are numbers
// with their decimals, dates are dates, all else is text and never a formula. A spreadsheet keeps
// 15 digits: a number that has more is written as text, so that no cent is lost. The last sheet
// tells the facts. The same report gives the same bytes: the time of creation is a constant. At
// most 1,048,575 rows a section, the limit of the format; more are refused.
Result<void> write_workbook(const Report& report, const std::string& path);

}  // namespace tieout
