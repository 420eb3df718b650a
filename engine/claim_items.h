// Claims: what a payer took off and we dispute becomes an open item of its own.
#pragma once

#include <string>
#include <string_view>

#include "engine/book.h"
#include "engine/cash_run.h"

namespace tieout {

// A claim of the customer whose invoice it was taken off; `document` is the payer's debit memo
// number, or empty: then "CL-" and the invoice's. The posting opens its amount.
OpenItem claim_of_invoice(
    const OpenItem& invoice,
    Minor amount,
    Date day,
    std::string_view document,
    std::string_view reason
);

// The number of a claim for the certificate of tax withheld of the invoice, and whether the item is
// such a claim: when the certificate comes, the tax is ours to set off and no expense.
std::string certificate_document(const OpenItem& invoice);
bool awaits_certificate(const OpenItem& item);

// Numbers the claims that the clearings of the batch open, in the order of its movements, behind
// the items of the book. Cost: a look at each movement, on all threads.
void open_claims(const Book& book, Parallel& parallel, CashOutcome& outcome);

}  // namespace tieout
