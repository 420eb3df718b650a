// One entry of a camt statement and the single transactions that the bank booked in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/intake.h"
#include "io/formats/camt_detail.h"
#include "io/formats/xml.h"

namespace tieout {

// What an entry becomes: movements, and its signed amount for the balance. Its memory is
// used again.
struct CamtEntry {
    std::vector<Payment> movements;
    Currency currency;
    Minor signed_amount = 0;
    Text status = "BOOK";
    std::uint64_t line = 0;
};

struct CamtAccount {
    std::string id;
    Text kept_id;  // the same, kept by the file
    Currency currency;
    std::optional<Date> day;  // taken where an entry has no date of its own
};

// False, with a fault, when amount, side or date cannot be read.
bool read_camt_entry(
    const XmlTree& tree,
    XmlTree::No entry,
    const CamtAccount& account,
    const std::vector<CamtDetail>& details,
    const CamtNotes& notes,
    CamtEntry& read
);

std::optional<Date> camt_date(std::string_view text);  // the day of a date or a date with time

}  // namespace tieout
