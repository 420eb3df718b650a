// SWIFT statements: MT940 and MT950 proved by their balances, MT942 listed as interim.
#pragma once

#include <string_view>

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

bool starts_mt_message(std::string_view line);  // a header block, or a tag of a statement

// A statement is all pages of one account that are joined by intermediate balances (60M, 62M);
// each page must prove itself and begin where the page before it ended.
void read_mt940(const Source& source, IntakeFile& file);

}  // namespace tieout
