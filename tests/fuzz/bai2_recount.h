// A second, simple recount of BAI2 control totals, for files of one plain record a line.
#pragma once

#include <string>
#include <string_view>

#include "engine/intake.h"

namespace tieout {

// Which taken account of the file has a 49, 98 or 99 above it that its own records do not make, in
// words; empty where all tie. Files in other than the plain form (several records on a line, text
// broken by a line end, no ASCII) are not recounted: empty, too.
std::string bai2_total_missed(const IntakeFile& file, std::string_view bytes);

// Whether the file is in the form that is recounted.
bool is_plain_bai2(std::string_view bytes);

}  // namespace tieout
