// One line of a CSV report, cell by cell.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "io/report/table.h"

namespace tieout {

// With `is_guarded`, for people who open it with a spreadsheet: a cell that a spreadsheet would
// take for a formula begins with an apostrophe.
class CsvLine {
public:
    explicit CsvLine(std::string& out, bool is_guarded = false)
        : out_(out), is_guarded_(is_guarded) {}

    CsvLine& cell(std::string_view text) {
        comma();
        if (is_guarded_ && is_formula(text)) {
            put_csv_cell(out_, std::string("'").append(text));
        } else {
            put_csv_cell(out_, text);
        }
        return *this;
    }

    CsvLine& number(std::uint64_t value) {
        comma();
        fmt::format_to(std::back_inserter(out_), "{}", value);
        return *this;
    }

    void end() { out_ += '\n'; }

private:
    void comma() {
        if (!first_) out_ += ',';
        first_ = false;
    }

    std::string& out_;
    bool is_guarded_;
    bool first_ = true;
};

}  // namespace tieout
