#include "io/formats/bai2_records.h"

#include <algorithm>

#include <fmt/core.h>

#include "io/formats/block.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr int continuation = 88;
constexpr int no_code = -1;

int two_digits(std::string_view text) {
    const auto tens = static_cast<unsigned char>(text[0] - '0');
    const auto ones = static_cast<unsigned char>(text[1] - '0');
    return tens <= 9 && ones <= 9 ? tens * 10 + ones : no_code;
}

// The record code in front of a comma, or none.
int code_at(std::string_view text) {
    if (text.size() < 3 || text[2] != ',') return no_code;
    return two_digits(text);
}

bool begins_record(int code) {
    switch (code) {
        case 1:
        case 2:
        case 3:
        case 16:
        case 49:
        case 98:
        case 99: return true;
        default: return false;
    }
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

#if defined(__x86_64__)
const bool has_wide_blocks = __builtin_cpu_supports("avx2") != 0;

[[gnu::target("avx2")]] Bai2Bits bai2_bits_of_wide(const char* bytes) {
    const WideBlock block(bytes);
    return {block.strange('/'), block.any_of(' '), block.any_of(':')};
}
#endif

}  // namespace

// Requires: sixty-four bytes.
Bai2Bits bai2_bits(const char* bytes) {
#if defined(__x86_64__)
    if (has_wide_blocks) return bai2_bits_of_wide(bytes);
#endif
    const Block block(bytes);
    return {block.strange('/'), block.any_of(' '), block.any_of(':')};
}

bool Bai2Pieces::next() {
    if (has_parted_) {
        piece_ = parted_[parted_at_++];
        has_parted_ = parted_at_ < parted_.size();
        return true;
    }
    while (at_ < text_.size()) {
        if (plain_line() || parted_line()) return true;
    }
    return false;
}

bool Bai2Pieces::plain_line() {
    PlainLine line;
    if (!look_at(line)) return false;
    const int code = code_at(line.text);
    const bool goes_on = code == continuation && has_begun_;
    if (!goes_on) {
        if (!begins_record(code)) return false;
        has_begun_ = true;
        code_ = static_cast<std::int16_t>(code);
    }
    at_ = static_cast<std::size_t>(line.next - text_.data());
    piece_.text = line.text.substr(code_size);
    piece_.colon = line.colon_from(code_size);
    piece_.line = number_++;
    piece_.column = code_size + 1;
    piece_.code = code_;
    piece_.is_first = !goes_on;
    piece_.is_text = false;
    piece_.ends_with_slash = line.ends_with_slash;
    piece_.is_plain = true;
    return true;
}

// A line of any other kind; false where it has no piece of a record.
bool Bai2Pieces::parted_line() {
    const std::size_t start = at_;
    const std::size_t end = line_ends_.next(start);
    const bool is_two = end + 1 < text_.size() && text_[end] == '\r' && text_[end + 1] == '\n';
    at_ = end + (is_two ? 2 : 1);
    parted_.clear();
    parted_at_ = 0;
    any_line(text_.substr(start, end - start));
    ++number_;
    if (parted_.empty()) return false;
    piece_ = parted_[parted_at_++];
    has_parted_ = parted_at_ < parted_.size();
    return true;
}

void Bai2Pieces::any_line(std::string_view line) {
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

void Bai2Pieces::any_part(const Part& part) {
    const int code = code_of(part);
    if (code == no_code) {
        if (code_ != 16) return no_record(part);
        warnings_.add("F_BAI2_TEXT", number_, part.column, "text broken by a line end is joined");
        add(part, 0);
        parted_.back().is_text = true;
        return;
    }
    const bool is_first = code != continuation || !has_begun_;
    if (is_first) {
        has_begun_ = true;
        code_ = begins_record(code) ? static_cast<std::int16_t>(code) : 0;
        if (code_ == 0) no_record(part);
    }
    add(part, code_size);
    parted_.back().is_first = is_first;
}

int Bai2Pieces::code_of(const Part& part) {
    if (const int code = code_at(part.text); code != no_code) return code;
    if (part.text.starts_with("88:")) {
        warnings_.add("F_BAI2_RECORD", number_, part.column, "'88:' is taken as '88,'");
        return continuation;
    }
    // A record without any field.
    return trimmed_right(part.text).size() == 2 ? two_digits(part.text) : no_code;
}

// The part without its first letters: those of its code.
void Bai2Pieces::add(const Part& part, std::size_t skipped) {
    const std::string_view text = part.text.substr(std::min(skipped, part.text.size()));
    Bai2Piece& piece = parted_.emplace_back();
    piece.text = trimmed_right(text);
    piece.line = number_;
    piece.column = part.column + skipped;
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

void Bai2Pieces::no_record(const Part& part) {
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

bool Bai2Record::next() {
    pass_from(pieces_.size(), [](std::string_view, std::size_t, bool) {});
    if (!has_ahead_) return false;
    pieces_.clear();
    physical_ = 0;
    pieces_.push_back(take());
    return true;
}

bool Bai2Fields::next_piece() {
    if (is_at_end()) return false;
    piece_ = *record_->piece(++number_);
    at_ = looked_ = 0;
    return true;
}

Bai2Fields::Field Bai2Fields::peek(std::size_t ahead) const {
    Bai2Fields copy = *this;
    for (std::size_t i = 0; i < ahead; ++i)
        copy.next();
    return copy.next();
}

}  // namespace tieout
