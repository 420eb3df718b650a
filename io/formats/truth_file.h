// Known answers for `evaluate`: which documents a payment belongs to (contracts.md 5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/book.h"
#include "engine/evaluation.h"

namespace tieout {

// Columns payment and document, and optionally amount and open_after, in the currency of the
// payment. `book` gives that currency; amounts of payments it does not have are left out.
Result<std::vector<TruthRow>> read_truth(
    const Book& book, const std::string& name, std::string_view bytes
);

}  // namespace tieout
