// One receipt, once: which lines make cash, and which only repeat what another channel reports.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "engine/deposit_count.h"
#include "engine/remittance_join.h"

namespace tieout {

// Formats of a bank's statements.
inline constexpr std::array<std::string_view, 8> statement_formats{
    "bai2", "camt.052", "camt.053", "coda", "cfonb", "csv", "mt940", "mt942"
};

// Whether lines of this format may repeat what a channel's own file reports in detail.
bool is_statement_format(std::string_view format);

// Decides for every new movement of the batch whether it may be a receipt (contracts.md 3). A line
// that is not becomes kind `transfer`, status not_ar, with a note. Summary lines clear deposits in
// transit, of this batch or of the book (channel_deposits.h); a credit that may be such a sum
// though the bank does not say so is a question (plain_credit.h). What details say of money that
// was taken before is added to the advice (late_details.h).
void settle_sources(
    const JoinPlaces& places,
    DepositCount& counts,
    std::vector<FiledAdvice>& advice,
    CashOutcome& outcome
);

}  // namespace tieout
