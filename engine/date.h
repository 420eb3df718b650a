// A date is a calendar day without a time; the engine never asks which day it is.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error.h"

namespace tieout {

// Whole days since 1970-01-01 in four bytes; the calendar behind it is std::chrono's.
class Date {
public:
    constexpr Date() = default;

    constexpr explicit Date(std::int32_t day_number) : day_(day_number) {}

    constexpr explicit Date(std::chrono::sys_days day)
        : day_(static_cast<std::int32_t>(day.time_since_epoch().count())) {}

    constexpr std::int32_t day_number() const { return day_; }

    constexpr std::chrono::sys_days sys_days() const {
        return std::chrono::sys_days{std::chrono::days{day_}};
    }

    friend constexpr auto operator<=>(Date, Date) = default;

private:
    std::int32_t day_ = 0;
};

// 1900-01-01 .. 2199-12-31: what a book may hold; outside is refused.
Result<Date> parse_date(std::string_view text);  // YYYY-MM-DD
// Year, month and day as read from a bank file, refused when no such day exists.
Result<Date> make_date(int year, int month, int day);
std::string format_date(Date date);                        // YYYY-MM-DD
std::string format_date(const std::optional<Date>& date);  // empty when there is none

Date add_days(Date date, int days);
Date month_end(Date date);
int days_between(Date from, Date to);

}  // namespace tieout
