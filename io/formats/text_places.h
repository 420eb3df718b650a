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
    TextPlaces(std::string_view text, std::uint64_t first_line)
        : text_(text), has_returns_(text.find('\r') != std::string_view::npos), line_(first_line) {}

    std::uint64_t line(std::size_t at) {
        if (at < line_at_ || at > plain_until_) pass_line_ends(at);
        line_at_ = at;
        return line_;
    }

    std::uint64_t column(std::size_t at);  // from 1

private:
    std::uint64_t line_ends_in(std::size_t from, std::size_t to) const;
    void pass_line_ends(std::size_t to);

    std::string_view text_;
    bool has_returns_;
    std::size_t line_at_ = 0;
    std::size_t plain_until_ = 0;  // no line ends between that byte and this one
    std::uint64_t line_;           // of that byte
    std::size_t column_at_ = 0;
    std::uint64_t column_ = 1;
};

}  // namespace tieout
