#include "io/formats/rows.h"

#include <algorithm>
#include <cstring>
#include <set>

#include <fmt/core.h>

#include "engine/check.h"
#include "io/formats/fields.h"
#include "io/formats/scan.h"

namespace tieout {

namespace {

constexpr std::size_t slice_bytes = std::size_t{64} << 10U;

// Some line ends with a carriage return only.
bool has_lone_return(std::string_view text) {
    for (std::size_t at = text.find('\r'); at != std::string_view::npos;
         at = text.find('\r', at + 1)) {
        if (at + 1 >= text.size() || text[at + 1] != '\n') return true;
    }
    return false;
}

}  // namespace

std::pair<std::uint64_t, std::uint64_t> RowBlock::place(std::size_t row, std::size_t column) const {
    const Start& start = starts_[row];
    const std::string_view value = cell(row, column);
    const char* from = start.text.data();
    const bool inside =
        value.data() != nullptr && value.data() >= from && value.data() <= from + start.text.size();
    if (!inside) return {start.line, 0};
    const std::string_view before(from, static_cast<std::size_t>(value.data() - from));
    const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t last = before.rfind('\n');
    const std::size_t in_line =
        last == std::string_view::npos ? before.size() : before.size() - last - 1;
    return {start.line + lines, in_line + 1};
}

std::pair<std::size_t, std::size_t> RowBlock::nested_rows(std::size_t row) const {
    if (!nested_) return {0, 0};
    const std::size_t to = row + 1 < size_ ? starts_[row + 1].nested_from : nested_->size();
    return {starts_[row].nested_from, to};
}

void RowBlock::grow() {
    starts_.resize(std::max(RowReader::rows_a_block, 2 * starts_.size()));
    cells_.resize(starts_.size() * shape_->columns.size());
}

void RowBlock::drop_row() {
    if (nested_) {
        while (nested_->size() > last().nested_from)
            nested_->drop_row();
    }
    --size_;
}

TextStore RowBlock::take_texts() {
    TextStore texts = std::move(texts_);
    if (nested_) texts.absorb(nested_->take_texts());
    return texts;
}

std::string_view RowBlock::keep(std::string_view text) {
    return texts_.keep(text);
}

void RowBlock::put(std::size_t column, std::string_view text) {
    last_cells()[column] = text;
    const std::uint64_t bit = std::uint64_t{1} << column;
    last().given |= bit;
    if (!text.empty()) last().filled |= bit;
}

namespace {

// Cuts `text` into slices that can be read by themselves; one slice when `whole`.
std::vector<RowSlice> cut_rows(std::string_view text, bool whole) {
    std::vector<RowSlice> slices;
    while (!text.empty()) {
        std::size_t end = whole ? text.size() : std::min(slice_bytes, text.size());
        if (end < text.size()) {
            const std::size_t border = text.find('\n', end);
            end = border == std::string_view::npos ? text.size() : border + 1;
        }
        slices.push_back({text.substr(0, end), 0, 0});
        text.remove_prefix(end);
    }
    return slices;
}

}  // namespace

// Reads the records of RFC 4180: cells parted by commas, in quotes where they hold marks.
class CsvRowReader {
public:
    CsvRowReader(const RowSlice& slice, FaultList& faults)
        : rest_(slice.text), line_(slice.first_line), faults_(faults) {}

    bool at_end() const { return rest_.empty(); }

    std::uint64_t line() const { return line_; }

    std::string_view rest() const { return rest_; }

    // The cells of the next record; `readable` is false after a fault in it.
    struct Record {
        std::vector<std::string_view> cells;
        std::vector<std::string> unquoted;  // cells that had to be copied; moved by the caller
        std::vector<std::size_t> copied;    // their indices in `cells`
        std::string_view text;
        std::uint64_t line = 0;
        bool readable = true;
    };

    void next(Record& record);
    static void fill(const Record& record, const CsvHeader& header, RowBlock& block);

private:
    std::size_t quoted_cell(Record& record, std::size_t at);

    std::string_view rest_;
    std::uint64_t line_;
    FaultList& faults_;
};

// Reads a cell in quotes that opens at `at`; returns where the mark behind it stands.
std::size_t CsvRowReader::quoted_cell(Record& record, std::size_t at) {
    const std::size_t from = at + 1;
    bool doubled = false;
    for (std::size_t i = from;; ++i) {
        i = rest_.find('"', i);
        if (i == std::string_view::npos) {
            faults_.add("F_CSV_QUOTE", record.line, 0, "a quoted cell is not closed");
            record.readable = false;
            record.cells.push_back({});
            return rest_.size();
        }
        if (i + 1 < rest_.size() && rest_[i + 1] == '"') {
            doubled = true;
            ++i;
            continue;
        }
        const std::string_view inner = rest_.substr(from, i - from);
        if (doubled) {
            std::string copy;
            for (std::size_t j = 0; j < inner.size(); ++j) {
                copy.push_back(inner[j]);
                if (inner[j] == '"') ++j;
            }
            record.unquoted.push_back(std::move(copy));
            record.copied.push_back(record.cells.size());
        }
        record.cells.push_back(inner);
        return i + 1;
    }
}

void CsvRowReader::next(Record& record) {
    record.cells.clear();
    record.unquoted.clear();
    record.copied.clear();
    record.line = line_;
    record.readable = true;
    std::size_t at = 0;
    for (;;) {
        if (at < rest_.size() && rest_[at] == '"') {
            at = quoted_cell(record, at);
        } else {
            std::size_t end = at;
            while (end < rest_.size() && rest_[end] != ',' && rest_[end] != '\n' &&
                   rest_[end] != '\r') {
                ++end;
            }
            record.cells.push_back(rest_.substr(at, end - at));
            at = end;
        }
        if (record.cells.back().size() > field_bytes_max) {
            faults_.add("F_FIELD", record.line, 0, "a cell is longer than 64 KiB");
            record.readable = false;
        }
        if (at >= rest_.size() || rest_[at] != ',') break;
        ++at;
    }
    record.text = rest_.substr(0, at);
    if (at < rest_.size() && rest_[at] != '\n' && rest_[at] != '\r') {
        if (record.readable) {
            faults_.add("F_CSV_QUOTE", record.line, 0, "a comma expected behind a closing quote");
        }
        record.readable = false;
        at = std::min(rest_.find('\n', at), rest_.size());
    }
    const std::string_view taken = rest_.substr(0, at);
    line_ += static_cast<std::uint64_t>(std::count(taken.begin(), taken.end(), '\n'));
    if (at < rest_.size()) {
        const bool two = rest_[at] == '\r' && at + 1 < rest_.size() && rest_[at + 1] == '\n';
        at += two ? 2 : 1;
        ++line_;
    }
    rest_.remove_prefix(at);
}

void CsvRowReader::fill(const Record& record, const CsvHeader& header, RowBlock& block) {
    block.open_row(record.line, record.text);
    std::size_t copy = 0;
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
        std::string_view value = record.cells[i];
        const bool copied = copy < record.copied.size() && record.copied[copy] == i;
        if (copied) value = block.keep(record.unquoted[copy++]);
        if (header.columns[i] < 0) continue;
        block.put(static_cast<std::size_t>(header.columns[i]), value);
    }
}

Result<CsvHeader> read_csv_header(const Source& source) {
    FaultList faults(source.name());
    const std::string_view text = source.text();
    CsvRowReader reader({text, source.first_line(), 0}, faults);
    CsvRowReader::Record record;
    reader.next(record);
    const auto refused = [&](std::string words) {
        return tl::make_unexpected(
            Error{ErrorKind::input, "F_CSV_HEADER", std::move(words), source.place(record.line, 1)}
        );
    };
    if (!record.readable) return refused("a header of column names expected");
    CsvHeader header;
    std::set<std::string> seen;
    for (const std::string_view cell : record.cells) {
        std::string name = clean_text(trimmed(cell));
        if (!name.empty() && !seen.insert(name).second) {
            return refused(fmt::format("the column '{}' occurs twice", name));
        }
        header.names.push_back(std::move(name));
    }
    header.rest = reader.rest();
    header.rest_line = reader.line();
    header.has_quotes = header.rest.find('"') != std::string_view::npos;
    return header;
}

void place_columns(CsvHeader& header, const RowShape& shape) {
    header.columns.assign(header.names.size(), -1);
    for (std::size_t i = 0; i < header.names.size(); ++i) {
        const auto found = std::find(shape.columns.begin(), shape.columns.end(), header.names[i]);
        if (found == shape.columns.end()) continue;
        header.columns[i] = static_cast<int>(found - shape.columns.begin());
    }
}

namespace {

class CsvSliceReader final : public RowReader {
public:
    CsvSliceReader(
        const RowSlice& slice, const CsvHeader& header, const RowShape& shape, FaultList& faults
    )
        : header_(header), records_(slice, faults), faults_(faults) {
        place_columns(header_, shape);
    }

    bool next(RowBlock& block) override;

private:
    CsvHeader header_;
    CsvRowReader records_;
    CsvRowReader::Record record_;
    FaultList& faults_;
};

bool CsvSliceReader::next(RowBlock& block) {
    block.clear();
    while (!records_.at_end() && block.size() < rows_a_block) {
        records_.next(record_);
        const bool is_blank = record_.cells.size() == 1 && trimmed(record_.cells.front()).empty();
        if (!record_.readable || is_blank) continue;
        if (record_.cells.size() != header_.names.size()) {
            faults_.add(
                "F_CSV_CELLS",
                record_.line,
                1,
                fmt::format(
                    "{} cells expected as in the header, found {}",
                    header_.names.size(),
                    record_.cells.size()
                )
            );
            continue;
        }
        CsvRowReader::fill(record_, header_, block);
    }
    return block.size() != 0;
}

}  // namespace

std::unique_ptr<RowReader> csv_row_reader(
    const RowSlice& slice, const CsvHeader& header, const RowShape& shape, FaultList& faults
) {
    return std::make_unique<CsvSliceReader>(slice, header, shape, faults);
}

void RowFile::number_lines(std::size_t from, std::size_t to, Parallel& parallel) {
    parallel.for_each(to - from, [&](std::size_t i) {
        RowSlice& slice = slices[from + i];
        slice.lines = count_of(slice.text, '\n') + (slice.text.ends_with('\n') ? 0U : 1U);
        if (has_lone_returns) slice.lines += count_of(slice.text, '\r');
    });
    for (std::size_t i = from; i < to; ++i)
        slices[i].first_line = i == 0 ? first_line : slices[i - 1].first_line + slices[i - 1].lines;
}

Result<RowFile> open_rows(const Source& source, Parallel& parallel) {
    Result<RowFile> file = open_rows(source);
    if (file) file->number_lines(0, file->slices.size(), parallel);
    return file;
}

Result<RowFile> open_rows(const Source& source) {
    RowFile file;
    const std::string_view text = source.text();
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    file.is_json = first != std::string_view::npos && text[first] == '{';
    file.end = text.data() + text.size();
    if (file.is_json) {
        file.slices = cut_rows(text, false);
        file.first_line = source.first_line();
        return file;
    }
    Result<CsvHeader> header = read_csv_header(source);
    if (!header) return tl::make_unexpected(std::move(header).error());
    file.header = std::move(*header);
    const std::string_view rest = file.header.rest;
    file.has_lone_returns = has_lone_return(rest);
    file.slices = cut_rows(rest, file.header.has_quotes || file.has_lone_returns);
    file.first_line = file.header.rest_line;
    return file;
}

std::unique_ptr<RowReader> row_reader(
    const RowFile& file, std::size_t slice, const RowShape& shape, FaultList& faults
) {
    if (file.is_json) return json_row_reader(file.slices[slice], file.end, shape, faults);
    return csv_row_reader(file.slices[slice], file.header, shape, faults);
}

}  // namespace tieout
