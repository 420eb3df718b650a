#include "io/report/unapplied_report.h"

#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/aging.h"

namespace tieout {

namespace {

using Key = std::tuple<EntityNo, Currency, SuspenseKind>;

std::vector<std::string> cells(const Book& book, const SuspenseRow& row, std::string customer) {
    std::vector<std::string> out{
        entity_cell(book, row.entity),
        std::move(customer),
        std::string(row.currency.letters()),
        std::string(word_of(row.kind)),
        fmt::format("{}", row.receipts)
    };
    for (const WideMinor bucket : row.buckets)
        out.push_back(format_amount_wide(bucket, row.currency));
    out.push_back(format_amount_wide(row.total, row.currency));
    out.push_back(format_date(row.oldest));
    return out;
}

// What posting lines up to the day put there.
std::map<Key, WideMinor> posted(const JournalFacts& facts, Date as_of) {
    std::map<Key, WideMinor> sums;
    for (const auto& [key, line] : facts.lines) {
        if (key.posting_date > as_of) continue;
        std::optional<SuspenseKind> kind;
        if (key.role == GlRole::unapplied) kind = SuspenseKind::unapplied;
        if (key.role == GlRole::on_account) kind = SuspenseKind::on_account;
        if (key.role == GlRole::unidentified) kind = SuspenseKind::unidentified;
        if (kind) sums[{key.entity, key.currency, *kind}] += line.credited();
    }
    return sums;
}

void put_ties(
    Report& report,
    const Book& book,
    const JournalFacts& facts,
    const SuspenseAging& suspense,
    Date as_of
) {
    std::map<Key, std::pair<WideMinor, WideMinor>> figures;
    std::map<std::pair<EntityNo, Currency>, std::pair<WideMinor, WideMinor>> in_aging;
    for (const auto& [key, sum] : posted(facts, as_of))
        figures[key].second = sum;
    for (const SuspenseRow& row : suspense.totals)
        figures[{row.entity, row.currency, row.kind}].first = row.total;
    for (const SuspenseRow& row : suspense.rows) {
        const bool is_receivable =
            row.kind != SuspenseKind::unidentified && row.customer != none<CustomerNo>();
        if (is_receivable) in_aging[{row.entity, row.currency}].first += row.total;
    }
    for (const AgingRow& row : age(book, {as_of}).totals)
        in_aging[{row.entity, row.currency}].second = row.unapplied;
    for (const auto& [key, pair] : figures) {
        const auto& [entity, currency, kind] = key;
        put_tie(
            report,
            std::string(word_of(kind)) + " cash is what posting lines put there",
            entity_cell(book, entity),
            currency,
            pair
        );
    }
    for (const auto& [key, pair] : in_aging) {
        put_tie(
            report,
            "cash of customers is what the aging has as unapplied",
            entity_cell(book, key.first),
            key.second,
            pair
        );
    }
}

}  // namespace

Report unapplied_report(
    const Book& book, const JournalFacts& facts, const SuspenseAgingRequest& request
) {
    const SuspenseAging suspense = age_suspense(book, request);
    Report report;
    report.name = "unapplied";
    report.title = fmt::format("Cash on no item as of {}", format_date(request.as_of));
    report.facts = {{"as_of", format_date(request.as_of)}, policy_fact(book)};
    Table table;
    table.columns = {{"entity"}, {"customer"}, {"currency"}, {"kind"}, {"receipts", true}};
    for (std::string& name : bucket_names(request))
        table.columns.push_back({name, true});
    table.columns.push_back({"total", true});
    table.columns.push_back({"oldest", false, true});
    for (const SuspenseRow& row : suspense.rows) {
        const bool is_known = row.customer != none<CustomerNo>();
        table.rows.push_back(
            cells(book, row, is_known ? customer_cell(book, row.customer) : "unknown")
        );
    }
    for (const SuspenseRow& row : suspense.totals)
        table.rows.push_back(cells(book, row, "total"));
    report.sections = {{"cash", "By days since the receipt", std::move(table)}};
    put_ties(report, book, facts, suspense, request.as_of);
    return report;
}

}  // namespace tieout
