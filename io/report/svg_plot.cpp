#include "io/report/svg_plot.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "engine/check.h"

namespace tieout {

namespace {

constexpr std::int64_t whole = 1'000'000;
constexpr std::int64_t width = 640;
constexpr std::int64_t height = 440;
constexpr std::int64_t left = 80;
constexpr std::int64_t right = 20;
constexpr std::int64_t top = 50;
constexpr std::int64_t bottom = 60;
constexpr int ticks = 5;
// Told apart without colours too: the second series is dashed.
constexpr std::array<std::string_view, 3> colours{"#0b5cad", "#b34700", "#2b7a2b"};
constexpr std::array<std::string_view, 3> dashes{"none", "6 3", "2 3"};

void put_escaped(std::string& out, std::string_view text) {
    for (const char letter : text) {
        switch (letter) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += letter;
        }
    }
}

class Drawing {
public:
    explicit Drawing(const Plot& plot) : plot_(plot) {
        check(plot.x_from < whole && plot.y_from < whole, "an axis has a length");
    }

    std::string draw() {
        fmt::format_to(
            end(),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
            "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
            "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
            width,
            height
        );
        words(width / 2, 24, "middle", plot_.title, " font-size=\"15\"");
        axes();
        for (std::size_t i = 0; i < plot_.series.size(); ++i)
            series(i);
        legend();
        return out_ + "</svg>\n";
    }

private:
    std::back_insert_iterator<std::string> end() { return std::back_inserter(out_); }

    void words(
        std::int64_t x,
        std::int64_t y,
        std::string_view anchor,
        std::string_view text,
        std::string_view more = {}
    ) {
        fmt::format_to(end(), "<text x=\"{}\" y=\"{}\" text-anchor=\"{}\"{}>", x, y, anchor, more);
        put_escaped(out_, text);
        out_ += "</text>\n";
    }

    // Tenths of a pixel, so that close points stay apart.
    static std::string tenths(std::int64_t value) {
        return fmt::format("{}.{}", value / 10, value % 10);
    }

    std::string x_of(std::int64_t share) const {
        const std::int64_t within = std::clamp(share, plot_.x_from, whole) - plot_.x_from;
        return tenths(left * 10 + within * (width - left - right) * 10 / (whole - plot_.x_from));
    }

    std::string y_of(std::int64_t share) const {
        const std::int64_t within = std::clamp(share, plot_.y_from, whole) - plot_.y_from;
        const std::int64_t span = (height - top - bottom) * 10;
        return tenths((height - bottom) * 10 - within * span / (whole - plot_.y_from));
    }

    static std::string per_cent(std::int64_t share) {
        const std::int64_t hundredths = share / 100;
        return hundredths % 100 == 0
                   ? fmt::format("{} %", hundredths / 100)
                   : fmt::format("{}.{:02} %", hundredths / 100, hundredths % 100);
    }

    void axes() {
        for (int i = 0; i <= ticks; ++i) {
            const std::int64_t x = plot_.x_from + (whole - plot_.x_from) * i / ticks;
            const std::int64_t y = plot_.y_from + (whole - plot_.y_from) * i / ticks;
            fmt::format_to(
                end(),
                "<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" stroke=\"#dddddd\"/>\n"
                "<line x1=\"{3}\" y1=\"{4}\" x2=\"{5}\" y2=\"{4}\" stroke=\"#dddddd\"/>\n"
                "<text x=\"{0}\" y=\"{6}\" text-anchor=\"middle\">{7}</text>\n"
                "<text x=\"{8}\" y=\"{4}\" text-anchor=\"end\" dy=\"4\">{9}</text>\n",
                x_of(x),
                top,
                height - bottom,
                left,
                y_of(y),
                width - right,
                height - bottom + 18,
                per_cent(x),
                left - 8,
                per_cent(y)
            );
        }
        fmt::format_to(
            end(),
            "<path d=\"M{0} {1}V{2}H{3}\" fill=\"none\" stroke=\"#000000\"/>\n",
            left,
            top,
            height - bottom,
            width - right
        );
        words((left + width - right) / 2, height - 16, "middle", plot_.x_name);
        const std::int64_t middle = (top + height - bottom) / 2;
        words(
            18,
            middle,
            "middle",
            plot_.y_name,
            fmt::format(" transform=\"rotate(-90 18 {})\"", middle)
        );
    }

    static std::string_view colour_of(const PlotSeries& series, std::size_t index) {
        return series.is_faint ? std::string_view("#999999") : colours[index % colours.size()];
    }

    void series(std::size_t index) {
        const PlotSeries& series = plot_.series[index];
        if (series.is_line && series.points.size() > 1) {
            fmt::format_to(
                end(),
                "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\" "
                "points=\"",
                colour_of(series, index),
                dashes[index % dashes.size()]
            );
            for (const PlotPoint& point : series.points)
                fmt::format_to(end(), "{},{} ", x_of(point.x), y_of(point.y));
            out_ += "\"/>\n";
        }
        const bool has_dots = !series.is_line || series.points.size() == 1;
        for (const PlotPoint& point : series.points) {
            if (has_dots) dot(point, colour_of(series, index));
        }
    }

    void dot(const PlotPoint& point, std::string_view colour) {
        fmt::format_to(
            end(),
            "<circle cx=\"{}\" cy=\"{}\" r=\"4\" fill=\"{}\"><title>",
            x_of(point.x),
            y_of(point.y),
            colour
        );
        put_escaped(out_, point.label);
        out_ += "</title></circle>\n";
        if (point.label.empty()) return;
        fmt::format_to(
            end(),
            "<text x=\"{}\" y=\"{}\" dx=\"-7\" dy=\"14\" text-anchor=\"end\" font-size=\"10\">",
            x_of(point.x),
            y_of(point.y)
        );
        put_escaped(out_, point.label);
        out_ += "</text>\n";
    }

    void legend() {
        std::int64_t y = height - bottom - 14;
        for (std::size_t i = 0; i < plot_.series.size(); ++i) {
            const PlotSeries& series = plot_.series[i];
            if (series.name.empty()) continue;
            fmt::format_to(
                end(),
                "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"2\" "
                "stroke-dasharray=\"{}\"/>\n",
                left + 12,
                y - 4,
                left + 36,
                y - 4,
                colour_of(series, i),
                dashes[i % dashes.size()]
            );
            words(left + 42, y, "start", series.name);
            y -= 18;
        }
    }

    const Plot& plot_;
    std::string out_;
};

}  // namespace

std::string as_svg(const Plot& plot) {
    return Drawing(plot).draw();
}

}  // namespace tieout
