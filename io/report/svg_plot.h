// A plot of shares against shares as an SVG file that needs nothing beside itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tieout {

// Shares in parts per million.
struct PlotPoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    std::string label;  // shown beside the point and as its tooltip; may be empty
};

struct PlotSeries {
    std::string name;  // for the legend; empty: not in it
    std::vector<PlotPoint> points;
    bool is_line = true;  // else dots
    bool is_faint = false;
};

// Axes run from the lower ends to a million; a lower end is a share below that.
struct Plot {
    std::string title;
    std::string x_name;
    std::string y_name;
    std::int64_t x_from = 0;
    std::int64_t y_from = 0;
    std::vector<PlotSeries> series;
};

// Whole-number coordinates: the same plot is the same bytes on every machine. Cost O(points).
std::string as_svg(const Plot& plot);

}  // namespace tieout
