#include "io/report/aging_report.h"

namespace tieout {

namespace {

std::string entity_of(const Book& book, const AgingRow& row) {
    const std::uint32_t at = slot(row.entity);
    return at < book.entities.size() ? book.entities[at].entity : "main";
}

std::vector<std::string> cells(const Book& book, const AgingRow& row, std::string key) {
    const auto amount = [&](WideMinor value) { return format_amount_wide(value, row.currency); };
    std::vector<std::string> out{
        entity_of(book, row), std::move(key), std::string(row.currency.letters())
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

}  // namespace tieout
