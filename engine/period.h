// Periods: the books of an entity are closed through a day, and what is decided later is posted
// later.
#pragma once

#include <optional>

#include "engine/book.h"

namespace tieout {

// The day on which something of `day` (a receipt's booking, a decision) is posted: that day when
// the entity's books are open on it; else the day on which it is decided, or the first open one
// when that is closed, too, or not known. With posting.on_business_days it is moved forward to a
// business day of the entity's calendar (engine/calendar.h), so never back into a closed period.
Date posting_day(
    const Book& book, EntityNo entity, Date day, std::optional<Date> decided_on = std::nullopt
);

}  // namespace tieout
