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

// More elements than any segment of the standard has are left out.
void X12Segment::cut() const {
    is_cut_ = true;
    std::size_t size = 0;
    const Block::Letter mark(delimiters_.element);
    for (std::size_t at = 0; at < text.size() && size < x12_elements_max; at += Block::size) {
        const char* const bytes = text.data() + at;
        const bool has_room = end_ != nullptr && end_ - bytes >= std::ptrdiff_t{Block::size};
        const std::size_t left = text.size() - at;
        std::uint64_t bits = (has_room ? Block(bytes) : block_at(text, at)).any_of(mark);
        if (left < Block::size) bits &= (std::uint64_t{1} << left) - 1;
        for (; bits != 0; bits &= bits - 1) {
            ends_[size++] =
                static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(__builtin_ctzll(bits));
        }
    }
    ends_[size++] = static_cast<std::uint32_t>(text.size());
    size_ = std::min(size, x12_elements_max);
}

std::uint64_t X12Segment::column_of(std::size_t number) const {
    return column + (number < size() ? start_of(number) : text.size());
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
      marks_(text, {delimiters.segment}),
      line_(first_line),
      pieces_(pieces),
      texts_(texts) {}

// An ISA at the position brings its own delimiters.
void X12Walker::begin_interchange() {
    const auto own = x12_delimiters(text_.substr(at_));
    if (!own) return;
    const bool is_same = own->segment == delimiters_.segment;
    delimiters_ = *own;
    if (!is_same) marks_ = MarkWalk<Marks>(text_, {own->segment}, at_);
}

// Counts the line that ends with the byte at `at`, where one does.
inline void X12Walker::pass_line_end(std::size_t at) {
    const char letter = text_[at];
    const bool ends =
        letter == '\n' || (letter == '\r' && (at + 1 == text_.size() || text_[at + 1] != '\n'));
    if (!ends) return;
    ++line_;
    line_start_ = at + 1;
}

// Terminators, blanks and line ends in front of a segment.
inline void X12Walker::pass_gap() {
    const auto is_capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    // Most stand on a line of their own.
    const char* const end = text_.data() + at_;
    if (text_.size() - at_ > 2 && end[1] == '\n' && is_capital(end[2]) &&
        end[0] == delimiters_.segment && end[0] != '\r' && end[0] != '\n') {
        ++line_;
        line_start_ = at_ += 2;
        return;
    }
    for (; at_ < text_.size(); ++at_) {
        const char letter = text_[at_];
        if (is_capital(letter)) return;
        if (letter == ' ') {  // as pieces of a fixed width are filled
            constexpr std::string_view blanks = "        ";
            while (text_.size() - at_ > blanks.size() &&
                   std::memcmp(text_.data() + at_ + 1, blanks.data(), blanks.size()) == 0) {
                at_ += blanks.size();
            }
            continue;
        }
        if (letter != '\n' && letter != delimiters_.segment && !is_gap(letter)) return;
        pass_line_end(at_);
    }
}

// Without the line ends of a segment that was wrapped.
Text X12Walker::unwrapped(std::string_view text) const {
    std::string joined;
    for (const char letter : text) {
        if (letter != '\n' && letter != '\r') joined.push_back(letter);
    }
    return texts_.keep(joined);
}

// The segment at the position, up to its terminator.
inline void X12Walker::take_text(X12Segment& segment) {
    std::size_t end = marks_.next();
    while (end < at_)
        end = marks_.next();
    std::size_t line_end = text_.size();  // the first one in the segment
    while (end < text_.size() && text_[end] != delimiters_.segment) {
        line_end = std::min(line_end, end);
        pass_line_end(end);
        end = marks_.next();
    }
    const auto is_end_gap = [](char letter) {
        return static_cast<unsigned char>(letter) <= ' ' && is_gap(letter);
    };
    std::size_t to = end;
    while (to > at_ && is_end_gap(text_[to - 1]))
        --to;
    const std::string_view text(text_.data() + at_, to - at_);
    at_ = end;
    if (line_end < to) {
        segment.set_text(unwrapped(text), delimiters_, nullptr);
    } else {
        segment.set_text(text, delimiters_, text_.data() + text_.size());
    }
}

bool X12Walker::next(X12Segment& segment) {
    pass_gap();
    if (at_ == text_.size()) return false;
    if (text_[at_] == 'I' && text_.substr(at_, 3) == "ISA") begin_interchange();
    segment.line = line_;
    segment.column = at_ - line_start_ + 1;
    if (!pieces_.empty()) {
        const X12Piece& piece = pieces_[std::min(at_ / x12_piece_bytes, pieces_.size() - 1)];
        segment.line = piece.line;
        segment.column = piece.column + at_ % x12_piece_bytes;
    }
    take_text(segment);
    return true;
}

}  // namespace tieout
