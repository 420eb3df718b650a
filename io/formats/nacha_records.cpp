#include "io/formats/nacha_records.h"

#include <algorithm>
#include <array>

#include "io/formats/scan.h"

namespace tieout {

namespace {

constexpr std::size_t letter_bytes_max = 4;

bool starts_letter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

bool has_high_byte(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) >= 0x80U;
    });
}

// The byte at which letter `number`, from 0, begins.
std::size_t byte_of(std::string_view text, std::size_t number) {
    std::size_t seen = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!starts_letter(text[at])) continue;
        if (seen++ == number) return at;
    }
    return text.size();
}

}  // namespace

std::string_view AchRecord::wide_columns(std::size_t from, std::size_t to) const {
    const std::size_t begin = byte_of(text, from - 1);
    return text.substr(begin, byte_of(text, to) - begin);
}

std::size_t AchRecord::find_control_letter() const {
    const auto* const at = std::find_if(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20U;
    });
    return at == text.end() ? 0 : static_cast<std::size_t>(at - text.begin()) + 1;
}

char ach_check_digit_of(std::string_view routing) {
    constexpr std::array<int, ach_routing_digits> weights{3, 7, 1, 3, 7, 1, 3, 7};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += (routing[i] - '0') * weights[i];
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool is_blank_or_zero(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return letter == '0' || letter == ' ';
    });
}

AchRecords::AchRecords(const Source& source) : lines_(source) {}

// The next physical line; each byte is looked at once, however long the line is.
bool AchRecords::next_line() {
    if (!lines_.next(line_)) return false;
    column_ = 1;
    piece_ = line_.text;
    if (piece_.size() > ach_record_columns) {
        piece_ = trimmed_right(piece_);
    } else if (piece_.size() < ach_record_columns && !trimmed_right(piece_).empty()) {
        has_short_ = true;
    }
    return true;
}

bool AchRecords::take(AchRecord& record) {
    record = {};
    record.line = line_.number;
    record.column = column_;
    const bool may_be_wide = column_ == 1 && piece_.size() != ach_record_columns &&
                             piece_.size() <= ach_record_columns * letter_bytes_max &&
                             has_high_byte(piece_);
    record.is_wide = may_be_wide && letters_of(piece_) <= ach_record_columns;
    const std::size_t size = record.is_wide ? piece_.size() : ach_record_columns;
    record.text = piece_.substr(0, size);
    piece_.remove_prefix(record.text.size());
    column_ += record.text.size();
    // A line with a little too much: blanks do not matter, anything else is told.
    if (!piece_.empty() && piece_.size() < ach_record_columns && record.column == 1) {
        record.has_more = true;  // blanks at the end of a line are gone already
        piece_ = {};
    }
    return !trimmed_right(record.text).empty();
}

bool AchRecords::next(AchRecord& record) {
    for (;;) {
        while (!piece_.empty()) {
            if (take(record)) return true;
        }
        // Nearly all lines have the size of a record and nothing to be looked at in them.
        if (lines_.next_even(ach_record_columns, line_)) {
            if (line_.text.front() == ' ' && trimmed_right(line_.text).empty()) continue;
            record = {line_.text, line_.number};
            record.is_clean = true;
            return true;
        }
        if (!next_line()) return false;
    }
}

}  // namespace tieout
