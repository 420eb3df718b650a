#include "io/formats/csv_cells.h"

#include <algorithm>
#include <string>

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

void CsvRows::cell(CsvRow& row) {
    CsvCell read{{}, column_};
    if (!rest_.starts_with('"')) {
        const std::size_t from = text_.size() - rest_.size();
        while (stop_ < from)
            stop_ = marks_.next();
        const std::size_t end = stop_ - from;
        read.text = rest_.substr(0, end);
        rest_.remove_prefix(end);
        column_ += end;
    } else {
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
        read.text = rest_.substr(1, size - 1);
        for (std::size_t i = 0; i < read.text.size(); ++i) {
            const bool ends = read.text[i] == '\n' ||
                              (read.text[i] == '\r' && !read.text.substr(i + 1).starts_with('\n'));
            line_ += ends ? 1 : 0;
        }
        if (doubled != 0) {
            std::string once;
            for (std::size_t i = 0; i < read.text.size(); ++i) {
                once.push_back(read.text[i]);
                if (read.text[i] == '"') ++i;
            }
            read.text = texts_.keep(once);
        }
        rest_.remove_prefix(std::min(size + 1, rest_.size()));
        column_ += size + 1;
        // Blanks behind the closing quote are harmless, other text is not.
        while (rest_.starts_with(' '))
            rest_.remove_prefix(1);
        row.is_broken = row.is_broken || (!rest_.empty() && rest_.front() != mark_ &&
                                          rest_.front() != '\n' && rest_.front() != '\r');
    }
    row.is_blank = row.is_blank && read.text.find_first_not_of(" \t\x1A") == std::string_view::npos;
    if (row.cells.size() < cells_max) {
        row.cells.push_back(read);
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
