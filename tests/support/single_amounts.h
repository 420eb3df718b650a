// The plainest rule without references: a payment takes its payer's only open item of its amount.
#pragma once

#include <cstdint>
#include <string>

#include "tests/support/ledger_books.h"

namespace tieout {

struct SingleAmounts {
    std::uint64_t payments = 0;
    std::uint64_t posted = 0;
    std::uint64_t right = 0;  // the item is one that the payment pays
};

// What that rule would post of a ledger, week by week, whose files lie in `folder` as `run_ledger`
// writes them. An item it takes is gone, whether rightly or not; nobody resolves the rest. Credits
// are passed over. This is the coverage that a search without references must reach.
SingleAmounts single_amounts(const LedgerBook& book, const std::string& folder);

}  // namespace tieout
