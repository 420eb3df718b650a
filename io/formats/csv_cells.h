// The rows of any CSV text: cells parted by a mark, in quotes where they hold it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/texts.h"
#include "io/formats/block.h"
#include "io/formats/source.h"

namespace tieout {

struct CsvCell {
    std::string_view text;     // without quotes; lies in the file or in the walker's texts
    std::uint64_t column = 0;  // in its line, from 1
};

struct CsvRow {
    std::vector<CsvCell> cells;
    std::uint64_t line = 0;
    bool is_ended = false;   // by a line end, not by the end of the file
    bool is_broken = false;  // a quote that is not closed, or text behind one
    bool is_blank = true;    // no cell has anything in it
};

// What ends a cell without quotes.
struct CsvMark {
    char mark;

    std::uint64_t bits(const Block& block, char /*before*/) const {
        return block.any_of(mark, '\n', '\r');
    }
};

// Walks row by row; lines end with LF, CRLF or CR, quoted cells may span them. Cost: one pass.
class CsvRows {
public:
    CsvRows(std::string_view text, std::uint64_t first_line, char mark, TextStore& texts)
        : text_(text),
          rest_(text),
          marks_(text, CsvMark{mark}),
          stop_(marks_.next()),
          line_(first_line),
          mark_(mark),
          texts_(texts) {}

    bool next(CsvRow& row);  // false: no more rows

private:
    void cell(CsvRow& row);
    std::string_view plain_cell();
    std::string_view quoted_cell(CsvRow& row);
    bool take_line_end();

    std::string_view text_;
    std::string_view rest_;
    MarkWalk<CsvMark> marks_;
    std::size_t stop_;  // the first mark that was not passed yet
    std::uint64_t line_;
    std::uint64_t column_ = 1;
    char mark_;
    TextStore& texts_;
};

}  // namespace tieout
