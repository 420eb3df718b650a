// Accuracy as tables: every match rate with its numerator and denominator, and slices by tier.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/accuracy.h"
#include "io/report/table.h"

namespace tieout {

// What each payment of a made-up book is an example of, by payment id (`traits.csv`).
using TraitsOf = std::map<std::string, std::vector<std::string>, std::less<>>;

struct EvaluationRequest {
    std::int32_t target_bp = 9'950;      // precision that a tier must prove to post by itself
    std::int32_t confidence_bp = 9'500;  // of the lower bound, one-sided
    TraitsOf traits;                     // empty: no slices by trait
    std::size_t curve_rows_max = 40;     // of the coverage table; JSON and CSV show all points
};

struct NamedTable {
    std::string name;
    std::string title;
    Table table;
};

// Tables `measures`, `money`, `tier`, `certificate`, `status` (with the reason), `trait` (with
// traits only), `calibration`, `reliability` and `coverage`. The first column names the row. Rates
// are per cent with three decimals, rounded down, or "none" when there is nothing to share.
std::vector<NamedTable> evaluation_tables(
    std::span<const JudgedPayment> judged, const EvaluationRequest& request
);

// The tables below their titles; a coverage curve of many points is thinned to `curve_rows_max`.
std::string evaluation_text(
    const std::vector<NamedTable>& tables, const EvaluationRequest& request
);
// One object: the name of each table with the array of its rows.
std::string evaluation_json(const std::vector<NamedTable>& tables);
// One cell a row, for scripts: table,row,column,value.
std::string evaluation_csv(const std::vector<NamedTable>& tables);

// Every payment of the truth with what was wrong and what was missing: for finding causes.
Table judged_table(std::span<const JudgedPayment> judged, const TraitsOf& traits);

}  // namespace tieout
