// Accuracy of similar names on labelled pairs and spellings, beside plain baselines.
#pragma once

#include <string>

namespace tieout {

// Measures `datasets`/company_names and prints a table; how many sets were there.
int measure_names(const std::string& datasets, const std::string& out);

}  // namespace tieout
