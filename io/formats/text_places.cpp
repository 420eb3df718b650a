#include "io/formats/text_places.h"

#include <algorithm>

#include "io/formats/scan.h"

namespace tieout {

namespace {

constexpr std::string_view line_marks = "\r\n";
constexpr std::size_t looked_ahead_max = 4096;

}  // namespace

// Line ends whose last byte is in [from, to).
std::uint64_t TextPlaces::line_ends_in(std::size_t from, std::size_t to) const {
    const std::string_view part = text_.substr(from, to - from);
    std::uint64_t count = count_of(part, '\n');
    if (!has_returns_) return count;
    for (std::size_t at = part.find('\r'); at != std::string_view::npos;
         at = part.find('\r', at + 1)) {
        if (text_.substr(from + at + 1, 1) != "\n") ++count;
    }
    return count;
}

// Many lines hold a whole entry, some files are one line: so it is looked ahead for the next end.
void TextPlaces::pass_line_ends(std::size_t to) {
    if (to < line_at_) {
        const std::uint64_t passed = line_ends_in(to, line_at_);
        line_ -= passed;
        if (passed != 0) plain_until_ = to;
        return;
    }
    line_ += line_ends_in(std::max(line_at_, plain_until_), to);
    const std::string_view ahead = text_.substr(to, looked_ahead_max);
    const std::size_t end = has_returns_ ? ahead.find_first_of(line_marks) : ahead.find('\n');
    plain_until_ = to + std::min(end, ahead.size());
}

std::uint64_t TextPlaces::column(std::size_t at) {
    const std::size_t low = std::min(at, column_at_);
    const std::string_view between = text_.substr(low, std::max(at, column_at_) - low);
    const std::size_t end = between.find_last_of(line_marks);
    if (end == std::string_view::npos) {
        column_ = at < column_at_ ? column_ - letters_of(between) : column_ + letters_of(between);
    } else {
        // Behind the last line end in front of the byte; npos + 1 is the start of the text.
        const std::size_t start =
            at < column_at_ ? text_.substr(0, at).find_last_of(line_marks) + 1 : low + end + 1;
        column_ = letters_of(text_.substr(start, at - start)) + 1;
    }
    column_at_ = at;
    return column_;
}

}  // namespace tieout
