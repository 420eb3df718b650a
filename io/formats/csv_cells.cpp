#include "io/formats/csv_cells.h"

#include <algorithm>
#include <string>

#include "io/formats/fields.h"

namespace tieout {

// From the opening quote to what stands behind the closing one.
[[gnu::always_inline]] inline CsvCell CsvRows::quoted_cell(Walk& walk, CsvRow& row) {
    const std::size_t from = walk.stop + 1;
    CsvCell cell{{}, 0, true};
    bool has_doubled = false;
    for (walk.step(); walk.stop != text_.size(); walk.step()) {
        const char mark = text_[walk.stop];
        const char next = walk.stop + 1 < text_.size() ? text_[walk.stop + 1] : '\0';
        if (mark == '"' && next != '"') break;
        if (mark == '"') {
            has_doubled = true;
            walk.step();
            continue;
        }
        cell.is_plain = cell.is_plain && mark == mark_;
        line_ += mark == '\n' || (mark == '\r' && next != '\n') ? 1 : 0;
    }
    cell.text = text_.substr(from, walk.stop - from);
    row.is_broken = walk.stop == text_.size();
    if (has_doubled) {
        std::string once;
        for (std::size_t i = 0; i < cell.text.size(); ++i) {
            once.push_back(cell.text[i]);
            if (cell.text[i] == '"') ++i;
        }
        cell.text = texts_.keep(once);
        cell.is_plain = false;
    }
    if (row.is_broken) return cell;
    // Blanks behind the closing quote are harmless, other text is not.
    std::size_t at = walk.stop + 1;
    while (at < text_.size() && text_[at] == ' ')
        ++at;
    while (walk.stop < at)
        walk.step();
    row.is_broken = at < text_.size() && !ends_cell(at);
    return cell;
}

bool CsvRows::next(CsvRow& row) {
    const std::string_view text = text_;
    const bool is_at_mark = at_ + 1 == text.size() && text[at_] == '\x1A';
    row = {};
    if (at_ >= text.size() || is_at_mark) return false;
    row.line = line_;
    Walk& walk = walk_;
    std::size_t count = 0;
    for (std::size_t at = at_;; at = walk.stop + 1, walk.step()) {
        CsvCell cell{{}, 0, true};
        if (walk.stop == at && at < text.size() && text[at] == '"') {
            cell = quoted_cell(walk, row);
        } else {
            for (; walk.stop != text.size() && !ends_cell(walk.stop); walk.step())
                cell.is_plain = false;
            cell.text = text.substr(at, walk.stop - at);
        }
        cell.column = at - at_ + 1;
        if (count < cells_max) {
            cells_[count++] = cell;
        } else {
            row.is_broken = true;
        }
        if (row.is_broken) {  // go on with the next line
            while (walk.stop != text.size() && !is_line_end(walk.stop))
                walk.step();
        }
        row.is_ended = walk.stop != text.size() && is_line_end(walk.stop);
        if (row.is_ended || walk.stop == text.size()) break;
    }
    std::size_t end = walk.stop;
    row.bytes = end - at_;
    if (row.is_ended) {
        end += text.substr(end).starts_with("\r\n") ? 2U : 1U;
        while (walk.stop < end)
            walk.step();
        ++line_;
    }
    at_ = end;
    row.cells = std::span(cells_).first(count);
    row.is_blank =
        !row.is_broken && std::all_of(row.cells.begin(), row.cells.end(), [](const CsvCell& cell) {
            return trimmed_right(cell.text).empty();
        });
    return true;
}

}  // namespace tieout
