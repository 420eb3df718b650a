// Known answers for `evaluate`: which documents a payment belongs to (contracts.md 5).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/book.h"
#include "engine/evaluation.h"

namespace tieout {

// Columns payment and document, and optionally kind (of the item, or of a posting line), amount and
// open_after, in the currency of the payment. `book` gives that currency; amounts of payments it
// does not have are left out. A kind that is neither is a fault.
Result<std::vector<TruthRow>> read_truth(
    const Book& book, const std::string& name, std::string_view bytes
);

// Columns payment and traits (a list split by |): what each payment of a made-up book is an example
// of.
Result<std::map<std::string, std::vector<std::string>, std::less<>>> read_traits(
    const std::string& name, std::string_view bytes
);

}  // namespace tieout
