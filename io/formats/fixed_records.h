// Records of a fixed width, as European banks send them: with any line end, or with none at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/date.h"
#include "engine/money.h"
#include "engine/texts.h"
#include "io/formats/source.h"

namespace tieout {

// One record; a byte a column. What the bank trimmed at its end is missing.
struct FixedRecord {
    std::string_view text;
    std::uint64_t line = 0;        // where records stand back to back, the number of the record
    bool is_back_to_back = false;  // it ends without a line end, others follow in its line
    bool is_too_long = false;      // a line beyond line_bytes_max, cut there
};

// A line in UTF-8 with a byte a column (Windows-1252; '?' for other letters), so that columns stay
// where they are. ASCII and lines that are no UTF-8 come back as they are.
std::string_view one_byte_columns(std::string_view line, TextStore& texts);

// Walks through the records of a file, blank lines left out: LF, CRLF or CR end them, a line longer
// than `width` columns holds several. A record in UTF-8 is brought to a byte a column (kept
// by `texts`), so that columns stay where they are. Cost: one pass, no allocation for ASCII.
class FixedRecords {
public:
    FixedRecords(const Source& source, std::size_t width, TextStore& texts);

    std::optional<FixedRecord> next();

    std::uint64_t last_line() const { return line_; }  // of the record read last

private:
    std::string_view next_line();

    Marks<'\n', '\r'> line_ends_;
    std::string_view rest_;       // lines not yet begun
    std::string_view line_rest_;  // records left in the line
    std::size_t width_;
    std::uint64_t line_;
    std::uint64_t lines_ended_;
    bool has_line_ends_ = false;
    bool too_long_ = false;
    TextStore& texts_;
};

// Digits with `decimals` implied ones, in minor units; refused when they have more decimals than
// the currency, or exceed 10^15 minor units.
Result<Minor> implied_amount_of(std::string_view digits, int decimals, Currency currency);

// What a file of several statements is known by: its first and last one, and how many.
class ChainIdentity {
public:
    void add(std::string statement);
    std::string text() const;  // empty: no statement

private:
    std::string first_;
    std::string last_;
    std::uint64_t count_ = 0;
};

// DDMMYY; years 00..79 are 2000.., 80..99 are 1980.. Nothing for "000000", blanks and no date.
std::optional<Date> date_ddmmyy(std::string_view text);

}  // namespace tieout
