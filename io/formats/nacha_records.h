// Records of a NACHA ACH file: 94 columns each, with line ends or back to back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/formats/fields.h"
#include "io/formats/source.h"

namespace tieout {

inline constexpr std::size_t ach_record_columns = 94;

// One record; what a line lost at its end counts as blanks.
struct AchRecord {
    std::string_view text;
    std::uint64_t line = 0;
    std::uint64_t column = 1;  // of its first byte: not 1 where records stand back to back
    bool is_wide = false;      // UTF-8 letters of several bytes: columns are letters
    bool has_more = false;     // more than blanks behind column 94
    bool is_clean = false;     // it is known to have no control letter

    char type() const { return text.empty() ? ' ' : text.front(); }

    // Columns from 1, both included, with their blanks; shorter where the line is.
    std::string_view raw(std::size_t from, std::size_t to) const {
        return is_wide ? wide_columns(from, to) : columns(text, from, to);
    }

    std::string_view cut(std::size_t from, std::size_t to) const {  // without blanks around it
        return trimmed(without_end_blanks(raw(from, to)));
    }

    std::uint64_t column_of(std::size_t from) const { return column + from - 1; }

    bool is_fill() const { return text.find_first_not_of('9') == std::string_view::npos; }

    // Where from 1 the first control letter is; 0: nowhere.
    std::size_t control_letter() const { return is_clean ? 0 : find_control_letter(); }

private:
    std::string_view wide_columns(std::size_t from, std::size_t to) const;
    std::size_t find_control_letter() const;
};

inline constexpr std::size_t ach_routing_digits = 8;

// The ninth digit of a routing number: weights 3 7 1 make the sum a multiple of ten. Requires:
// eight digits.
char ach_check_digit_of(std::string_view routing);

bool is_blank_or_zero(std::string_view text);

// Walks over the records of a text; blank lines are none.
class AchRecords {
public:
    explicit AchRecords(const Source& source);

    bool next(AchRecord& record);

    bool has_short() const { return has_short_; }

private:
    bool take(AchRecord& record);
    bool next_line();

    Lines lines_;
    Line line_;               // the physical line
    std::string_view piece_;  // what is left of it
    std::uint64_t column_ = 1;
    bool has_short_ = false;
};

}  // namespace tieout
