#include "io/formats/x12_segments.h"

#include <algorithm>

#include "io/formats/fields.h"

// Segments end at the terminator; blanks and line ends between them are no part of the text. Where
// the terminator is no line end, line ends within a segment come from wrapping and are taken out.

namespace tieout {

namespace {

constexpr std::size_t isa_bytes = 106;  // where every element has its full width
constexpr std::size_t name_bytes_max = 80;
constexpr std::size_t isa_bytes_looked_at = 400;

bool is_line_end(char letter) {
    return letter == '\n' || letter == '\r' || letter == '\x85';
}

bool is_gap(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\0' || letter == '\x1A' ||
           is_line_end(letter);
}

bool is_word(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z');
}

// What stands between the last element separator of the ISA and the GS: the component separator,
// the terminator, line ends.
std::optional<char> terminator_of(std::string_view isa, char element) {
    std::string_view tail = isa.substr(isa.rfind(element) + 1);
    const std::size_t line_end = tail.find_first_of("\r\n\x85");
    std::string_view marks = tail.substr(0, line_end);
    while (!marks.empty() && (marks.back() == ' ' || marks.back() == '\t'))
        marks.remove_suffix(1);
    const bool ends_line = line_end != std::string_view::npos;
    if (marks.size() >= 2 || (marks.size() == 1 && !ends_line)) return marks.back();
    if (!ends_line) return std::nullopt;
    const bool is_two = tail[line_end] == '\r' && tail.substr(line_end + 1).starts_with('\n');
    return is_two ? '\n' : tail[line_end];
}

}  // namespace

std::string_view X12Segment::element(std::size_t number) const {
    return number < size ? trimmed(parts[number]) : std::string_view{};
}

std::uint64_t X12Segment::column_of(std::size_t number) const {
    if (number >= size) return column + text.size();
    return column + static_cast<std::uint64_t>(parts[number].data() - text.data());
}

std::string X12Segment::name_text(std::size_t number) const {
    return clean_text(element(number).substr(0, name_bytes_max));
}

std::optional<X12Delimiters> x12_delimiters(std::string_view text) {
    if (!text.starts_with("ISA") || text.size() < 4 || is_word(text[3])) return std::nullopt;
    X12Delimiters found;
    found.element = text[3];
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const bool is_two = text.size() > 4 && byte(3) >= 0xC2U && (byte(4) & 0xC0U) == 0x80U;
    if (is_two) found.rest = text[4];
    const std::string group{'G', 'S', found.element};
    const std::string_view front = text.substr(0, isa_bytes_looked_at);
    for (std::size_t at = front.find(group); at != std::string_view::npos;
         at = front.find(group, at + 1)) {
        if (is_word(front[at - 1]) || front[at - 1] == found.element) continue;
        const auto terminator = terminator_of(front.substr(0, at), found.element);
        if (!terminator || is_word(*terminator)) continue;
        found.segment = *terminator;
        return found;
    }
    if (text.size() < isa_bytes || is_word(text[isa_bytes - 1])) return std::nullopt;
    found.segment = text[isa_bytes - 1];
    return found;
}

bool starts_x12_segment(std::string_view text) {
    std::size_t letters = 0;
    while (letters < text.size() && letters < 4 && is_word(text[letters]) &&
           !(text[letters] >= 'a' && text[letters] <= 'z')) {
        ++letters;
    }
    const bool is_name = (letters == 2 || letters == 3) && letters < text.size();
    return is_name && text[0] >= 'A' && text[letters] == '*';
}

X12Delimiters x12_loose_delimiters(std::string_view text) {
    X12Delimiters found;
    std::size_t name = 0;
    while (name < text.size() && is_word(text[name]))
        ++name;
    if (name < text.size()) found.element = text[name];
    const std::string_view front = text.substr(0, isa_bytes_looked_at);
    for (const char mark : {'~', '\\', '\'', '\n', '\r'}) {
        if (mark == found.element || front.find(mark) == std::string_view::npos) continue;
        found.segment = mark;
        return found;
    }
    return found;
}

X12Walker::X12Walker(
    std::string_view text,
    std::uint64_t first_line,
    X12Delimiters delimiters,
    std::span<const X12Piece> pieces,
    TextStore& texts
)
    : text_(text),
      line_ends_(text),
      line_(first_line),
      delimiters_(delimiters),
      pieces_(pieces),
      texts_(texts) {}

// Goes on to `to` and counts the lines on the way.
void X12Walker::pass(std::size_t to) {
    to = std::min(to, text_.size());
    for (std::size_t end = line_ends_.next(at_); end < to; end = line_ends_.next(end + 1)) {
        const std::size_t next = end + 1;
        if (text_[end] == '\r' && next < text_.size() && text_[next] == '\n') continue;
        ++line_;
        line_start_ = next;
    }
    at_ = to;
}

// Takes out the line ends of a segment that was wrapped.
void X12Walker::unwrap(X12Segment& segment) {
    if (segment.text.empty() || line_ends_.find(segment.text) == std::string_view::npos) return;
    std::string joined;
    for (const char letter : segment.text) {
        if (!is_line_end(letter) || letter == '\x85') joined.push_back(letter);
    }
    segment.text = texts_.keep(joined);
}

void X12Walker::split(X12Segment& segment) const {
    std::string_view rest = segment.text;
    segment.size = 0;
    while (segment.size < x12_elements_max) {
        const std::size_t end = rest.find(delimiters_.element);
        std::string_view& part = segment.parts[segment.size++];
        part = rest.substr(0, end);
        const bool has_rest = delimiters_.rest != '\0' && segment.size > 1;
        if (has_rest && part.starts_with(delimiters_.rest)) part.remove_prefix(1);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    segment.parts[0] = trimmed(segment.parts[0]);
}

bool X12Walker::next(X12Segment& segment) {
    for (;;) {
        std::size_t from = at_;
        while (from < text_.size() && (is_gap(text_[from]) || text_[from] == delimiters_.segment))
            ++from;
        pass(from);
        if (at_ == text_.size()) return false;
        if (text_.substr(at_, 3) == "ISA") {
            if (const auto own = x12_delimiters(text_.substr(at_))) delimiters_ = *own;
        }
        const std::size_t end = std::min(text_.find(delimiters_.segment, at_), text_.size());
        segment.text = text_.substr(at_, end - at_);
        segment.line = line_;
        segment.column = at_ - line_start_ + 1;
        if (!pieces_.empty()) {
            const X12Piece& piece = pieces_[std::min(at_ / x12_piece_bytes, pieces_.size() - 1)];
            segment.line = piece.line;
            segment.column = piece.column + at_ % x12_piece_bytes;
        }
        while (!segment.text.empty() && is_gap(segment.text.back()) && segment.text.back() != '\x85'
        ) {
            segment.text.remove_suffix(1);
        }
        unwrap(segment);
        split(segment);
        pass(std::min(end + 1, text_.size()));
        return true;
    }
}

}  // namespace tieout
