// The rows of any CSV text: cells parted by a mark, in quotes where they hold it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/texts.h"
#include "io/formats/block.h"
#include "io/formats/source.h"

namespace tieout {

struct CsvCell {
    std::string_view text;     // without quotes; lies in the file or in the walker's texts
    std::uint64_t column = 0;  // in its row, from 1
    bool is_plain = false;     // trimmed, it is what squeezed_text makes of it
};

struct CsvRow {
    std::span<const CsvCell> cells;  // until the next row is asked for
    std::uint64_t line = 0;
    std::size_t bytes = 0;   // of the file
    bool is_ended = false;   // by a line end, not by the end of the file
    bool is_broken = false;  // a quote that is not closed, or text behind one
    bool is_blank = true;    // no cell has anything in it
};

// What ends a cell, opens or closes quotes, or keeps a text from being taken as it stands.
struct CsvMark {
    char mark;

    std::uint64_t bits(const Block& block, char before) const {
        return unclean_bits(block, before, mark, '"');
    }
};

// Walks row by row; lines end with LF, CRLF or CR, quoted cells may span them. Cost: one pass.
class CsvRows {
public:
    CsvRows(std::string_view text, std::uint64_t first_line, char mark, TextStore& texts)
        : text_(text),
          walk_{MarkWalk<CsvMark>(text, CsvMark{mark})},
          line_(first_line),
          mark_(mark),
          texts_(texts),
          cells_(cells_max) {
        walk_.step();
    }

    bool next(CsvRow& row);  // false: no more rows

private:
    static constexpr std::size_t cells_max = 1000;

    struct Walk {
        MarkWalk<CsvMark> marks;
        std::size_t stop = 0;  // the first mark that was not passed yet

        void step() { stop = marks.next(); }
    };

    bool is_line_end(std::size_t at) const { return text_[at] == '\n' || text_[at] == '\r'; }

    bool ends_cell(std::size_t at) const { return text_[at] == mark_ || is_line_end(at); }

    CsvCell quoted_cell(Walk& walk, CsvRow& row);

    std::string_view text_;
    std::size_t at_ = 0;  // where the next row begins
    Walk walk_;
    std::uint64_t line_;
    char mark_;
    TextStore& texts_;
    std::vector<CsvCell> cells_;
};

}  // namespace tieout
