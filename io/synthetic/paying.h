// Makes the payments of a made-up book: day by day customers pay what is open, rightly or not.
#pragma once

#include "io/synthetic/billing.h"

namespace tieout {

// Adds the payments to a book that was billed, by day. An item is never paid more than its amount;
// what a payment takes of it and what it leaves stands in its lines. Cost O(payments * items of a
// payment + items); a customer's open items are walked for payments of several items.
void pay(MadeBook& book, const MadeSize& size, const Profile& profile);

}  // namespace tieout
