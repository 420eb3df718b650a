// A report as a page of its own: every style inside it, every text escaped, nothing fetched.
#include <algorithm>

#include <fmt/core.h>

#include "io/report/report.h"

namespace tieout {

namespace {

constexpr std::string_view style =
    "body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#111}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}"
    "dl{display:grid;grid-template-columns:max-content auto;gap:.1em 1em}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}"
    "table{border-collapse:collapse}"
    "td,th{padding:.25em .8em;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}"
    "thead th{border-bottom:2px solid #333}"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".off{font-weight:bold;border-left:4px solid #111}"
    "@media print{body{margin:0;font-size:9pt}thead{display:table-header-group}"
    "tr{break-inside:avoid}h2{break-after:avoid}a{color:inherit;text-decoration:none}"
    "@page{size:landscape;margin:12mm}}";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += letter;
        }
    }
    return out;
}

std::string page_front(std::string_view title) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">"
        "<title>{0}</title>\n<style>{1}</style></head>\n<body><h1>{0}</h1>\n",
        escaped(title),
        style
    );
}

void put_facts(std::string& out, const std::vector<ReportFact>& facts) {
    out += "<dl>";
    for (const ReportFact& fact : facts) {
        out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(fact.name), escaped(fact.value));
    }
    out += "</dl>\n";
}

void put_section(std::string& out, const ReportSection& section) {
    const Table& table = section.table;
    out += fmt::format(
        "<section id=\"{}\"><h2>{}</h2>\n", escaped(section.name), escaped(section.title)
    );
    if (table.rows.empty()) {
        out += "<p>None.</p></section>\n";
        return;
    }
    const auto kind_of = [&](std::size_t i) {
        return table.columns[i].is_number ? " class=\"n\"" : "";
    };
    out += "<table><thead><tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        out +=
            fmt::format("<th scope=\"col\"{}>{}</th>", kind_of(i), escaped(table.columns[i].name));
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            out += fmt::format("<td{}>{}</td>", kind_of(i), escaped(row[i]));
        out += "</tr>\n";
    }
    out += "</tbody></table></section>\n";
}

}  // namespace

std::string report_html(const Report& report) {
    std::string out = page_front(report.title);
    put_facts(out, report.facts);
    if (!report.holds()) {
        out += "<p class=\"off\">Some figures do not agree: see What must agree.</p>\n";
    }
    for (const ReportSection& section : all_sections(report))
        put_section(out, section);
    return out + "</body></html>\n";
}

std::string report_index_html(
    const std::vector<ReportFact>& facts, const std::vector<Report>& reports
) {
    std::string out = page_front("Control reports");
    put_facts(out, facts);
    out +=
        "<table><thead><tr><th scope=\"col\">report</th><th scope=\"col\">agrees</th>"
        "<th scope=\"col\">formats</th><th scope=\"col\">tables (CSV)</th></tr></thead>\n"
        "<tbody>\n";
    const auto put_link = [&](const std::string& file, std::string_view words) {
        out += fmt::format("<a href=\"{}\">{}</a> ", escaped(file), escaped(words));
    };
    for (const Report& report : reports) {
        out += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>",
            escaped(report.title),
            report.ties.empty() ? ""
            : report.holds()    ? "yes"
                                : "no"
        );
        for (const char* format : {"html", "xlsx", "json", "txt"})
            put_link(report.name + '.' + format, format);
        out += "</td><td>";
        for (const ReportSection& section : all_sections(report))
            put_link(section_file(report, section), section.name);
        out += "</td></tr>\n";
    }
    return out + "</tbody></table></body></html>\n";
}

}  // namespace tieout
