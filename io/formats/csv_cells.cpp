#include "io/formats/csv_cells.h"

#include <algorithm>
#include <string>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t cells_max = 1000;

}  // namespace

bool CsvRows::take_line_end() {
    if (rest_.empty() || (rest_.front() != '\n' && rest_.front() != '\r')) return false;
    rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
    ++line_;
    column_ = 1;
    return true;
}

std::string_view CsvRows::plain_cell() {
    const std::size_t from = text_.size() - rest_.size();
    while (stop_ < from)
        stop_ = marks_.next();
    const std::string_view cell = rest_.substr(0, stop_ - from);
    rest_.remove_prefix(cell.size());
    column_ += cell.size();
    return cell;
}

std::string_view CsvRows::quoted_cell(CsvRow& row) {
    std::size_t at = 1;
    std::size_t doubled = 0;
    for (;;) {
        at = rest_.find('"', at);
        if (at == std::string_view::npos || !rest_.substr(at + 1).starts_with('"')) break;
        ++doubled;
        at += 2;
    }
    row.is_broken = row.is_broken || at == std::string_view::npos;
    const std::size_t size = std::min(at, rest_.size());
    std::string_view cell = rest_.substr(1, size - 1);
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const bool ends =
            cell[i] == '\n' || (cell[i] == '\r' && !cell.substr(i + 1).starts_with('\n'));
        line_ += ends ? 1 : 0;
    }
    if (doubled != 0) {
        std::string once;
        for (std::size_t i = 0; i < cell.size(); ++i) {
            once.push_back(cell[i]);
            if (cell[i] == '"') ++i;
        }
        cell = texts_.keep(once);
    }
    rest_.remove_prefix(std::min(size + 1, rest_.size()));
    column_ += size + 1;
    // Blanks behind the closing quote are harmless, other text is not.
    while (rest_.starts_with(' '))
        rest_.remove_prefix(1);
    row.is_broken = row.is_broken || (!rest_.empty() && rest_.front() != mark_ &&
                                      rest_.front() != '\n' && rest_.front() != '\r');
    return cell;
}

void CsvRows::cell(CsvRow& row) {
    const std::uint64_t column = column_;
    const std::string_view text = rest_.starts_with('"') ? quoted_cell(row) : plain_cell();
    row.is_blank = row.is_blank && trimmed_right(text).empty();
    if (row.cells.size() < cells_max) {
        row.cells.push_back({text, column});
    } else {
        row.is_broken = true;
    }
}

bool CsvRows::next(CsvRow& row) {
    row.cells.clear();
    row.is_ended = row.is_broken = false;
    row.is_blank = true;
    if (rest_.empty() || rest_ == "\x1A") return false;
    row.line = line_;
    for (;;) {
        cell(row);
        if (row.is_broken) {  // go on with the next line
            rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
        }
        if (take_line_end()) {
            row.is_ended = true;
            return true;
        }
        if (rest_.empty()) return true;
        rest_.remove_prefix(1);
        ++column_;
    }
}

}  // namespace tieout
