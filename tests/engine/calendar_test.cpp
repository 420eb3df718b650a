// Business calendars agree with what central banks publish.
#include "engine/calendar.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "engine/period.h"
#include "tests/support/builders.h"

namespace tieout {
namespace {

// The weekdays of a year that are no business days, as "MM-DD MM-DD ...".
std::string closed_weekdays(const Calendar& calendar, int year) {
    std::string words;
    const Date last = make_date(year, 12, 31).value();
    for (Date each = make_date(year, 1, 1).value(); each <= last; each = add_days(each, 1)) {
        if (!is_business_day({CalendarRule::weekdays, {}}, each)) continue;
        if (is_business_day(calendar, each)) continue;
        words += (words.empty() ? "" : " ") + format_date(each).substr(5);
    }
    return words;
}

TEST_CASE("TARGET is closed on its six holidays", "[engine][calendar]") {
    const Calendar target{CalendarRule::target2, {}};
    CHECK(closed_weekdays(target, 2024) == "01-01 03-29 04-01 05-01 12-25 12-26");
    CHECK(closed_weekdays(target, 2025) == "01-01 04-18 04-21 05-01 12-25 12-26");
    CHECK(closed_weekdays(target, 2026) == "01-01 04-03 04-06 05-01 12-25");
    CHECK(closed_weekdays(target, 2027) == "01-01 03-26 03-29");
    CHECK(closed_weekdays(target, 2028) == "04-14 04-17 05-01 12-25 12-26");
}

TEST_CASE("the Federal Reserve keeps a Sunday holiday on Monday", "[engine][calendar]") {
    const Calendar us{CalendarRule::us, {}};
    CHECK(
        closed_weekdays(us, 2024) ==
        "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"
    );
    CHECK(
        closed_weekdays(us, 2025) ==
        "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"
    );
    CHECK(
        closed_weekdays(us, 2026) == "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25"
    );
    CHECK(closed_weekdays(us, 2027) == "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25");
    CHECK(closed_weekdays(us, 2028) == "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25");
}

TEST_CASE("Easter falls on the days of the church's tables", "[engine][calendar]") {
    CHECK(easter_sunday(1913) == day("1913-03-23"));
    CHECK(easter_sunday(1943) == day("1943-04-25"));
    CHECK(easter_sunday(2000) == day("2000-04-23"));
    CHECK(easter_sunday(2024) == day("2024-03-31"));
    CHECK(easter_sunday(2038) == day("2038-04-25"));
}

TEST_CASE("a policy's own calendar is weekdays but its days", "[engine][calendar]") {
    Policy policy;
    REQUIRE(set_rule(policy, "calendar.acme.holidays", "2026-12-31 2026-12-24 2026-12-24"));
    REQUIRE(set_rule(policy, "calendar.us.holidays", "2026-12-24"));
    CHECK(policy_of_text(policy_text(policy)).value() == policy);
    const Calendar acme = calendar_named(policy, "acme").value();
    CHECK(acme.holidays.size() == 2);
    CHECK(next_business_day(acme, day("2026-12-24")) == day("2026-12-25"));
    CHECK(next_business_day(acme, day("2026-12-26")) == day("2026-12-28"));
    const Calendar us = calendar_named(policy, "US").value();
    CHECK(next_business_day(us, day("2026-12-24")) == day("2026-12-28"));
    CHECK(is_business_day(calendar_named(policy, "").value(), day("2026-12-27")));
    CHECK_FALSE(calendar_named(policy, "mars"));
    CHECK_FALSE(set_rule(policy, "calendar.acme.holidays", "2026-02-30").has_value());
    CHECK_FALSE(set_rule(policy, "calendar.acme.workdays", "2026-02-03").has_value());
}

TEST_CASE(
    "a posting date moves to a business day, never into a closed period", "[engine][period]"
) {
    BookBuilder books;
    Entity& main = books.book.entities.front();
    main.calendar = "target2";
    const EntityNo entity{0};
    const Date friday = day("2026-04-03");  // Good Friday
    CHECK(posting_day(books.book, entity, friday) == friday);
    books.book.policy.posting_on_business_days = true;
    CHECK(posting_day(books.book, entity, friday) == day("2026-04-07"));
    CHECK(posting_day(books.book, entity, day("2026-04-07")) == day("2026-04-07"));
    books.book.periods.push_back({entity, day("2026-04-30")});
    CHECK(posting_day(books.book, entity, friday) == day("2026-05-04"));
    CHECK(posting_day(books.book, entity, friday, day("2026-05-09")) == day("2026-05-11"));
}

TEST_CASE("the switch before the word of overpayments is still read", "[engine][policy]") {
    Policy policy;
    CHECK(set_rule(policy, "difference.overpayment_on_account", "false").has_value());
    CHECK(policy.overpayment == Overpayment::unapplied);
    CHECK(set_rule(policy, "difference.overpayment_on_account", "true").has_value());
    CHECK(policy.overpayment == Overpayment::on_account);
    CHECK(set_rule(policy, "difference.overpayment", "refund").has_value());
    CHECK(policy_of_text(policy_text(policy)).value().overpayment == Overpayment::refund);
    CHECK_FALSE(set_rule(policy, "difference.overpayment_on_account", "true").has_value());
    CHECK_FALSE(set_rule(policy, "difference.overpayment", "income").has_value());
}

}  // namespace
}  // namespace tieout
