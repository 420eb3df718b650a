// Advice that came apart from its money is joined to it: by id, by trace, or by payer; whichever of
// the two comes first waits for the other.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/cash_run.h"

namespace tieout {

// An advice and the file of the batch that it came in.
struct FiledAdvice {
    Remittance advice;
    std::uint32_t file = 0;
    bool is_behind = false;            // it comes with details of money that was taken before
    std::optional<WaitingName> money;  // that money, when it waits
};

// Where a join looks things up.
struct JoinPlaces {
    const Book& book;
    const Journal& journal;
    Secrets& secrets;
    Parallel& parallel;
};

// Puts a receipt that waits in the book behind the movements of the batch, to be judged again.
Movement& judge_again(
    const Book& book, CashOutcome& outcome, Payment& payment, PaymentNo number, ExceptionNo waits
);

// Advice as the journal keeps it, its payer sealed; under which names it waits.
KeptAdvice kept_advice(
    const Book& book, Secrets& secrets, CashOutcome& outcome, const Remittance& advice
);

// Gives receipts of the batch that have no lines of their own the lines of the advice that names
// them: by payment id, else by trace, else by payer name, total and date when exactly one receipt
// has them. First the advice of the batch, then what waited in the book. Advice that finds nothing
// in the batch is given to money that waits in the book under an exception and was put nowhere yet:
// that is judged again. Advice left over is kept, waits, and opens `orphan_remittance`; advice that
// was seen before, whatever file it came in, does nothing. Cost O(n log n), and while advice waits
// in the book up to four marks a receipt; a read of the journal for each that is found.
void join_remittances(
    const JoinPlaces& places, std::vector<FiledAdvice> advice, CashOutcome& outcome
);

}  // namespace tieout
