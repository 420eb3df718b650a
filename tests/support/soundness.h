// What must hold of any bank file that was read, whatever its bytes.
#pragma once

#include <string>

#include "engine/intake.h"

namespace tieout {

// Why the result is not sound, in words; empty when it is. Cost: one walk over the file.
std::string unsound(const IntakeFile& file);

}  // namespace tieout
