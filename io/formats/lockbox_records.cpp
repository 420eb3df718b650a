#include "io/formats/lockbox_records.h"

#include <algorithm>
#include <array>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::array<std::size_t, 5> widths{80, 94, 104, 264, 300};  // that banks use

// Whether every record of this width begins with a type, in the order that files begin with.
bool has_records_of(std::string_view text, std::size_t width) {
    constexpr std::string_view types = "12456789";
    constexpr std::size_t records_min = 3;
    if (text.size() < records_min * width - width + 1 || text.front() != '1') return false;
    const char second = text[width];
    if (second != '5' && !(second == '2' && text[2 * width] == '5')) return false;
    for (std::size_t at = 0; at < text.size(); at += width) {
        if (types.find(text[at]) == std::string_view::npos) return false;
    }
    return true;
}

}  // namespace

std::size_t lockbox_width_without_line_ends(std::string_view text) {
    const std::string_view line = trimmed_right(text.substr(0, text.find_first_of("\r\n")));
    for (const std::size_t width : widths) {
        if (has_records_of(line, width)) return width;
    }
    return 0;
}

LockboxRecords::LockboxRecords(const Source& source, TextStore& texts)
    : text_(source.text_of_lines()), number_(source.first_line()), marks_(text_), texts_(texts) {
    const std::size_t width = lockbox_width_without_line_ends(source.text());
    if (width != 0) without_line_ends_.emplace(source, width, texts);
}

bool LockboxRecords::next(LockboxRecord& record) {
    if (without_line_ends_) {
        const auto found = without_line_ends_->next();
        if (found) record = {found->text, found->line, false};
        return found.has_value();
    }
    const std::string_view text = text_;
    while (at_ < text.size()) {
        const std::size_t start = at_;
        bool is_plain = true;
        std::size_t end = marks_.next();
        for (; end != text.size() && text[end] != '\n' && text[end] != '\r'; end = marks_.next())
            is_plain = false;
        const bool is_two = end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
        if (is_two) marks_.next();
        at_ = end + (is_two ? 2 : 1);
        const std::uint64_t number = number_++;
        std::string_view line(text.data() + start, end - start);
        if (line.empty() || (line.front() <= ' ' && trimmed_right(line).empty())) continue;
        if (!is_plain) line = one_byte_columns(line, texts_);
        record = {line, number, is_plain};
        return true;
    }
    return false;
}

void LockboxSigns::add(const LockboxRecord& record) {
    constexpr std::size_t wide_column = 160;
    const std::string_view text = record.text;
    if (text.front() == '2') is_wide_ = is_wide_ || columns(text, 35, 37) == "300";
    if (text.front() == '6' && text.size() > wide_column) {
        is_wide_ = is_wide_ || trimmed_right(text).size() > wide_column;
    }
    if (text.front() != '4' || !has_all_amounts_) return;
    has_overflow_ = true;
    has_all_amounts_ = text.size() >= 47 && all_digits(columns(text, 28, 47));
}

std::string_view LockboxSigns::layout() const {
    return is_wide_ ? "wide" : has_overflow_ && has_all_amounts_ ? "sap" : "base";
}

LockboxSigns first_lockbox_signs(const Source& source, TextStore& texts) {
    constexpr std::size_t records_max = 256;
    LockboxSigns signs;
    LockboxRecords records(source, texts);
    LockboxRecord line;
    for (std::size_t i = 0; i < records_max && records.next(line); ++i)
        signs.add(line);
    return signs;
}

Text lockbox_payer_account(
    const LockboxLayout& layout, const LockboxRecord& line, TextStore& texts
) {
    constexpr std::size_t routing_digits = 9;  // some layouts pad it to ten
    std::string_view routing = layout.cut(line.text, LockboxField::check_routing);
    while (routing.size() > routing_digits && routing.starts_with('0'))
        routing.remove_prefix(1);
    std::string_view account = layout.cut(line.text, LockboxField::check_account);
    while (account.starts_with('0'))
        account.remove_prefix(1);
    if (account.empty()) return {};
    if (line.is_plain) return texts.keep({routing, "/", account});
    return texts.keep({clean_text(routing, texts), "/", clean_text(account, texts)});
}

}  // namespace tieout
