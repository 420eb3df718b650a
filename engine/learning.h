// Learning: what the matches of a batch show of payers' accounts and names, kept for later batches.
#pragma once

#include <vector>

#include "engine/entry.h"
#include "engine/match.h"
#include "engine/parallel.h"
#include "engine/policy.h"
#include "engine/ports.h"

namespace tieout {

struct BatchLesson;
struct CashOutcome;

// A match that shows who paid (matching.md 3): a payer who is certain named the documents, and they
// close to the cent.
bool is_lesson(const Match& match, const Policy& policy);

// What may be used of a row on the day of a payment: it is not forgotten, and was taught or used
// within learn.expiry_days before.
bool is_in_use(const LearnedRow& row, const Policy& policy, Date day);

// The rows that the batch's lessons add or confirm, in the order of its payments: accounts and
// names that the book does not know of the payer's family. An account or a name that several
// families used is learned for two of them: so it is shared. A row is confirmed while it needs more
// lessons to post, or when its latest is over a month old; one that was forgotten stays so.
// Cost: a look at each payment; a look-up and a mark for each account and name that was not what
// identified the payer.
std::vector<BatchLesson> lessons_of(
    const Book& book, const Secrets& secrets, Parallel& parallel, const CashOutcome& outcome
);

}  // namespace tieout
