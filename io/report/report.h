// A report: what it is of, its tables, and the claims that tie its totals to the ledger.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/book.h"
#include "io/report/table.h"

namespace tieout {

struct ReportFact {
    std::string name;  // "as_of", "policy" ...
    std::string value;
};

struct ReportSection {
    std::string name;   // letters, digits and underscores: part of file names
    std::string title;  // words for people
    Table table;
};

// Two figures that must be equal, found by different ways.
struct ReportTie {
    std::string claim;
    std::string entity;
    std::string currency;
    std::string report;
    std::string ledger;
    std::string difference;
    bool holds = true;
};

struct Report {
    std::string name;  // as the command line knows it; the stem of its files
    std::string title;
    std::vector<ReportFact> facts;  // the same for the whole report; columns in CSV
    std::vector<ReportSection> sections;
    std::vector<ReportTie> ties;

    bool holds() const;
};

// Names of the formats: text, csv, json, html; xlsx is a workbook (workbook.h).
std::string report_text(const Report& report);
// Title, facts, every section as an array of objects, and the ties.
std::string report_json(const Report& report);
// A page that needs nothing else: no script, no request; prints on its own. All texts are escaped.
std::string report_html(const Report& report);
// A page that leads to the files of several reports, which lie beside it.
std::string report_index_html(
    const std::vector<ReportFact>& facts, const std::vector<Report>& reports
);

// One section as a table that carries the facts in columns behind its own; for CSV.
Table with_facts(const Report& report, const ReportSection& section);
// The ties as a table: claim, entity, currency, report, ledger, difference.
Table tie_table(const Report& report);
// The sections of a report and, where it has any, its ties as the last one.
std::vector<ReportSection> all_sections(const Report& report);

// Name of the CSV file of a section: "aging.customers.csv".
std::string section_file(const Report& report, const ReportSection& section);

// Cells of every report.
std::string entity_cell(const Book& book, EntityNo entity);
std::string customer_cell(const Book& book, CustomerNo customer);  // empty for none
// Its last four, or what the file showed of it; "unlisted" when there is nothing to show.
std::string account_cell(const Book& book, AccountNo account, std::string_view shown = {});
ReportFact policy_fact(const Book& book);

// Compares the two and notes what came out.
void put_tie(
    Report& report,
    std::string claim,
    std::string entity,
    Currency currency,
    const std::pair<WideMinor, WideMinor>& figures
);
void put_count_tie(Report& report, std::string claim, std::uint64_t counted, std::uint64_t known);

}  // namespace tieout
