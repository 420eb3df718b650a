#include "io/formats/lockbox_records.h"

#include <algorithm>
#include <array>

#include "io/formats/fields.h"
#include "io/formats/fixed_records.h"

namespace tieout {

namespace {

constexpr std::array<std::size_t, 5> widths{80, 94, 104, 264, 300};  // that banks use

// Whether every record of this width begins with a type, in the order that files begin with.
bool has_records_of(std::string_view text, std::size_t width) {
    constexpr std::string_view types = "12456789";
    constexpr std::size_t records_min = 3;
    if (text.size() < records_min * width - width + 1 || text.front() != '1') return false;
    const char second = text[width];
    if (second != '5' && !(second == '2' && text[2 * width] == '5')) return false;
    for (std::size_t at = 0; at < text.size(); at += width) {
        if (types.find(text[at]) == std::string_view::npos) return false;
    }
    return true;
}

}  // namespace

std::size_t lockbox_width_without_line_ends(std::string_view text) {
    const std::string_view line = trimmed_right(text.substr(0, text.find_first_of("\r\n")));
    for (const std::size_t width : widths) {
        if (has_records_of(line, width)) return width;
    }
    return 0;
}

std::vector<Line> lockbox_records(const Source& source, TextStore& texts) {
    std::vector<Line> records;
    if (const std::size_t width = lockbox_width_without_line_ends(source.text()); width != 0) {
        FixedRecords walk(source, width, texts);
        while (const auto record = walk.next())
            records.push_back({record->text, record->line});
        return records;
    }
    for (Line& line : source.lines()) {
        if (trimmed_right(line.text).empty()) continue;
        line.text = one_byte_columns(line.text, texts);
        records.push_back(line);
    }
    return records;
}

LockboxLayout recognise_lockbox_layout(const std::vector<Line>& records) {
    constexpr std::size_t wide_column = 160;
    std::size_t overflows = 0;
    std::size_t with_amounts = 0;
    bool wide = false;
    for (const Line& line : records) {
        const std::string_view text = trimmed_right(line.text);
        if (text.front() == '2') wide = wide || columns(text, 35, 37) == "300";
        if (text.front() == '6') wide = wide || text.size() > wide_column;
        if (text.front() != '4') continue;
        ++overflows;
        if (all_digits(columns(text, 28, 47)) && text.size() >= 47) ++with_amounts;
    }
    const bool sap = overflows != 0 && with_amounts == overflows;
    return *LockboxLayout::built_in(wide ? "wide" : sap ? "sap" : "base");
}

}  // namespace tieout
