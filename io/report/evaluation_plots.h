// Accuracy as plots: precision against coverage, and how often scores were right.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/accuracy.h"

namespace tieout {

// SVG files that need nothing beside themselves; `name` stands in their titles.
std::string coverage_svg(std::span<const JudgedPayment> judged, std::string_view name);
std::string reliability_svg(std::span<const JudgedPayment> judged, std::string_view name);

}  // namespace tieout
