#include "io/formats/fixed_records.h"

#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "io/formats/encoding.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

bool has_high_bytes(std::string_view text) {
    unsigned all = 0;
    for (const char letter : text)
        all |= static_cast<unsigned char>(letter);
    return (all & 0x80U) != 0;
}

bool is_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return letter == ' ' || letter == '\t' || letter == '\x1A';
    });
}

}  // namespace

std::string_view one_byte_columns(std::string_view line, TextStore& texts) {
    if (!has_high_bytes(line)) return line;
    std::string bytes;
    bool is_wide = false;
    for (std::size_t at = 0; at < line.size();) {
        std::uint32_t code = 0;
        const std::size_t length = utf8_length(line.substr(at), code);
        if (length == 0) return line;  // a byte a letter as it stands
        is_wide = is_wide || length > 1;
        bytes.push_back(cp1252_byte(code).value_or('?'));
        at += length;
    }
    return is_wide ? std::string_view(texts.keep(bytes)) : line;
}

FixedRecords::FixedRecords(const Source& source, std::size_t width, TextStore& texts)
    : line_ends_(source.text()),
      rest_(source.text()),
      width_(width),
      line_(source.first_line()),
      lines_ended_(source.first_line() - 1),
      texts_(texts) {
    has_line_ends_ = line_ends_.find(rest_) < 4 * width_ + 2;
}

std::string_view FixedRecords::next_line() {
    // A file of one line is walked by records, whatever its size.
    const std::size_t end = line_ends_.find(rest_);
    const std::string_view line = rest_.substr(0, end);
    std::size_t gone = line.size();
    if (end != std::string_view::npos) {
        const bool two = rest_[end] == '\r' && end + 1 < rest_.size() && rest_[end + 1] == '\n';
        gone += two ? 2 : 1;
    }
    rest_.remove_prefix(gone);
    return line;
}

std::optional<FixedRecord> FixedRecords::next() {
    while (line_rest_.empty()) {
        if (rest_.empty()) return std::nullopt;
        std::string_view line = next_line();
        line_ = ++lines_ended_;
        too_long_ = has_line_ends_ && line.size() > line_bytes_max;
        if (too_long_) line = line.substr(0, width_);
        line = one_byte_columns(line, texts_);
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
