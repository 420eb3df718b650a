// Business calendars: on which days banks and books are at work.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/date.h"
#include "engine/policy.h"

namespace tieout {

enum class CalendarRule : std::uint8_t {
    none,      // every day is a business day
    weekdays,  // Monday to Friday
    // TARGET (ECB, 14 December 2000): weekdays but 1 January, Good Friday, Easter Monday, 1 May,
    // 25 and 26 December.
    target2,
    // Federal Reserve Banks (5 U.S.C. 6103): weekdays but the eleven federal holidays. One on a
    // Sunday is kept on the Monday behind it; one on a Saturday is not kept on another day.
    us
};

// A rule, and days that are no business days besides.
struct Calendar {
    CalendarRule rule = CalendarRule::none;
    std::span<const Date> holidays;  // ascending
};

// The calendar of a name: none (also the empty name), weekdays, target2, us (in capitals, too), or
// one that the policy lists days for (calendar.NAME.holidays): weekdays but these days; days listed
// for one of the four are added to its own. Nothing for another name. The calendar lives as long as
// the policy.
std::optional<Calendar> calendar_named(const Policy& policy, std::string_view name);

bool is_business_day(const Calendar& calendar, Date day);

// The day itself when it is a business day, else the next one. Cost: a step for each day between.
Date next_business_day(const Calendar& calendar, Date day);

// Easter of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).
Date easter_sunday(int year);

}  // namespace tieout
