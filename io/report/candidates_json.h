// Ranked candidates of an exception as JSON: the sets a reviewer may accept, with their numbers.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/match.h"

namespace tieout {

// [{"rank":1,"customer":"10017","certificate":"AMBIGUOUS","tier":5,"score_bp":4900,
//   "difference":"0.00","items":[{"document":"90017","key":"","amount":"120.00","in_all":true}],
//   "adds":[],"lacks":[]}, ...]
// difference: payment less items; in_all: stands in every candidate; asked: tells candidates apart
// (engine/question.h); adds and lacks: documents that the first candidate does not have, and has.
// The last four only where there are two candidates.
std::string candidates_json(
    const Book& book, std::span<const Candidate> candidates, Currency currency
);

// Documents of `candidate` that `first` does not hold for the same amount.
std::vector<ItemNo> items_beside(const Candidate& candidate, const Candidate& first);

}  // namespace tieout
