// One receipt, once: which lines make cash, and which only repeat what another channel reports.
#pragma once

#include <string_view>

#include "engine/deposit_count.h"

namespace tieout {

// Whether lines of this format may repeat what a channel's own file reports in detail.
bool is_statement_format(std::string_view format);

// Decides for every new movement of the batch whether it may be a receipt (contracts.md 3). A line
// that is not becomes kind `transfer`, status not_ar, with a note. Summary lines clear deposits in
// transit, of this batch or of the book; what does not tie opens one exception `untied_deposit`.
void settle_sources(
    const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome
);

}  // namespace tieout
