// What a control that does not tie does to its unit, and a broken envelope to all units in it.
#pragma once

#include <string>

#include "engine/intake.h"

namespace tieout {

// Quarantines the unit; the first reason stays.
void spoil(Unit& unit, std::string reason);

// Refuses the file where `broken` says why: nothing of it is taken.
void refuse_broken(IntakeFile& file, const std::string& broken);

}  // namespace tieout
