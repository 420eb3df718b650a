// A report is rows under named columns, printed as aligned text, CSV or JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tieout {

struct Column {
    std::string name;
    bool is_number = false;  // right-aligned as text; in JSON it is a string all the same
    bool is_date = false;    // YYYY-MM-DD or empty
};

struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;
};

// Columns padded to their widest cell, two blanks between, a rule below the header.
std::string as_text(const Table& table);
// RFC 4180 with LF line ends, quotes only where needed, header first.
std::string as_csv(const Table& table);
// The same for spreadsheets: begins with a byte order mark, and a text that a spreadsheet would
// take for a formula gets an apostrophe in front.
std::string as_excel_csv(const Table& table);
// An array of objects, one a line.
std::string as_json(const Table& table);

// Whether a spreadsheet would take the cell for a formula: its first letter, behind quotes and
// blanks, is one of = + - @ or a tab or carriage return.
bool is_formula(std::string_view cell);

// One CSV row, for reports that are written row by row.
void put_csv_cell(std::string& out, std::string_view cell);

// A JSON string with its quotes.
void put_json_text(std::string& out, std::string_view text);

}  // namespace tieout
