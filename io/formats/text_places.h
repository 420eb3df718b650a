// The line and the column, in letters, of any byte of a text in UTF-8; both counted only when
// asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tieout {

// Counts from the byte that was asked for last, forwards or backwards: who asks in the order of the
// text has each byte looked at once. LF, CRLF or CR end a line.
class TextPlaces {
public:
    TextPlaces(std::string_view text, std::uint64_t first_line) : text_(text), line_(first_line) {}

    std::uint64_t line(std::size_t at);
    std::uint64_t column(std::size_t at);  // from 1

private:
    std::string_view text_;
    std::size_t line_at_ = 0;
    std::uint64_t line_;  // of that byte
    std::size_t column_at_ = 0;
    std::uint64_t column_ = 1;
};

}  // namespace tieout
