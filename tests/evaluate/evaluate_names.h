// Accuracy of similar names on labelled pairs and spellings, beside plain baselines.
#pragma once

#include <string>
#include <vector>

namespace tieout {

// A figure of the cascade beside the better of the two baselines, each at its best threshold.
struct NameFigure {
    std::string name;
    double cascade = 0;
    double baseline = 0;
};

// Measures `datasets`/company_names and prints a table; empty when the data is not there.
std::vector<NameFigure> measure_names(const std::string& datasets, const std::string& out);

}  // namespace tieout
