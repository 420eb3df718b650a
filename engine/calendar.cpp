#include "engine/calendar.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/check.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, 4> rule_words{"none", "weekdays", "target2", "us"};
// No calendar is closed for longer: listed days are at most 1,000, with weekends between them.
constexpr int closed_days_max = 4'000;

using std::chrono::last;
using std::chrono::Monday;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::Thursday;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& letter : lower) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lower;
}

bool is_weekend(Date day) {
    const weekday of(day.sys_days());
    return of == std::chrono::Saturday || of == std::chrono::Sunday;
}

bool is_target_holiday(Date day) {
    const year_month_day ymd{day.sys_days()};
    const unsigned of_year =
        static_cast<unsigned>(ymd.month()) * 100 + static_cast<unsigned>(ymd.day());
    if (of_year == 101 || of_year == 501 || of_year == 1225 || of_year == 1226) return true;
    const int from_easter = days_between(easter_sunday(static_cast<int>(ymd.year())), day);
    return from_easter == -2 || from_easter == 1;
}

// The Monday of a month by its number, or the last one.
bool is_us_monday(const year_month_day& ymd) {
    const auto nth = [&](unsigned of_month, unsigned number) {
        return sys_days{ymd} == sys_days{ymd.year() / month{of_month} / Monday[number]};
    };
    const bool is_memorial = sys_days{ymd} == sys_days{ymd.year() / month{5} / Monday[last]};
    const bool is_king = ymd.year() >= year{1986} && nth(1, 3);
    return is_king || nth(2, 3) || is_memorial || nth(9, 1) || nth(10, 2);
}

bool is_us_date(const year_month_day& ymd) {
    const unsigned of_year =
        static_cast<unsigned>(ymd.month()) * 100 + static_cast<unsigned>(ymd.day());
    const bool is_juneteenth = of_year == 619 && ymd.year() >= year{2021};
    return of_year == 101 || is_juneteenth || of_year == 704 || of_year == 1111 || of_year == 1225;
}

bool is_us_holiday(Date day) {
    const year_month_day ymd{day.sys_days()};
    if (is_us_monday(ymd) || is_us_date(ymd)) return true;
    if (sys_days{ymd} == sys_days{ymd.year() / month{11} / Thursday[4]}) return true;
    const bool is_monday = weekday(day.sys_days()) == Monday;
    return is_monday && is_us_date(year_month_day{add_days(day, -1).sys_days()});
}

}  // namespace

std::optional<Calendar> calendar_named(const Policy& policy, std::string_view name) {
    Calendar calendar;
    const std::string lower = lower_case(name);
    const auto found = std::find(rule_words.begin(), rule_words.end(), lower);
    const auto listed = policy.holidays.find(found == rule_words.end() ? std::string(name) : lower);
    if (listed != policy.holidays.end()) calendar.holidays = listed->second;
    if (found != rule_words.end()) {
        calendar.rule = static_cast<CalendarRule>(found - rule_words.begin());
    } else if (listed != policy.holidays.end()) {
        calendar.rule = CalendarRule::weekdays;
    } else if (!name.empty()) {
        return std::nullopt;
    }
    return calendar;
}

bool is_business_day(const Calendar& calendar, Date day) {
    if (std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), day)) return false;
    switch (calendar.rule) {
        case CalendarRule::none: return true;
        case CalendarRule::weekdays: return !is_weekend(day);
        case CalendarRule::target2: return !is_weekend(day) && !is_target_holiday(day);
        case CalendarRule::us: return !is_weekend(day) && !is_us_holiday(day);
    }
    return true;
}

Date next_business_day(const Calendar& calendar, Date day) {
    for (int steps = 0; steps < closed_days_max; ++steps, day = add_days(day, 1)) {
        if (is_business_day(calendar, day)) return day;
    }
    check(false, "a calendar has a business day within ten years");
    return day;
}

Date easter_sunday(int of_year) {
    const int a = of_year % 19;
    const int b = of_year / 100;
    const int c = of_year % 100;
    const int g = (8 * b + 13) / 25;
    const int h = (19 * a + b - b / 4 - g + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 19 * l) / 433;
    const int of_month = (h + l - 7 * m + 90) / 25;
    const int of_day = (h + l - 7 * m + 33 * of_month + 19) % 32;
    return Date{sys_days{
        year{of_year} / month{static_cast<unsigned>(of_month)} /
        std::chrono::day{static_cast<unsigned>(of_day)}
    }};
}

}  // namespace tieout
