#include "io/report/exceptions_report.h"

#include <fmt/core.h>

namespace tieout {

namespace {

std::string percent_cell(std::int64_t basis_points) {
    return fmt::format("{}.{:02}", basis_points / 100, basis_points % 100);
}

Table groups_table(const char* key, const std::vector<ExceptionGroup>& groups) {
    Table table;
    table.columns = {
        {key},
        {"currency"},
        {"count", true},
        {"value", true},
        {"share_percent", true},
        {"cumulative_percent", true},
        {"oldest", false, true},
        {"average_age_days", true}
    };
    for (const ExceptionGroup& group : groups) {
        const std::uint64_t tenths = group.average_age_tenths();
        table.rows.push_back(
            {group.key,
             std::string(group.currency.letters()),
             fmt::format("{}", group.count),
             format_amount_wide(group.value, group.currency),
             percent_cell(group.share_bp),
             percent_cell(group.cumulative_bp),
             format_date(group.oldest),
             fmt::format("{}.{}", tenths / 10, tenths % 10)}
        );
    }
    return table;
}

Table flows_table(const std::vector<ExceptionFlow>& flows) {
    Table table;
    table.columns = {{"reason"}, {"currency"}};
    for (const char* name : {"before", "opened", "closed", "after"}) {
        table.columns.push_back({name, true});
        table.columns.push_back({std::string(name) + "_value", true});
    }
    for (const ExceptionFlow& flow : flows) {
        std::vector<std::string> cells{flow.key, std::string(flow.currency.letters())};
        for (const CountAndSum* sums : {&flow.before, &flow.opened, &flow.closed, &flow.after}) {
            cells.push_back(fmt::format("{}", sums->count));
            cells.push_back(format_amount_wide(sums->sum, flow.currency));
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

}  // namespace

Report exceptions_report(
    const Book& book, const JournalFacts& facts, Date as_of, const Period& period
) {
    const ExceptionCount count = count_exceptions(book, facts, as_of, period);
    Report report;
    report.name = "exceptions";
    report.title = fmt::format("Exceptions as of {}", format_date(as_of));
    report.facts = {
        {"as_of", format_date(as_of)},
        {"from", format_date(period.from)},
        {"to", format_date(period.to)},
        policy_fact(book)
    };
    report.sections = {
        {"reasons", "Open, by reason, most value first", groups_table("reason", count.by_reason)},
        {"owners", "Open, by owner", groups_table("owner", count.by_owner)},
        {"held", "Held until a later day, by reason", groups_table("reason", count.held)},
        {"flow",
         fmt::format(
             "Came and went from {} to {}", format_date(period.from), format_date(period.to)
         ),
         flows_table(count.flows)}
    };
    put_count_tie(report, "exceptions that journal and book tell differently", count.untold, 0);
    return report;
}

}  // namespace tieout
