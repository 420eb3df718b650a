// What the ERP changed of an item that is ours by now: its amount is taken over in kind, never
// edited.
#pragma once

#include <optional>
#include <vector>

#include "engine/entry.h"
#include "engine/ports.h"

namespace tieout {

// An amount that the ERP sent for an item that the book has with another one.
struct SentAmount {
    ItemNo item{};
    Minor amount = 0;
};

// What makes the amounts true, as decided on `day`. Where an item becomes less than what was put on
// it, the latest payments give the excess back: it stands unapplied, under an exception
// `outside_change`. Changes that leave enough to pay are exceptions of their own, without a
// payment. Cost: a look at the item changes of the book, and a read of the journal for each
// decision of a payment that gives back.
Result<std::vector<Entry>> amend_items(
    const Book& book, const Journal& journal, const std::vector<SentAmount>& sent, Date day
);

// The exception for an open amount of the ERP that is neither ours nor that of the first load;
// nothing when the same difference waits already, as the ERP sends its items again and again.
std::optional<ExceptionOpened> open_amount_differs(const Book& book, ItemNo item, Minor erp_open);

}  // namespace tieout
