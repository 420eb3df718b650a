// The tax within a discount: what a payer keeps of an invoice lowers the price and its tax alike.
#pragma once

#include "engine/book.h"
#include "engine/cash_run.h"

namespace tieout {

// How much of a discount on the item is tax, by the item's own rate (its tax of its amount): net
// part and tax part are a split by largest remainder, so they add up to the discount, and an exact
// half goes to the net part (Directive 2006/112/EC art. 90: a price reduction lowers the taxable
// amount). 0 when the item has no tax, or more tax than amount. Requires: 0 <= discount.
Minor tax_of_discount(const OpenItem& item, Minor discount);

// With difference.split_discount_tax: each discount of the batch's clearings becomes its net part
// and an adjustment `tax` behind it. Cost: a look at each movement, on all threads.
void split_discount_tax(const Book& book, Parallel& parallel, CashOutcome& outcome);

}  // namespace tieout
