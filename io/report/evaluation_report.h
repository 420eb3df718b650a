// Accuracy as a table: every definition of match rate with its numerator and denominator.
#pragma once

#include "engine/evaluation.h"
#include "io/report/table.h"

namespace tieout {

// Columns: measure, value, of, rate (per cent with two decimals), meaning.
Table evaluation_table(const Evaluation& evaluation);

}  // namespace tieout
