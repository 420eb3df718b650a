// What differs between a history and the same history under another policy, in money and counts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/book.h"
#include "io/report/table.h"

namespace tieout {

// The id of a payment as its file or we gave it.
using PaymentName = std::function<std::string(PaymentNo)>;

// Both books have the same payments, items and customers. A row that is equal in both is shown, so
// that the totals can be tied; the lists below hold what differs only.
struct WhatIfReport {
    Table money;       // of receipts, by currency: where it is
    Table postings;    // how many
    Table exceptions;  // open ones, by reason and currency: count and amount
    Table rates;       // receipts applied in full, of all receipts: by count and by amount
    Table items;       // open amounts by currency, and how many items differ
    Table payments;    // each payment that came out otherwise
    std::uint64_t differing_payments = 0;  // also those beyond the rows above
    std::uint64_t differing_items = 0;
    bool is_equal = true;  // nothing differs
};

// At most `payments_max` payments are listed. Cost: a look at each row of both books.
WhatIfReport what_if_report(
    const Book& before, const Book& after, std::size_t payments_max, const PaymentName& name
);

}  // namespace tieout
