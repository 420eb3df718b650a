#include "io/formats/bai2_records.h"

#include <algorithm>

#include <fmt/core.h>

#include "io/formats/block.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr int continuation = 88;
constexpr int no_code = -1;
constexpr std::uint32_t code_size = 3;  // with its comma
constexpr std::size_t lines_ahead = 256;

int two_digits(std::string_view text) {
    const auto tens = static_cast<unsigned char>(text[0] - '0');
    const auto ones = static_cast<unsigned char>(text[1] - '0');
    return tens <= 9 && ones <= 9 ? tens * 10 + ones : no_code;
}

// The record code in front of a comma, or none.
int code_at(std::string_view text) {
    return text.size() >= code_size && text[2] == ',' ? two_digits(text) : no_code;
}

bool begins_record(int code) {
    return code == 16 || (code >= 1 && code <= 3) || code == 49 || code == 98 || code == 99;
}

// Where the next record on the same physical line starts: behind "/" and blanks. A detail must show
// its type code, so that "A/ 16,000" stays text. The size of the text when there is none.
std::size_t next_record(std::string_view text) {
    for (std::size_t from = 0;;) {
        from = text.find('/', from);
        if (from == std::string_view::npos) return text.size();
        std::size_t at = ++from;
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
            ++at;
        if (at == from) continue;
        const std::string_view rest = text.substr(at);
        const int code = code_at(rest);
        if (!begins_record(code) && code != continuation) continue;
        const bool shows_type = rest.size() > 6 && all_digits(rest.substr(3, 3)) && rest[6] == ',';
        if (code == 16 && !shows_type) continue;
        return at;
    }
}

}  // namespace

// Reads some lines. Most are one record whose text is clean as it stands, with one colon or none.
void Bai2Records::read_lines() {
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    const std::size_t wanted = pieces_.size() + lines_ahead;
    const std::string_view text = text_;
    const std::size_t none = text.size();
    MarkWalk<Bai2Mark>& marks = marks_;
    for (; at_ < text.size() && pieces_.size() < wanted; ++number_) {
        const std::size_t start = at_;
        std::size_t colon = none;
        std::size_t other = none;  // the last one of all other marks
        bool has_more = false;
        std::size_t end = marks.next();
        for (; end != none && text[end] != '\n' && text[end] != '\r'; end = marks.next()) {
            if (text[end] == ':' && colon == none) {
                colon = end;
            } else {
                has_more = other != none;
                other = end;
            }
        }
        const bool is_two = end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
        if (is_two) marks.next();
        at_ = end + (is_two ? 2 : 1);
        const std::string_view line = text.substr(start, end - start);
        const bool ends_with_slash = other + 1 == end && text[other] == '/';
        const bool is_plain = !has_more && (other == none || ends_with_slash);
        const int code = code_at(line);
        const bool goes_on = code == continuation && has_begun_;
        if (!is_plain || !(goes_on || begins_record(code)) || line.size() > line_bytes_max) {
            any_line(line);
            continue;
        }
        has_begun_ = true;
        if (!goes_on) code_ = static_cast<std::int16_t>(code);
        Bai2Piece& piece = pieces_.emplace_back();
        piece.text = {line.data() + code_size, line.size() - code_size - (ends_with_slash ? 1 : 0)};
        piece.line = number_;
        piece.column = code_size + 1;
        if (colon != none) piece.colon = static_cast<std::uint32_t>(colon - start - code_size);
        piece.code = code_;
        piece.is_first = !goes_on;
        piece.ends_with_slash = ends_with_slash;
        piece.is_plain = true;
    }
}

void Bai2Records::any_line(std::string_view line) {
    if (line.size() > line_bytes_max) {
        return faults_.add("F_LINE", number_, 1, "a line is longer than 1 MiB");
    }
    std::uint64_t column = 1;
    while (!trimmed_right(line).empty()) {
        const std::size_t end = next_record(line);
        any_part({line.substr(0, end), column});
        line.remove_prefix(end);
        column += end;
    }
}

void Bai2Records::any_part(const Part& part) {
    const int code = code_of(part);
    if (code == no_code) {
        if (code_ != 16) return no_record(part);
        warnings_.add("F_BAI2_TEXT", number_, part.column, "text broken by a line end is joined");
        add(part, 0);
        pieces_.back().is_text = true;
        return;
    }
    const bool is_first = code != continuation || !has_begun_;
    if (is_first) {
        has_begun_ = true;
        code_ = begins_record(code) ? static_cast<std::int16_t>(code) : 0;
        if (code_ == 0) no_record(part);
    }
    add(part, code_size);
    pieces_.back().is_first = is_first;
}

int Bai2Records::code_of(const Part& part) {
    if (const int code = code_at(part.text); code != no_code) return code;
    if (part.text.starts_with("88:")) {
        warnings_.add("F_BAI2_RECORD", number_, part.column, "'88:' is taken as '88,'");
        return continuation;
    }
    // A record without any field.
    return trimmed_right(part.text).size() == 2 ? two_digits(part.text) : no_code;
}

// The part without its first letters: those of its code.
void Bai2Records::add(const Part& part, std::size_t skipped) {
    const std::string_view text = part.text.substr(std::min(skipped, part.text.size()));
    Bai2Piece& piece = pieces_.emplace_back();
    piece.text = trimmed_right(text);
    piece.line = number_;
    piece.column = static_cast<std::uint32_t>(part.column + skipped);
    piece.code = code_;
    if (piece.text.ends_with('/')) {
        piece.text.remove_suffix(1);
        piece.ends_with_slash = true;
    } else {
        piece.text = text;
        while (!piece.text.empty() && piece.text.back() == '\x1A')
            piece.text.remove_suffix(1);
    }
}

void Bai2Records::no_record(const Part& part) {
    faults_.add(
        "F_BAI2_RECORD",
        number_,
        part.column,
        fmt::format(
            "a record code 01 02 03 16 49 88 98 99 expected, found '{}'",
            clean_text(part.text.substr(0, 2))
        )
    );
}

bool Bai2Records::next(Bai2Record& record) {
    std::size_t end = taken_ + 1;
    for (;;) {
        while (end < pieces_.size() && !pieces_[end].is_first)
            ++end;
        if (end < pieces_.size() || at_ >= text_.size()) break;
        end -= taken_;
        read_lines();
    }
    if (taken_ >= pieces_.size()) return false;
    record.pieces = std::span(pieces_).subspan(taken_, end - taken_);
    record.code = record.pieces.front().code;
    record.file_end = text_.data() + text_.size();
    record.physical = 0;
    for (const Bai2Piece& piece : record.pieces)
        record.physical += piece.is_text ? 0 : 1;
    taken_ = end;
    return true;
}

Bai2Fields::Field Bai2Fields::peek(std::size_t ahead) const {
    Bai2Fields copy = *this;
    for (std::size_t i = 0; i < ahead; ++i)
        copy.next();
    return copy.next();
}

}  // namespace tieout
