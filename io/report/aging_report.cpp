#include "io/report/aging_report.h"

#include <map>

#include <fmt/core.h>

#include "engine/roll_forward.h"

namespace tieout {

namespace {

std::vector<std::string> cells(const Book& book, const AgingRow& row, std::string key) {
    const auto amount = [&](WideMinor value) { return format_amount_wide(value, row.currency); };
    std::vector<std::string> out{
        entity_cell(book, row.entity), std::move(key), std::string(row.currency.letters())
    };
    for (const WideMinor bucket : row.buckets)
        out.push_back(amount(bucket));
    out.push_back(amount(row.disputed));
    out.push_back(amount(-row.credits));
    out.push_back(amount(-row.unapplied));
    out.push_back(amount(row.total));
    return out;
}

}  // namespace

Table aging_table(const Book& book, const AgingRequest& request, const Aging& aging) {
    Table table;
    const char* const by = request.by == AgingBy::customer ? "customer"
                           : request.by == AgingBy::owner  ? "owner"
                                                           : "group";
    table.columns = {{"entity"}, {by}, {"currency"}};
    for (std::string& name : bucket_names(request))
        table.columns.push_back({name, true});
    for (const char* name : {"disputed", "credits", "unapplied", "total"}) {
        table.columns.push_back({name, true});
    }
    for (const AgingRow& row : aging.rows)
        table.rows.push_back(cells(book, row, row.key));
    for (const AgingRow& row : aging.totals)
        table.rows.push_back(cells(book, row, "total"));
    for (const AgingRow& row : aging.unidentified) {
        AgingRow shown = row;
        shown.buckets.assign(request.limits.size() + 1, 0);
        table.rows.push_back(cells(book, shown, "unidentified"));
    }
    return table;
}

Report aging_report(const Book& book, const AgingRequest& request, const JournalFacts* facts) {
    const char* const basis = request.basis == AgingBasis::due_date       ? "due"
                              : request.basis == AgingBasis::invoice_date ? "invoice"
                                                                          : "posting";
    const std::string day = format_date(request.as_of);
    const Aging aging = age(book, request);
    Report report;
    report.name = "aging";
    report.title = fmt::format("Aging as of {} by {} date", day, basis);
    report.facts = {{"as_of", day}, {"basis", basis}, policy_fact(book)};
    report.sections = {{"aging", "Open items by age", aging_table(book, request, aging)}};
    if (facts == nullptr) return report;
    std::map<std::pair<EntityNo, Currency>, std::pair<WideMinor, WideMinor>> figures;
    for (const AgingRow& row : aging.totals)
        figures[{row.entity, row.currency}].first = row.total;
    for (const RollForward& each : roll_forward(book, *facts, {request.as_of, request.as_of})) {
        const bool is_asked = request.currency.is_none() || request.currency == each.currency;
        if (is_asked) figures[{each.entity, each.currency}].second = each.closing;
    }
    for (const auto& [key, pair] : figures) {
        put_tie(
            report,
            "the aging is documents less posting lines of the journal",
            entity_cell(book, key.first),
            key.second,
            pair
        );
    }
    return report;
}

}  // namespace tieout
