#include "io/report/roll_forward_report.h"

#include <fmt/core.h>

namespace tieout {

Report roll_forward_report(const Book& book, const JournalFacts& facts, const Period& period) {
    Report report;
    report.name = "roll-forward";
    report.title =
        fmt::format("Receivables from {} to {}", format_date(period.from), format_date(period.to));
    report.facts = {
        {"from", format_date(period.from)}, {"to", format_date(period.to)}, policy_fact(book)
    };
    Table table;
    table.columns = {
        {"entity"},
        {"currency"},
        {"line"},
        {"count", true},
        {"posted", true},
        {"reversed", true},
        {"amount", true}
    };
    for (const RollForward& each : roll_forward(book, facts, period)) {
        const std::string entity = entity_cell(book, each.entity);
        const std::string currency(each.currency.letters());
        const auto amount = [&](WideMinor value) {
            return format_amount_wide(value, each.currency);
        };
        table.rows.push_back({entity, currency, "opening", "", "", "", amount(each.opening)});
        for (const RollForwardLine& line : each.lines) {
            table.rows.push_back(
                {entity,
                 currency,
                 line.name,
                 fmt::format("{}", line.count),
                 amount(line.posted),
                 amount(line.reversed),
                 amount(line.amount())}
            );
        }
        table.rows.push_back({entity, currency, "closing", "", "", "", amount(each.closing)});
        put_tie(
            report,
            "opening is the aging of the day before",
            entity,
            each.currency,
            {each.opening, each.aged_opening}
        );
        put_tie(
            report,
            "closing is the aging of the last day",
            entity,
            each.currency,
            {each.closing, each.aged_closing}
        );
    }
    report.sections = {{"lines", "Opening to closing", std::move(table)}};
    return report;
}

}  // namespace tieout
