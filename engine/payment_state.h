// Where the cents of a payment stand, line by line of its postings, and what that makes of it.
#pragma once

#include "engine/book.h"
#include "engine/posting.h"

namespace tieout {

// Counts a line of a posting about the payment: onto items, into suspense, back to the bank, or to
// where it is no receivable. What opens a claim, or takes it back, is counted at its invoice only;
// an item that the book does not have yet is a claim being opened.
void count_line(const Book& book, PaymentRow& row, const PostingLine& line);

// All that a receipt's cents are: equal to its amount once it is decided (A3).
WideMinor used_of(const PaymentRow& row);

// Cash that is on no item and could be put onto some.
Minor free_of(const PaymentRow& row);

// What became of a receipt, from where its cents are.
PaymentStatus status_of(const PaymentRow& row);

}  // namespace tieout
