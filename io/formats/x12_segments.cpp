#include "io/formats/x12_segments.h"

#include <algorithm>
#include <cstring>

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
      delimiters_(delimiters),
      marks_(text, {Block::Letter(delimiters.element), Block::Letter(delimiters.segment)}),
      line_(first_line),
      pieces_(pieces),
      texts_(texts) {}

void X12Walker::set_delimiters(X12Delimiters delimiters) {
    const bool is_same =
        delimiters.element == delimiters_.element && delimiters.segment == delimiters_.segment;
    delimiters_ = delimiters;
    if (is_same) return;
    const Marks marks{Block::Letter(delimiters.element), Block::Letter(delimiters.segment)};
    marks_ = MarkBits<Marks>(text_, marks, at_);
}

// Counts the line that ends with the byte at `at`, where one does.
void X12Walker::pass_line_end(std::size_t at) {
    const char letter = text_[at];
    const bool ends =
        letter == '\n' || (letter == '\r' && (at + 1 == text_.size() || text_[at + 1] != '\n'));
    if (!ends) return;
    ++line_;
    line_start_ = at + 1;
}

// Terminators, blanks and line ends in front of a segment.
void X12Walker::pass_gap() {
    for (; at_ < text_.size(); ++at_) {
        const char letter = text_[at_];
        if (letter >= 'A' && letter <= 'Z') return;
        if (letter == ' ') {  // as pieces of a fixed width are filled
            constexpr std::string_view blanks = "        ";
            while (text_.size() - at_ > blanks.size() &&
                   std::memcmp(text_.data() + at_ + 1, blanks.data(), blanks.size()) == 0) {
                at_ += blanks.size();
            }
            continue;
        }
        if (!is_gap(letter) && letter != delimiters_.segment) return;
        pass_line_end(at_);
    }
}

// An element begins with the second byte of the separator in front of it.
void X12Walker::drop_rests(X12Segment& segment) const {
    for (std::size_t i = 1; i < segment.size; ++i) {
        std::string_view& part = segment.parts[i];
        if (part.starts_with(delimiters_.rest)) part.remove_prefix(1);
    }
}

void X12Walker::add_part(X12Segment& segment, std::string_view part) const {
    if (segment.size == x12_elements_max) return;
    const bool has_rest = delimiters_.rest != '\0' && segment.size > 0;
    if (has_rest && part.starts_with(delimiters_.rest)) part.remove_prefix(1);
    segment.parts[segment.size++] = part;
}

// Takes the line ends out of a segment that was wrapped, and cuts what is left.
void X12Walker::unwrap(X12Segment& segment) const {
    std::string joined;
    for (const char letter : segment.text) {
        if (letter != '\n' && letter != '\r') joined.push_back(letter);
    }
    segment.text = texts_.keep(joined);
    segment.size = 0;
    std::string_view rest = segment.text;
    for (;;) {
        const std::size_t end = rest.find(delimiters_.element);
        add_part(segment, rest.substr(0, end));
        if (end == std::string_view::npos) return;
        rest.remove_prefix(end + 1);
    }
}

// Cuts the segment at the position into its elements; gives where its terminator is.
std::size_t X12Walker::cut(X12Segment& segment) {
    const char* const bytes = text_.data();
    const X12Delimiters delimiters = delimiters_;
    MarkBits<Marks> marks = marks_;  // a copy stays in registers
    std::size_t size = 0;
    std::size_t from = at_;
    std::size_t line_end = text_.size();  // the first one in the segment
    std::size_t end = marks.next_from(at_);
    for (; end < text_.size(); end = marks.next()) {
        const char mark = bytes[end];
        if (mark == delimiters.segment) break;
        if (mark == '\n' || mark == '\r') {
            line_end = std::min(line_end, end);
            pass_line_end(end);
        }
        if (mark != delimiters.element) continue;
        if (size < x12_elements_max) segment.parts[size++] = {bytes + from, end - from};
        from = end + 1;
    }
    marks_ = marks;
    segment.size = size;
    if (delimiters.rest != '\0') drop_rests(segment);
    std::size_t to = end;
    while (to > at_ && is_gap(text_[to - 1]) && text_[to - 1] != '\x85')
        --to;
    segment.text = text_.substr(at_, to - at_);
    if (line_end < to) {
        unwrap(segment);
        return end;
    }
    // Blanks that are the element separator may have gone with the end.
    while (to < from && segment.size != 0) {
        from = static_cast<std::size_t>(segment.parts[--segment.size].data() - text_.data());
    }
    add_part(segment, text_.substr(from, to - from));
    return end;
}

bool X12Walker::next(X12Segment& segment) {
    pass_gap();
    if (at_ == text_.size()) return false;
    if (text_[at_] == 'I' && text_.substr(at_, 3) == "ISA") {
        if (const auto own = x12_delimiters(text_.substr(at_))) set_delimiters(*own);
    }
    segment.line = line_;
    segment.column = at_ - line_start_ + 1;
    if (!pieces_.empty()) {
        const X12Piece& piece = pieces_[std::min(at_ / x12_piece_bytes, pieces_.size() - 1)];
        segment.line = piece.line;
        segment.column = piece.column + at_ % x12_piece_bytes;
    }
    at_ = cut(segment);
    segment.parts[0] = trimmed(segment.parts[0]);
    segment.code = word_code(segment.parts[0]);
    return true;
}

}  // namespace tieout
