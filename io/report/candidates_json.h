// Ranked candidates of an exception as JSON: the sets a reviewer may accept, with their numbers.
#pragma once

#include <span>
#include <string>

#include "engine/book.h"
#include "engine/match.h"

namespace tieout {

// [{"rank":1,"customer":"10017","certificate":"UNIQUE","tier":5,"score_bp":9800,
//   "difference":"0.00","items":[{"document":"90017","amount":"120.00"}]}, ...]
std::string candidates_json(
    const Book& book, std::span<const Candidate> candidates, Currency currency
);

}  // namespace tieout
