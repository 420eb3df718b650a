#include "io/report/evaluation_plots.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/report/svg_plot.h"

namespace tieout {

namespace {

constexpr std::uint64_t whole = 1'000'000;

std::int64_t share(std::uint64_t part, std::uint64_t of) {
    return of == 0 ? 0 : static_cast<std::int64_t>(part * whole / of);
}

// Where the axis of precision may begin so that the lowest point is on it: near the top small
// differences are what matters.
std::int64_t axis_below(std::int64_t lowest) {
    constexpr std::array<std::int64_t, 6> ends{
        999'000, 990'000, 950'000, 900'000, 750'000, 500'000
    };
    const auto fits =
        std::find_if(ends.begin(), ends.end(), [&](std::int64_t end) { return end <= lowest; });
    return fits == ends.end() ? 0 : *fits;
}

}  // namespace

std::string coverage_svg(std::span<const JudgedPayment> judged, std::string_view name) {
    Plot plot;
    plot.title = fmt::format("Precision against coverage: {}", name);
    plot.x_name = "coverage: share of all payments answered, best scores first";
    plot.y_name = "precision: share of answers without a wrong line";
    PlotSeries posted{"posted", {}, true, false};
    PlotSeries answered{"posted, else the best suggestion", {}, true, false};
    std::int64_t lowest = static_cast<std::int64_t>(whole);
    for (const CoveragePoint& point : precision_by_coverage(judged)) {
        const auto label = fmt::format("score {}", point.score_bp);
        answered.points.push_back(
            {share(point.answers, judged.size()), share(point.right, point.answers), label}
        );
        lowest = std::min(lowest, answered.points.back().y);
        if (point.posted == 0) continue;
        posted.points.push_back(
            {share(point.posted, judged.size()), share(point.posted_right, point.posted), label}
        );
        lowest = std::min(lowest, posted.points.back().y);
    }
    plot.y_from = axis_below(lowest);
    plot.series = {std::move(posted), std::move(answered)};
    return as_svg(plot);
}

std::string reliability_svg(std::span<const JudgedPayment> judged, std::string_view name) {
    Plot plot;
    plot.title = fmt::format("Reliability of scores: {}", name);
    plot.x_name = "mean score of the bin";
    plot.y_name = "share of its answers that are right";
    constexpr std::int64_t end = static_cast<std::int64_t>(whole);
    plot.series.push_back({"", {{0, 0, ""}, {end, end, ""}}, true, true});
    PlotSeries bins{"", {}, false, false};
    for (const ReliabilityBin& bin : reliability(judged)) {
        if (bin.answers == 0) continue;
        bins.points.push_back(
            {share(bin.score_sum, bin.answers * 10'000),
             share(bin.right, bin.answers),
             fmt::format("n = {}", bin.answers)}
        );
    }
    plot.series.push_back(std::move(bins));
    return as_svg(plot);
}

}  // namespace tieout
