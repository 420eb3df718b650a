// Small balances: what part payments left open on items, and cents that wait unapplied.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/error.h"
#include "engine/review.h"

namespace tieout {

// Which balances are small, and whose. `below` is an amount as a person writes it, in the units of
// each item's currency; a balance of just that amount is small, too.
struct SmallBalanceQuery {
    EntityNo entity{};
    std::string below;
    std::optional<Currency> currency;  // none: all
    CustomerNo customer = none<CustomerNo>();
    int older_than_days = 0;  // at least so many days behind the due date; 0: any
    Date day;                 // on which it is asked
};

struct SmallBalances {
    std::vector<ItemNo> items;        // to be given up, in the order of the book
    std::vector<PaymentNo> payments;  // small money unapplied: listed, never income
};

// Items that were paid in part, are no credit, no claim and not disputed, and whose rest is small;
// without a due date they are as old as their invoice. Payments of a known payer with small
// unapplied money, as old as their booking. Refused (usage) when `below` is no positive amount of
// the currency of one that might fit. Cost: a look at each item and payment.
Result<SmallBalances> find_small_balances(const Book& book, const SmallBalanceQuery& query);

// The order of a person that gives up what is open on the item.
ReviewOrder small_write_off(
    const Book& book, ItemNo item, Date day, const std::string& code, const std::string& note
);

}  // namespace tieout
