#include "engine/date.h"

#include <fmt/core.h>

namespace tieout {

namespace {

constexpr int year_min = 1900;
constexpr int year_max = 2199;

std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

}  // namespace

Result<Date> make_date(int year, int month, int day) {
    const std::chrono::year_month_day calendar{
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}
    };
    if (year < year_min || year > year_max || month < 1 || day < 1 || !calendar.ok()) {
        return refuse(
            ErrorKind::input,
            fmt::format("a calendar day expected, found {:04}-{:02}-{:02}", year, month, day)
        );
    }
    return Date{std::chrono::sys_days{calendar}};
}

Result<Date> parse_date(std::string_view text) {
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        const auto year = digits(text.substr(0, 4));
        const auto month = digits(text.substr(5, 2));
        const auto day = digits(text.substr(8, 2));
        if (year && month && day) return make_date(*year, *month, *day);
    }
    return refuse(
        ErrorKind::input,
        fmt::format("a date such as 2026-03-31 expected, found '{}'", text.substr(0, 40))
    );
}

std::string format_date(Date date) {
    const std::chrono::year_month_day calendar{date.sys_days()};
    const int year = static_cast<int>(calendar.year());
    const auto month = static_cast<unsigned>(calendar.month());
    const auto day = static_cast<unsigned>(calendar.day());
    if (year < 0 || year > 9999) return fmt::format("{:04}-{:02}-{:02}", year, month, day);
    std::string text = "0000-00-00";
    const auto put = [&](std::size_t at, unsigned value) {
        for (; value != 0; value /= 10)
            text[at--] = static_cast<char>('0' + value % 10);
    };
    put(3, static_cast<unsigned>(year));
    put(6, month);
    put(9, day);
    return text;
}

std::string format_date(const std::optional<Date>& date) {
    return date ? format_date(*date) : std::string{};
}

Date add_days(Date date, int days) {
    return Date{date.day_number() + days};
}

Date month_end(Date date) {
    const std::chrono::year_month_day calendar{date.sys_days()};
    return Date{std::chrono::sys_days{calendar.year() / calendar.month() / std::chrono::last}};
}

int days_between(Date from, Date to) {
    return to.day_number() - from.day_number();
}

}  // namespace tieout
