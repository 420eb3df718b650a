// Reading commands: aging.
#include <charconv>

#include <fmt/core.h>

#include "engine/aging.h"
#include "io/cli/commands.h"
#include "io/report/aging_report.h"

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

Result<AgingRequest> aging_request(const Options& options) {
    AgingRequest request;
    const auto as_of = as_of_or(options, today());
    if (!as_of) return tl::make_unexpected(as_of.error());
    request.as_of = *as_of;
    if (options.basis == "invoice") request.basis = AgingBasis::invoice_date;
    if (options.by == "entity") request.by = AgingBy::entity;
    if (options.by == "owner") request.by = AgingBy::owner;
    if (!options.buckets.empty()) {
        auto limits = read_limits(options.buckets);
        if (!limits) return tl::make_unexpected(limits.error());
        request.limits = std::move(*limits);
    }
    const bool empty_first = request.basis == AgingBasis::invoice_date && !request.limits.empty() &&
                             request.limits.front() == 0;
    if (empty_first) request.limits.erase(request.limits.begin());
    return request;
}

}  // namespace

Result<ExitCode> aging_command(const Options& options, const Settings& settings) {
    const auto request = aging_request(options);
    if (!request) return tl::make_unexpected(request.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Table table = aging_table((*app)->book(), *request, age((*app)->book(), *request));
    const std::string format = options.json ? "json" : options.format;
    if (format == "csv") {
        print_out(as_csv(table));
    } else if (format == "json") {
        print_out(as_json(table));
    } else {
        const std::string title = fmt::format(
            "Aging as of {} by {} date",
            format_date(request->as_of),
            request->basis == AgingBasis::due_date ? "due" : "invoice"
        );
        print_out(format == "html" ? as_html(table, title) : title + "\n\n" + as_text(table));
    }
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
