#include "io/formats/lockbox_records.h"

#include <algorithm>
#include <array>

#include "io/formats/block.h"
#include "io/formats/fields.h"
#include "io/formats/fixed_records.h"
#include "io/formats/scan.h"

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

// Line ends, and what is to be cleaned in a text.
struct LockboxMark {
    static std::uint64_t bits(const Block& block, char /*before*/) { return block.strange(); }
};

}  // namespace

std::size_t lockbox_width_without_line_ends(std::string_view text) {
    const std::string_view line = trimmed_right(text.substr(0, text.find_first_of("\r\n")));
    for (const std::size_t width : widths) {
        if (has_records_of(line, width)) return width;
    }
    return 0;
}

std::vector<LockboxRecord> lockbox_records(const Source& source, TextStore& texts) {
    std::vector<LockboxRecord> records;
    if (const std::size_t width = lockbox_width_without_line_ends(source.text()); width != 0) {
        FixedRecords walk(source, width, texts);
        while (const auto record = walk.next())
            records.push_back({record->text, record->line, false});
        return records;
    }
    const std::string_view text = source.text_of_lines();
    records.reserve(count_of(text, '\n') + 1);
    MarkWalk<LockboxMark> marks(text);
    std::uint64_t number = source.first_line();
    for (std::size_t at = 0; at < text.size(); ++number) {
        bool is_plain = true;
        std::size_t end = marks.next();
        for (; end != text.size() && text[end] != '\n' && text[end] != '\r'; end = marks.next())
            is_plain = false;
        std::string_view line = text.substr(at, end - at);
        const bool is_two = end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
        if (is_two) marks.next();
        at = end + (is_two ? 2 : 1);
        if (line.empty() || (line.front() <= ' ' && trimmed_right(line).empty())) continue;
        if (!is_plain) line = one_byte_columns(line, texts);
        records.push_back({line, number, is_plain});
    }
    return records;
}

LockboxLayout recognise_lockbox_layout(const std::vector<LockboxRecord>& records) {
    constexpr std::size_t wide_column = 160;
    std::size_t overflows = 0;
    std::size_t with_amounts = 0;
    bool wide = false;
    for (const LockboxRecord& record : records) {
        const std::string_view text = record.text;
        if (text.front() == '2') wide = wide || columns(text, 35, 37) == "300";
        if (text.front() == '6' && text.size() > wide_column) {
            wide = wide || trimmed_right(text).size() > wide_column;
        }
        if (text.front() != '4') continue;
        ++overflows;
        if (text.size() >= 47 && all_digits(columns(text, 28, 47))) ++with_amounts;
    }
    const bool sap = overflows != 0 && with_amounts == overflows;
    return *LockboxLayout::built_in(wide ? "wide" : sap ? "sap" : "base");
}

}  // namespace tieout
