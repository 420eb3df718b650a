// Receipts that wait: whole in suspense under an open exception, until somebody or something says
// more.
#pragma once

#include <functional>
#include <vector>

#include "engine/book.h"
#include "engine/ports.h"

namespace tieout {

struct WaitingReceipt {
    Sequence taken = 0;  // entry that took it
    PaymentNo payment{};
    ExceptionNo exception{};
};

// The receipts no cent of which was put anywhere, that no person settled or holds until a day, in
// the order in which they were taken. Cost: a look at each exception of the book.
std::vector<WaitingReceipt> waiting_receipts(const Book& book);

// Reads them from the journal in their order, those that stand near each other in one go. The
// entry's texts are there during the call only. Those that cannot be read are left out.
void each_waiting(
    const Journal& journal,
    const std::vector<WaitingReceipt>& waiting,
    const std::function<void(const WaitingReceipt&, const Entry&)>& take
);

}  // namespace tieout
