// Control reports as commands: one of them in one format, or all of them in every format.
#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "io/cli/commands.h"
#include "io/report/activity_report.h"
#include "io/report/aging_report.h"
#include "io/report/cash_tieout_report.h"
#include "io/report/exceptions_report.h"
#include "io/report/roll_forward_report.h"
#include "io/report/unapplied_report.h"

namespace tieout {

namespace {

Result<Date> day_or(const char* flag, const std::string& text, Date otherwise) {
    if (text.empty()) return otherwise;
    auto day = parse_date(text);
    if (!day) return refuse(ErrorKind::usage, fmt::format("{}: {}", flag, day.error().words));
    return *day;
}

Result<Period> period_or(const Options& options, const Period& otherwise) {
    const auto from = day_or("--from", options.from, otherwise.from);
    if (!from) return tl::make_unexpected(from.error());
    const auto to = day_or("--to", options.until, std::max(*from, otherwise.to));
    if (!to) return tl::make_unexpected(to.error());
    if (*to < *from) {
        // Only one of them was given, and it lies outside what is usual.
        if (options.from.empty()) return Period{*to, *to};
        return refuse(ErrorKind::usage, "--to is before --from");
    }
    return Period{*from, *to};
}

Date first_of_month(Date day) {
    const std::chrono::year_month_day calendar(day.sys_days());
    return Date(std::chrono::sys_days(calendar.year() / calendar.month() / 1));
}

// Grows to hold the day.
void extend(std::optional<Period>& period, Date day) {
    if (!period) period = Period{day, day};
    period->from = std::min(period->from, day);
    period->to = std::max(period->to, day);
}

// From the first to the last day on which money moved or files were judged.
Period days_of_cash(const Book& book, const JournalFacts& facts) {
    std::optional<Period> period;
    for (const PaymentRow& row : book.payments)
        extend(period, row.booking_date);
    for (const StatementRow& row : book.statements)
        extend(period, row.as_of);
    for (const UnitRecord& record : facts.units) {
        if (record.unit.as_of) extend(period, *record.unit.as_of);
    }
    for (const FileRecord& record : facts.files)
        extend(period, facts.runs[slot(record.run)].opened.as_of);
    return period.value_or(Period{});
}

Period days_of_runs(const JournalFacts& facts) {
    std::optional<Period> period;
    for (const RunRecord& run : facts.runs)
        extend(period, Date(static_cast<std::int32_t>(run.opened.time_ms / 86'400'000)));
    return period.value_or(Period{});
}

// Makes each report from the book and what the journal tells.
class Reports {
public:
    Reports(const Options& options, const Book& book, const JournalFacts& facts)
        : options_(options), book_(book), facts_(facts) {}

    Result<Report> make(Command command) const {
        switch (command) {
            case Command::report_aging: return aging();
            case Command::report_cash_tieout: return cash();
            case Command::report_roll_forward: return roll_forward();
            case Command::report_unapplied: return unapplied();
            case Command::report_exceptions: return exceptions();
            case Command::report_activity: return activity();
            default: return refuse(ErrorKind::usage, "there is no such report");
        }
    }

private:
    Result<Report> aging() const {
        auto request = aging_request_of(options_);
        if (!request) return tl::make_unexpected(std::move(request).error());
        request->taken_on = facts_.items_taken_on;
        return aging_report(book_, *request, &facts_);
    }

    Result<Report> cash() const {
        const auto period = period_or(options_, days_of_cash(book_, facts_));
        if (!period) return tl::make_unexpected(period.error());
        return cash_tieout_report(book_, facts_, *period);
    }

    // The month of --as-of up to that day, where no period is given.
    Result<Period> month() const {
        const auto as_of = as_of_or(options_, today());
        if (!as_of) return tl::make_unexpected(as_of.error());
        return period_or(options_, {first_of_month(*as_of), *as_of});
    }

    Result<Report> roll_forward() const {
        const auto period = month();
        if (!period) return tl::make_unexpected(period.error());
        return roll_forward_report(book_, facts_, *period);
    }

    Result<Report> unapplied() const {
        SuspenseAgingRequest request;
        const auto as_of = as_of_or(options_, today());
        if (!as_of) return tl::make_unexpected(as_of.error());
        request.as_of = *as_of;
        auto limits = limits_of(options_, request.limits);
        if (!limits) return tl::make_unexpected(std::move(limits).error());
        request.limits = std::move(*limits);
        return unapplied_report(book_, facts_, request);
    }

    Result<Report> exceptions() const {
        const auto period = month();
        if (!period) return tl::make_unexpected(period.error());
        const auto as_of = as_of_or(options_, options_.until.empty() ? today() : period->to);
        if (!as_of) return tl::make_unexpected(as_of.error());
        return exceptions_report(book_, facts_, *as_of, *period);
    }

    Result<Report> activity() const {
        const auto period = period_or(options_, days_of_runs(facts_));
        if (!period) return tl::make_unexpected(period.error());
        return activity_report(book_, facts_, *period, options_.acting);
    }

    const Options& options_;
    const Book& book_;
    const JournalFacts& facts_;
};

// One report into the folder, in every format.
Result<void> write_formats(const Report& report, const std::string& folder) {
    const std::string stem = folder + '/' + report.name;
    auto written = write_file(stem + ".txt", report_text(report));
    if (written) written = write_file(stem + ".json", report_json(report));
    if (written) written = write_file(stem + ".html", report_html(report));
    if (written) written = put_workbook(report, stem + ".xlsx");
    for (const ReportSection& section : all_sections(report)) {
        if (!written) return written;
        written = write_file(
            folder + '/' + section_file(report, section), as_csv(with_facts(report, section))
        );
    }
    return written;
}

Result<ExitCode> write_all(const Options& options, const Book& book, const JournalFacts& facts) {
    const Reports reports(options, book, facts);
    std::vector<Report> made;
    ExitCode code = ExitCode::done;
    for (const Command command :
         {Command::report_aging,
          Command::report_cash_tieout,
          Command::report_roll_forward,
          Command::report_unapplied,
          Command::report_exceptions,
          Command::report_activity}) {
        auto report = reports.make(command);
        if (!report) return tl::make_unexpected(std::move(report).error());
        auto written = write_formats(*report, options.out);
        if (!written) return tl::make_unexpected(std::move(written).error());
        code = std::max(code, code_of_report(*report));
        print_out(fmt::format("{}/{}.html\n", options.out, report->name));
        for (ReportSection& section : report->sections)
            section.table.rows.clear();  // the index only names them
        made.push_back(std::move(*report));
    }
    const std::string index = options.out + "/index.html";
    auto written = write_file(index, report_index_html({policy_fact(book)}, made));
    if (!written) return tl::make_unexpected(std::move(written).error());
    print_out(index + '\n');
    return code;
}

}  // namespace

Result<ExitCode> control_report_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    const bool wants_item_days = options.basis == "posting";
    const auto facts = read_journal_facts(book, (*app)->journal(), wants_item_days);
    if (!facts) return tl::make_unexpected(facts.error());
    Result<ExitCode> code = ExitCode::done;
    if (options.command == Command::report_all) {
        code = write_all(options, book, *facts);
    } else {
        const auto report = Reports(options, book, *facts).make(options.command);
        if (!report) return tl::make_unexpected(report.error());
        auto put = put_report(options, *report);
        if (!put) return tl::make_unexpected(std::move(put).error());
        code = code_of_report(*report);
    }
    if (!code) return code;
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return code;
}

}  // namespace tieout
