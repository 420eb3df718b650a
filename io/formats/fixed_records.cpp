#include "io/formats/fixed_records.h"

#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::string_view next_line_utf8 = "\xC2\x85";
constexpr char next_line_latin = '\x85';

bool has_high_bytes(std::string_view text) {
    unsigned all = 0;
    for (const char letter : text)
        all |= static_cast<unsigned char>(letter);
    return (all & 0x80U) != 0;
}

// Length of the UTF-8 sequence that starts `text`, 0 when there is none. Sets its code point.
std::size_t utf8_length(std::string_view text, std::uint32_t& code) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    std::size_t length = 0;
    if (first < 0x80) length = 1;
    if (first >= 0xC2 && first <= 0xDF) length = 2;
    if (first >= 0xE0 && first <= 0xEF) length = 3;
    if (first >= 0xF0 && first <= 0xF4) length = 4;
    if (length == 0 || length > text.size()) return 0;
    code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    return length;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\x1A") == std::string_view::npos;
}

// Whether the records' lines end with NEL: no other line end, and one NEL behind the first record.
bool ends_by_nel(std::string_view text, std::size_t width) {
    const std::string_view front = text.substr(0, 4 * width);
    const std::size_t at = std::min(front.find(next_line_latin), front.find(next_line_utf8));
    return at != std::string_view::npos && at <= width &&
           front.find_first_of("\r\n") == std::string_view::npos;
}

}  // namespace

FixedRecords::FixedRecords(const Source& source, std::size_t width, TextStore& texts)
    : rest_(source.text()),
      width_(width),
      line_(source.first_line()),
      lines_ended_(source.first_line() - 1),
      texts_(texts) {
    while (!rest_.empty() && (rest_.back() == '\x1A' || rest_.back() == '\0'))
        rest_.remove_suffix(1);
    if (ends_by_nel(rest_, width_)) {
        std::string lines(rest_);
        std::size_t to = 0;
        for (std::size_t at = 0; at < lines.size(); ++at) {
            if (lines.compare(at, 2, next_line_utf8) == 0) ++at;
            lines[to++] = lines[at] == next_line_latin ? '\n' : lines[at];
        }
        lines.resize(to);
        rest_ = texts_.hold(std::move(lines));
    }
    has_line_ends_ = rest_.find_first_of("\r\n") < 4 * width_ + 2;
}

std::string_view FixedRecords::next_line() {
    // A file of one line is walked by records, whatever its size.
    const std::size_t end = rest_.find_first_of("\r\n");
    const std::string_view line = rest_.substr(0, end);
    std::size_t gone = line.size();
    if (end != std::string_view::npos) {
        const bool two = rest_[end] == '\r' && end + 1 < rest_.size() && rest_[end + 1] == '\n';
        gone += two ? 2 : 1;
    }
    rest_.remove_prefix(gone);
    return line;
}

std::string_view FixedRecords::one_byte_columns(std::string_view line) {
    std::string bytes;
    bool is_wide = false;
    for (std::size_t at = 0; at < line.size();) {
        std::uint32_t code = 0;
        const std::size_t length = utf8_length(line.substr(at), code);
        if (length == 0) return line;  // Latin-1 as it stands
        is_wide = is_wide || length > 1;
        bytes.push_back(code < 0x100 ? static_cast<char>(code) : '?');
        at += length;
    }
    return is_wide ? std::string_view(texts_.keep(bytes)) : line;
}

std::optional<FixedRecord> FixedRecords::next() {
    while (line_rest_.empty()) {
        if (rest_.empty()) return std::nullopt;
        std::string_view line = next_line();
        line_ = ++lines_ended_;
        too_long_ = has_line_ends_ && line.size() > line_bytes_max;
        if (too_long_) line = line.substr(0, width_);
        if (has_high_bytes(line)) line = one_byte_columns(line);
        if (!is_blank(line)) line_rest_ = line;
    }
    FixedRecord record{line_rest_.substr(0, width_), line_, false, too_long_};
    line_rest_.remove_prefix(record.text.size());
    if (is_blank(line_rest_)) {
        line_rest_ = {};
    } else {
        record.is_back_to_back = true;
        lines_ended_ += has_line_ends_ ? 0 : 1;
    }
    line_ = record.line;
    if (record.is_back_to_back && !has_line_ends_) line_ = lines_ended_;
    return record;
}

Result<Minor> implied_amount_of(std::string_view digits, int decimals, Currency currency) {
    const auto stated = all_digits(digits) ? whole_number(digits) : std::nullopt;
    if (!stated) {
        return refuse(
            ErrorKind::input,
            fmt::format(
                "an amount of {} digits expected, found '{}'", digits.size(), clean_text(digits)
            )
        );
    }
    auto value = static_cast<Minor>(*stated);
    int spare = decimals - currency.decimals();
    for (; spare > 0; --spare) {
        if (value % 10 != 0) {
            return refuse(
                ErrorKind::input,
                fmt::format(
                    "{} has {} decimals, the amount has more",
                    currency.letters(),
                    currency.decimals()
                )
            );
        }
        value /= 10;
    }
    for (; spare < 0; ++spare)
        value *= 10;
    if (value > amount_minor_max) {
        return refuse(ErrorKind::input, "an amount of at most 10^15 minor units expected");
    }
    return value;
}

void ChainIdentity::add(std::string statement) {
    if (count_++ == 0) first_ = statement;
    last_ = std::move(statement);
}

std::string ChainIdentity::text() const {
    if (count_ < 2) return first_;
    return fmt::format("{}..{}/{}", first_, last_, count_);
}

std::optional<Date> date_ddmmyy(std::string_view text) {
    if (text.size() != 6 || !all_digits(text)) return std::nullopt;
    const std::string turned{text[4], text[5], text[2], text[3], text[0], text[1]};
    Result<Date> date = date_yymmdd(turned);
    if (!date) return std::nullopt;
    return *date;
}

}  // namespace tieout
