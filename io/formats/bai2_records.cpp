#include "io/formats/bai2_records.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr int continuation = 88;
constexpr std::array known_codes{1, 2, 3, 16, 49, continuation, 98, 99};

// The record code in front of a comma, or nothing.
std::optional<int> code_at(std::string_view text) {
    if (text.size() < 3 || text[2] != ',' || !all_digits(text.substr(0, 2))) return std::nullopt;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

bool is_known(int code) {
    for (const int known : known_codes) {
        if (known == code) return true;
    }
    return false;
}

// Where the next record on the same physical line starts: behind "/" and blanks. A detail must show
// its type code, so that "A/ 16,000" stays text.
std::size_t next_record(std::string_view text) {
    for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
         slash = text.find('/', slash + 1)) {
        std::size_t at = slash + 1;
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
            ++at;
        if (at == slash + 1) continue;
        const std::string_view rest = text.substr(at);
        const auto code = code_at(rest);
        if (!code || !is_known(*code)) continue;
        const bool shows_type = rest.size() > 6 && all_digits(rest.substr(3, 3)) && rest[6] == ',';
        if (*code == 16 && !shows_type) continue;
        return at;
    }
    return std::string_view::npos;
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

class RecordReader {
public:
    RecordReader(FaultList& faults, FaultList& warnings) : faults_(faults), warnings_(warnings) {}

    void line(const Line& line);

    std::vector<Bai2Record> records;

private:
    void part(std::string_view text, std::uint64_t line, std::uint64_t column);
    void broken_line(std::string_view text, std::uint64_t line, std::uint64_t column);

    FaultList& faults_;
    FaultList& warnings_;
};

void RecordReader::line(const Line& line) {
    if (line.text.size() > line_bytes_max) {
        faults_.add("F_LINE", line.number, 1, "a line is longer than 1 MiB");
        return;
    }
    std::string_view rest = line.text;
    std::uint64_t column = 1;
    while (!trimmed_right(rest).empty()) {
        const std::size_t end = next_record(rest);
        part(rest.substr(0, end), line.number, column);
        if (end == std::string_view::npos) return;
        rest.remove_prefix(end);
        column += end;
    }
}

void RecordReader::part(std::string_view text, std::uint64_t line, std::uint64_t column) {
    std::optional<int> code = code_at(text);
    if (!code && text.starts_with("88:")) {
        warnings_.add("F_BAI2_RECORD", line, column, "'88:' is taken as '88,'");
        code = continuation;
    }
    if (!code && trimmed_right(text).size() == 2 && all_digits(text.substr(0, 2))) {
        code = (text[0] - '0') * 10 + (text[1] - '0');  // a record without any field
    }
    if (!code) {
        broken_line(text, line, column);
        return;
    }
    const std::string_view fields = text.size() > 3 ? text.substr(3) : std::string_view{};
    if (*code == continuation && !records.empty()) {
        records.back().pieces.push_back(piece_of(fields, line, column + 3));
        ++records.back().physical;
        return;
    }
    Bai2Record record;
    record.physical = 1;
    record.code = is_known(*code) && *code != continuation ? *code : 0;
    record.pieces.push_back(piece_of(fields, line, column + 3));
    if (record.code == 0) {
        faults_.add(
            "F_BAI2_RECORD",
            line,
            column,
            fmt::format(
                "a record code 01 02 03 16 49 88 98 99 expected, found '{}'",
                clean_text(text.substr(0, 2))
            )
        );
    }
    records.push_back(std::move(record));
}

void RecordReader::broken_line(std::string_view text, std::uint64_t line, std::uint64_t column) {
    if (records.empty() || records.back().code != 16) {
        faults_.add(
            "F_BAI2_RECORD",
            line,
            column,
            fmt::format(
                "a record code 01 02 03 16 49 88 98 99 expected, found '{}'",
                clean_text(text.substr(0, 2))
            )
        );
        return;
    }
    warnings_.add("F_BAI2_TEXT", line, column, "text broken by a line end is joined");
    Bai2Piece piece = piece_of(text, line, column);
    piece.is_text = true;
    records.back().pieces.push_back(piece);
}

}  // namespace

std::vector<Bai2Record> read_bai2_records(
    const Source& source, FaultList& faults, FaultList& warnings
) {
    RecordReader reader(faults, warnings);
    for (const Line& line : source.lines())
        reader.line(line);
    return std::move(reader.records);
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
    const std::size_t end = std::min(piece.text.find(',', at_), piece.text.size());
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

std::vector<std::string_view> Bai2Fields::rest() const {
    std::vector<std::string_view> texts;
    for (std::size_t i = piece_; i < record_.pieces.size(); ++i) {
        const std::string_view text = record_.pieces[i].text;
        if (i != piece_) {
            texts.push_back(text);
        } else if (!done_) {
            texts.push_back(text.substr(at_));
        }
    }
    return texts;
}

}  // namespace tieout
