#include "engine/period.h"

#include <algorithm>

#include "engine/calendar.h"

namespace tieout {

namespace {

Date open_day(const Book& book, EntityNo entity, Date day, std::optional<Date> decided_on) {
    const auto closed = book.closed_through(entity);
    if (!closed || day > *closed) return day;
    return std::max(decided_on.value_or(day), add_days(*closed, 1));
}

}  // namespace

Date posting_day(const Book& book, EntityNo entity, Date day, std::optional<Date> decided_on) {
    const Date open = open_day(book, entity, day, decided_on);
    if (!book.policy.posting_on_business_days || slot(entity) >= book.entities.size()) return open;
    const auto calendar = calendar_named(book.policy, book.entities[slot(entity)].calendar);
    return calendar ? next_business_day(*calendar, open) : open;
}

}  // namespace tieout
