#include "io/report/report.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout {

bool Report::holds() const {
    return std::all_of(ties.begin(), ties.end(), [](const ReportTie& tie) { return tie.holds; });
}

Table tie_table(const Report& report) {
    Table table;
    table.columns = {
        {"claim"},
        {"entity"},
        {"currency"},
        {"report", true},
        {"ledger", true},
        {"difference", true}
    };
    for (const ReportTie& tie : report.ties) {
        table.rows.push_back(
            {tie.claim, tie.entity, tie.currency, tie.report, tie.ledger, tie.difference}
        );
    }
    return table;
}

std::vector<ReportSection> all_sections(const Report& report) {
    std::vector<ReportSection> sections = report.sections;
    if (!report.ties.empty()) {
        sections.push_back({"ties", "What must agree", tie_table(report)});
    }
    return sections;
}

Table with_facts(const Report& report, const ReportSection& section) {
    Table table = section.table;
    for (const ReportFact& fact : report.facts) {
        table.columns.push_back({fact.name});
        for (auto& row : table.rows)
            row.push_back(fact.value);
    }
    return table;
}

std::string section_file(const Report& report, const ReportSection& section) {
    return fmt::format("{}.{}.csv", report.name, section.name);
}

std::string report_text(const Report& report) {
    std::string out = report.title + '\n';
    for (const ReportFact& fact : report.facts)
        out += fmt::format("{} {}\n", fact.name, fact.value);
    for (const ReportSection& section : all_sections(report)) {
        out += fmt::format("\n{}\n\n", section.title);
        out += section.table.rows.empty() ? "(none)\n" : as_text(section.table);
    }
    return out;
}

std::string report_json(const Report& report) {
    std::string out = "{\"report\":";
    put_json_text(out, report.name);
    out += ",\"title\":";
    put_json_text(out, report.title);
    for (const ReportFact& fact : report.facts) {
        out += ',';
        put_json_text(out, fact.name);
        out += ':';
        put_json_text(out, fact.value);
    }
    out += fmt::format(",\"ties\":{},\"sections\":{{", report.holds() ? "true" : "false");
    bool is_first = true;
    for (const ReportSection& section : all_sections(report)) {
        out += is_first ? "\n" : ",\n";
        is_first = false;
        put_json_text(out, section.name);
        out += ':';
        out += as_json(section.table);
        out.pop_back();
    }
    return out + "}}\n";
}

std::string entity_cell(const Book& book, EntityNo entity) {
    return slot(entity) < book.entities.size() ? book.entities[slot(entity)].entity : "main";
}

std::string customer_cell(const Book& book, CustomerNo customer) {
    return customer == none<CustomerNo>() ? std::string{} : book.customer(customer).number;
}

std::string account_cell(const Book& book, AccountNo account, std::string_view shown) {
    if (account != none<AccountNo>()) return book.accounts[slot(account)].shown;
    return shown.empty() ? "unlisted" : std::string(shown);
}

ReportFact policy_fact(const Book& book) {
    return {"policy", to_hex(policy_digest(book.policy))};
}

void put_tie(
    Report& report,
    std::string claim,
    std::string entity,
    Currency currency,
    const std::pair<WideMinor, WideMinor>& figures
) {
    const auto& [counted, ledger] = figures;
    report.ties.push_back(
        {std::move(claim),
         std::move(entity),
         std::string(currency.letters()),
         format_amount_wide(counted, currency),
         format_amount_wide(ledger, currency),
         format_amount_wide(counted - ledger, currency),
         counted == ledger}
    );
}

void put_count_tie(Report& report, std::string claim, std::uint64_t counted, std::uint64_t known) {
    const auto difference = static_cast<std::int64_t>(counted - known);
    report.ties.push_back(
        {std::move(claim),
         {},
         {},
         fmt::format("{}", counted),
         fmt::format("{}", known),
         fmt::format("{}", difference),
         counted == known}
    );
}

}  // namespace tieout
