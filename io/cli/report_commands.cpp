// The aging as a command, and how every report is laid out and written.
#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/core.h>

#include "engine/aging.h"
#include "io/cli/commands.h"
#include "io/report/aging_report.h"
#include "io/report/workbook.h"

namespace tieout {

namespace {

Result<std::vector<int>> read_limits(const std::string& text) {
    std::vector<int> limits;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string_view part = rest.substr(0, comma);
        int days = 0;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), days);
        const bool rises = limits.empty() || days > limits.back();
        if (read.ec != std::errc{} || read.ptr != part.data() + part.size() || days < 0 ||
            days > 100'000 || !rises || limits.size() == 24) {
            return refuse(
                ErrorKind::usage, "--buckets wants rising days such as 0,30,60,90, at most 24"
            );
        }
        limits.push_back(days);
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return limits;
}

// The section that --section names, the first one without it.
Result<ReportSection> section_of(const Options& options, const Report& report) {
    std::vector<ReportSection> sections = all_sections(report);
    if (options.section.empty()) return std::move(sections.front());
    std::string names;
    for (ReportSection& section : sections) {
        if (section.name == options.section) return std::move(section);
        names += (names.empty() ? "" : ", ") + section.name;
    }
    return refuse(
        ErrorKind::usage,
        fmt::format("--section: one of {} expected, found '{}'", names, options.section)
    );
}

Result<std::string> laid_out(const Options& options, const Report& report) {
    const std::string format = options.json ? "json" : options.format;
    if (format == "json") return report_json(report);
    if (format == "html") return report_html(report);
    if (format != "csv") return report_text(report);
    const auto section = section_of(options, report);
    if (!section) return tl::make_unexpected(section.error());
    const Table table = with_facts(report, *section);
    return options.for_excel ? as_excel_csv(table) : as_csv(table);
}

}  // namespace

Result<std::vector<int>> limits_of(const Options& options, std::vector<int> otherwise) {
    if (options.buckets.empty()) return otherwise;
    return read_limits(options.buckets);
}

Result<AgingRequest> aging_request_of(const Options& options) {
    AgingRequest request;
    const auto as_of = as_of_or(options, today());
    if (!as_of) return tl::make_unexpected(as_of.error());
    request.as_of = *as_of;
    if (options.basis == "invoice") request.basis = AgingBasis::invoice_date;
    if (options.basis == "posting") request.basis = AgingBasis::posting_date;
    if (options.by == "entity") request.by = AgingBy::entity;
    if (options.by == "owner") request.by = AgingBy::owner;
    auto limits = limits_of(options, request.limits);
    if (!limits) return tl::make_unexpected(limits.error());
    request.limits = std::move(*limits);
    if (!options.currency.empty()) {
        const auto currency = Currency::find(options.currency);
        if (!currency) {
            return refuse(
                ErrorKind::usage,
                fmt::format("--currency: three letters of ISO 4217, found '{}'", options.currency)
            );
        }
        request.currency = *currency;
    }
    const bool empty_first = request.basis != AgingBasis::due_date && !request.limits.empty() &&
                             request.limits.front() == 0;
    if (empty_first) request.limits.erase(request.limits.begin());
    return request;
}

Result<void> put_workbook(const Report& report, const std::string& path) {
    std::error_code error;
    const auto folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    const std::string part = path + ".part";
    auto written = write_workbook(report, part);
    if (!written) {
        std::filesystem::remove(part, error);
        return written;
    }
    std::filesystem::rename(part, path, error);
    if (!error) return {};
    return refuse(
        ErrorKind::machine, fmt::format("cannot put {} in place: {}", path, error.message())
    );
}

Result<void> put_report(const Options& options, const Report& report) {
    if (options.format == "xlsx" && !options.json) {
        if (!options.out.empty()) return put_workbook(report, options.out);
        return refuse(ErrorKind::usage, "--format xlsx wants --out FILE");
    }
    const auto text = laid_out(options, report);
    if (!text) return tl::make_unexpected(text.error());
    if (!options.out.empty()) return write_file(options.out, *text);
    print_out(*text);
    return {};
}

ExitCode code_of_report(const Report& report) {
    for (const ReportTie& tie : report.ties) {
        if (tie.holds) continue;
        print_note(fmt::format(
            "does not agree: {} ({} {}): report {}, ledger {}, difference {}\n",
            tie.claim,
            tie.entity,
            tie.currency,
            tie.report,
            tie.ledger,
            tie.difference
        ));
    }
    return report.holds() ? ExitCode::done : ExitCode::failed;
}

Result<ExitCode> aging_command(const Options& options, const Settings& settings) {
    auto request = aging_request_of(options);
    if (!request) return tl::make_unexpected(request.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    JournalFacts facts;
    if (request->basis == AgingBasis::posting_date) {
        auto read = read_journal_facts((*app)->book(), (*app)->journal(), true);
        if (!read) return tl::make_unexpected(std::move(read).error());
        facts = std::move(*read);
        request->taken_on = facts.items_taken_on;
    }
    const Report report = aging_report((*app)->book(), *request, nullptr);
    // As JSON it is the array of its lines, as it always was.
    const bool is_json = options.json || options.format == "json";
    const std::string lines = is_json ? as_json(with_facts(report, report.sections.front())) : "";
    if (is_json && options.out.empty()) {
        print_out(lines);
    } else {
        auto put = is_json ? write_file(options.out, lines) : put_report(options, report);
        if (!put) return tl::make_unexpected(std::move(put).error());
    }
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
