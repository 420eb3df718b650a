#include "engine/period.h"

#include <algorithm>

namespace tieout {

Date posting_day(const Book& book, EntityNo entity, Date day, std::optional<Date> decided_on) {
    const auto closed = book.closed_through(entity);
    if (!closed || day > *closed) return day;
    return std::max(decided_on.value_or(day), add_days(*closed, 1));
}

}  // namespace tieout
