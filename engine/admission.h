// Admission decides which units of the files may be taken: their account is ours and kept in their
// currency, and a statement follows on from the one before.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/intake.h"
#include "engine/ports.h"

namespace tieout {

inline constexpr std::size_t accepted_account_min = 4;  // characters

// A person says that a statement may be taken although it does not follow on from the one before.
struct AcceptedGap {
    std::string account;  // the end of its number, accepted_account_min or more
    Date as_of;           // of the statement behind the gap
};

// Our account that a unit is about, by its number or its lockbox.
std::optional<AccountNo> account_of_unit(
    const Book& book, const Secrets& secrets, const Unit& unit
);

// Quarantines, with a located fault, each unit whose account is not listed among ours or is kept in
// another currency, and each statement of booked balances whose opening balance is not the closing
// balance of the statement before it (reliability.md 44), among those of the book and of this batch
// in the order of their days, whatever the order of the files. Statements that are sent again pass.
// The first statement of an account begins its chain; one older than all that are known is taken,
// with a warning when it does not lead to the oldest. Returns the statements that the book does not
// have, gaps that were accepted noted in them.
std::vector<StatementRow> admit_units(
    const Book& book,
    const Secrets& secrets,
    std::span<IntakeFile> files,
    std::span<const AcceptedGap> accepted
);

}  // namespace tieout
