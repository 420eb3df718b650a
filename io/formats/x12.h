// Reads ANSI X12 interchanges: payment orders and remittance advice (820) and lockboxes (823).
#pragma once

#include <string>
#include <string_view>

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// The transaction set at the start of a text that begins with ISA, GS or ST: "820", or empty where
// it cannot be told.
std::string_view first_x12_set(std::string_view text);
// "an X12 835 (health care claim payment)".
std::string x12_set_words(std::string_view set);

// `currency` is that of amounts where the file names none.
void read_x12(const Source& source, Currency currency, IntakeFile& file);

}  // namespace tieout
