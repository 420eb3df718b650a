#include "io/formats/bai2_records.h"

#include <algorithm>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr int continuation = 88;
constexpr int no_code = -1;

int two_digits(std::string_view text) {
    return all_digits(text.substr(0, 2)) ? (text[0] - '0') * 10 + (text[1] - '0') : no_code;
}

// The record code in front of a comma, or none.
int code_at(std::string_view text) {
    return text.size() >= 3 && text[2] == ',' ? two_digits(text) : no_code;
}

bool is_known(int code) {
    return code == 16 || code == continuation || (code >= 1 && code <= 3) || code == 49 ||
           code == 98 || code == 99;
}

Bai2Piece piece_of(std::string_view text, std::uint64_t line, std::uint64_t column) {
    Bai2Piece piece{trimmed_right(text), line, column, false, false};
    if (piece.text.ends_with('/')) {
        piece.text.remove_suffix(1);
        piece.ends_with_slash = true;
    } else {
        piece.text = text;
        while (!piece.text.empty() && piece.text.back() == '\x1A')
            piece.text.remove_suffix(1);
    }
    return piece;
}

}  // namespace

// The next line that is not blank.
bool Bai2Records::next_line() {
    while (lines_.next(line_)) {
        if (line_.text.size() > line_bytes_max) {
            faults_.add("F_LINE", line_.number, 1, "a line is longer than 1 MiB");
            continue;
        }
        rest_ = line_.text;
        column_ = 1;
        if (!trimmed_right(rest_).empty()) return true;
    }
    return false;
}

// Where the next record on the same physical line starts: behind "/" and blanks. A detail must show
// its type code, so that "A/ 16,000" stays text.
std::size_t Bai2Records::next_record(std::string_view text) {
    for (std::size_t from = 0;;) {
        const std::size_t slash = slashes_.find(text.substr(from));
        if (slash == std::string_view::npos) return slash;
        from += slash + 1;
        std::size_t at = from;
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
            ++at;
        if (at == from) continue;
        const std::string_view rest = text.substr(at);
        const int code = code_at(rest);
        if (!is_known(code)) continue;
        const bool shows_type = rest.size() > 6 && all_digits(rest.substr(3, 3)) && rest[6] == ',';
        if (code == 16 && !shows_type) continue;
        return at;
    }
}

bool Bai2Records::next_part() {
    if (trimmed_right(rest_).empty() && !next_line()) return false;
    const std::size_t end = std::min(next_record(rest_), rest_.size());
    part_.text = rest_.substr(0, end);
    part_.column = column_;
    part_.code = code_of(part_.text, column_);
    rest_.remove_prefix(end);
    column_ += end;
    return true;
}

int Bai2Records::code_of(std::string_view text, std::uint64_t column) {
    if (const int code = code_at(text); code != no_code) return code;
    if (text.starts_with("88:")) {
        warnings_.add("F_BAI2_RECORD", line_.number, column, "'88:' is taken as '88,'");
        return continuation;
    }
    // A record without any field.
    return trimmed_right(text).size() == 2 ? two_digits(text) : no_code;
}

void Bai2Records::no_record(std::string_view text, std::uint64_t column) {
    faults_.add(
        "F_BAI2_RECORD",
        line_.number,
        column,
        fmt::format(
            "a record code 01 02 03 16 49 88 98 99 expected, found '{}'",
            clean_text(text.substr(0, 2))
        )
    );
}

void Bai2Records::begin(Bai2Record& record) {
    record.physical = 1;
    record.code = is_known(part_.code) && part_.code != continuation ? part_.code : 0;
    if (record.code == 0) no_record(part_.text, part_.column);
    const std::string_view fields = part_.text.substr(std::min<std::size_t>(3, part_.text.size()));
    record.pieces.push_back(piece_of(fields, line_.number, part_.column + 3));
}

void Bai2Records::broken_line(Bai2Record& record) {
    if (record.code != 16) return no_record(part_.text, part_.column);
    warnings_.add("F_BAI2_TEXT", line_.number, part_.column, "text broken by a line end is joined");
    Bai2Piece piece = piece_of(part_.text, line_.number, part_.column);
    piece.is_text = true;
    record.pieces.push_back(piece);
}

bool Bai2Records::next(Bai2Record& record) {
    record.pieces.clear();
    record.code = 0;
    bool has_begun = false;
    while (has_part_ || next_part()) {
        has_part_ = false;
        if (part_.code == no_code) {
            broken_line(record);
        } else if (!has_begun) {
            begin(record);
            has_begun = true;
        } else if (part_.code == continuation) {
            const std::string_view fields =
                part_.text.substr(std::min<std::size_t>(3, part_.text.size()));
            record.pieces.push_back(piece_of(fields, line_.number, part_.column + 3));
            ++record.physical;
        } else {
            has_part_ = true;
            return true;
        }
    }
    return has_begun;
}

bool Bai2Fields::is_at_end() const {
    if (record_.pieces.empty()) return true;
    if (!done_) return false;
    return piece_ + 1 >= record_.pieces.size() || record_.pieces[piece_ + 1].is_text;
}

Bai2Fields::Field Bai2Fields::next() {
    if (is_at_end()) return {{}, record_.line(), 0};
    if (done_) {
        ++piece_;
        at_ = 0;
        done_ = false;
    }
    const Bai2Piece& piece = record_.pieces[piece_];
    const std::size_t length = commas_.find(piece.text.substr(at_));
    const std::size_t end = length < piece.text.size() ? at_ + length : piece.text.size();
    const Field field{piece.text.substr(at_, end - at_), piece.line, piece.column + at_};
    done_ = end == piece.text.size();
    at_ = done_ ? end : end + 1;
    return field;
}

Bai2Fields::Field Bai2Fields::peek(std::size_t ahead) const {
    Bai2Fields copy = *this;
    for (std::size_t i = 0; i < ahead; ++i)
        copy.next();
    return copy.next();
}

void Bai2Fields::rest(std::vector<std::string_view>& texts) const {
    texts.clear();
    for (std::size_t i = piece_; i < record_.pieces.size(); ++i) {
        const std::string_view text = record_.pieces[i].text;
        if (i != piece_) {
            texts.push_back(text);
        } else if (!done_) {
            texts.push_back(text.substr(at_));
        }
    }
}

}  // namespace tieout
