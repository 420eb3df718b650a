// Rows of named cells, as CSV (RFC 4180) or NDJSON carry them: the shape of our exchange files.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error.h"
#include "engine/parallel.h"
#include "engine/texts.h"
#include "io/formats/source.h"

namespace tieout {

// The columns a kind of file may have; others are ignored. At most 63.
struct RowShape {
    std::span<const std::string_view> columns;
    std::uint64_t lists = 0;    // bit per column that may hold a list: "a|b" or ["a","b"]
    std::uint64_t amounts = 0;  // bit per column that must be text in JSON, never a JSON number
    std::string_view nested;    // member that holds an array of objects, or empty
    const RowShape* nested_shape = nullptr;
};

// A few rows read from one slice of a file. Cells borrow the file's bytes or this block.
class RowBlock {
public:
    explicit RowBlock(const RowShape& shape) : shape_(&shape) {}

    std::size_t size() const { return size_; }

    // Empty when the row has no such cell.
    std::string_view cell(std::size_t row, std::size_t column) const {
        const bool is_given = (starts_[row].given >> column & 1U) != 0;
        return is_given ? cells(row)[column] : std::string_view{};
    }

    // Its cells by column. Those that are not given hold anything.
    const std::string_view* cells(std::size_t row) const {
        return cells_.data() + row * shape_->columns.size();
    }

    // A bit for each column of which it has a cell, and for each that has something in it.
    std::uint64_t given(std::size_t row) const { return starts_[row].given; }

    std::uint64_t filled(std::size_t row) const { return starts_[row].filled; }

    std::uint64_t line(std::size_t row) const { return starts_[row].line; }

    // Its cells are ASCII.
    bool is_plain(std::size_t row) const { return starts_[row].is_plain; }

    std::pair<std::uint64_t, std::uint64_t> place(std::size_t row, std::size_t column) const;
    // Rows of the nested array of a row: from..to in nested().
    std::pair<std::size_t, std::size_t> nested_rows(std::size_t row) const;

    bool has_nested() const { return nested_ != nullptr; }

    const RowBlock& nested() const { return *nested_; }

    // Forgets its rows; what their cells lay in besides the file is kept.
    void clear() {
        size_ = 0;
        if (nested_) nested_->clear();
    }

    // What its cells, and those of the nested rows, lie in besides the file.
    TextStore take_texts();

private:
    friend class JsonLineReader;
    friend class PlainRowReader;
    friend class CsvRowReader;

    struct Start {
        std::uint64_t line = 0;
        std::string_view text;
        std::size_t nested_from = 0;
        std::uint64_t given = 0;
        std::uint64_t filled = 0;
        bool is_plain = false;
    };

    // Begins a row without cells.
    void open_row(std::uint64_t line, std::string_view text, bool is_plain = false) {
        if (size_ == starts_.size()) grow();
        starts_[size_++] = {line, text, nested_ ? nested_->size() : 0, 0, 0, is_plain};
    }

    void grow();
    void drop_row();
    std::string_view keep(std::string_view text);
    void put(std::size_t column, std::string_view text);  // into the last row

    Start& last() { return starts_[size_ - 1]; }

    std::string_view* last_cells() { return cells_.data() + (size_ - 1) * shape_->columns.size(); }

    const RowShape* shape_;
    std::size_t size_ = 0;
    std::vector<Start> starts_;            // the rows, and behind them earlier ones
    std::vector<std::string_view> cells_;  // of all of them
    TextStore texts_;
    std::unique_ptr<RowBlock> nested_;
};

// A piece of a file that starts and ends at line borders.
struct RowSlice {
    std::string_view text;
    std::uint64_t first_line = 0;
    std::uint64_t lines = 0;  // at most so many rows
};

// The header of a CSV file: which of the shape's columns stands where.
struct CsvHeader {
    std::vector<std::string> names;
    std::vector<int> columns;  // index into the shape for each cell of a row, -1: ignored
    std::string_view rest;     // the text behind the header
    std::uint64_t rest_line = 0;
    bool has_quotes = false;  // in the whole text: rows may span lines
};

// The column names of a CSV file; refused when there is none, or one occurs twice.
Result<CsvHeader> read_csv_header(const Source& source);
// Finds the shape's columns in a header that has been read.
void place_columns(CsvHeader& header, const RowShape& shape);

// Reads the rows of one slice. Adds faults with line and column for rows that cannot be read and
// leaves those rows out.
class RowReader {
public:
    // As many rows as stay near the processor while they are used.
    static constexpr std::size_t rows_a_block = 32;

    RowReader() = default;
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;
    virtual ~RowReader() = default;

    // The next rows, at most rows_a_block, in place of those of the block; false at the end.
    virtual bool next(RowBlock& block) = 0;
};

// `end` is where the readable bytes end: the reader looks ahead of its line.
std::unique_ptr<RowReader> json_row_reader(
    const RowSlice& slice, const char* end, const RowShape& shape, FaultList& faults
);
std::unique_ptr<RowReader> csv_row_reader(
    const RowSlice& slice, const CsvHeader& header, const RowShape& shape, FaultList& faults
);

// The member names of the first object of an NDJSON text; empty when it is none.
std::vector<std::string> first_json_names(std::string_view text);

// A file of rows opened: header read, cut into slices, each slice readable on its own.
struct RowFile {
    bool is_json = false;
    CsvHeader header;
    std::vector<RowSlice> slices;   // one when rows may span lines
    std::uint64_t first_line = 0;   // of the first slice
    bool has_lone_returns = false;  // such a return may end a line, too
    const char* end = nullptr;

    // Finds the lines of the slices from..to. Requires: those in front of them are found.
    void number_lines(std::size_t from, std::size_t to, Parallel& parallel);
};

// The slices have no lines yet.
Result<RowFile> open_rows(const Source& source);
// The same with the lines of all slices.
Result<RowFile> open_rows(const Source& source, Parallel& parallel);
std::unique_ptr<RowReader> row_reader(
    const RowFile& file, std::size_t slice, const RowShape& shape, FaultList& faults
);

}  // namespace tieout
