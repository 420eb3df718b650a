#include "io/formats/edifact_segments.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t components_max = 4096;

bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

// Whether an odd number of release characters stands in front of `at`.
bool is_released(std::string_view text, std::size_t at, char release) {
    std::size_t count = 0;
    while (count < at && text[at - 1 - count] == release)
        ++count;
    return count % 2 == 1;
}

}  // namespace

std::string_view EdifactSegment::raw(std::size_t element, std::size_t component) const {
    if (element == 0 || component == 0 || element > elements_.size()) return {};
    const std::size_t end = element < elements_.size() ? elements_[element] : components_.size();
    const std::size_t at = elements_[element - 1] + component - 1;
    return at < end ? components_[at] : std::string_view{};
}

std::string EdifactSegment::plain(std::size_t element, std::size_t component) const {
    const std::string_view text = raw(element, component);
    if (!has_release(text)) return squeezed_text(text);
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == marks_.release && i + 1 < text.size()) ++i;
        plain.push_back(text[i]);
    }
    return squeezed_text(plain);
}

Text EdifactSegment::text(std::size_t element, std::size_t component, TextStore& texts) const {
    const std::string_view text = raw(element, component);
    if (is_unwrapped_ || has_release(text)) return texts.keep(plain(element, component));
    return squeezed_text(text, texts);
}

EdifactSegments::EdifactSegments(const Source& source)
    : text_(source.text()),
      rest_(text_),
      line_start_(text_.data()),
      line_(source.first_line()),
      parts_(text_, parts_of(marks_)) {
    while (!rest_.empty() && (rest_.back() == '\x1A' || rest_.back() == '\0'))
        rest_.remove_suffix(1);
    if (rest_.find('\n') == std::string_view::npos) line_end_ = '\r';
}

EdifactSegments::Parts EdifactSegments::parts_of(const EdifactMarks& marks) {
    return {
        Block::Letter(marks.component),
        Block::Letter(marks.element),
        Block::Letter(marks.release),
        Block::Letter(marks.terminator)
    };
}

void EdifactSegments::set_marks(EdifactMarks marks) {
    marks_ = marks;
    parts_ = MarkBits<Parts>(
        text_, parts_of(marks), static_cast<std::size_t>(rest_.data() - text_.data())
    );
    const std::array all{marks.component, marks.element, marks.release, marks.terminator};
    are_distinct_ = true;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_again = std::count(all.begin(), all.end(), all[i]) != 1;
        are_distinct_ = are_distinct_ && !is_again && !is_blank(all[i]);
    }
}

void EdifactSegments::pass(std::size_t bytes) {
    const std::string_view passed = rest_.substr(0, bytes);
    for (std::size_t at = passed.find(line_end_); at != std::string_view::npos;
         at = passed.find(line_end_, at + 1)) {
        ++line_;
        line_start_ = passed.data() + at + 1;
    }
    rest_.remove_prefix(passed.size());
}

void EdifactSegments::skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) {
        if (rest_.front() == line_end_) {
            ++line_;
            line_start_ = rest_.data() + 1;
        }
        rest_.remove_prefix(1);
    }
}

// Cuts the segment in one walk over its marks. False, with nothing taken, where it is wrapped, too
// long or without its end.
bool EdifactSegments::take_plain(EdifactSegment& segment) {
    if (!are_distinct_) return false;
    const char* const bytes = text_.data();
    const EdifactMarks marks = marks_;
    const auto begin = static_cast<std::size_t>(rest_.data() - bytes);
    const std::size_t limit = begin + std::min(rest_.size(), field_bytes_max);
    MarkBits<Parts> parts = parts_;  // a copy stays in registers
    std::size_t from = begin;
    std::size_t released = limit;
    bool is_tag = true;
    for (std::size_t at = parts.next_from(begin); at < limit; at = parts.next()) {
        const char mark = bytes[at];
        if (mark == '\n' || mark == '\r') return false;
        if (at == released) continue;
        if (mark == marks.release) {
            released = at + 1;
            segment.has_release_ = true;
            continue;
        }
        const bool is_end = mark == marks.terminator;
        std::size_t to = at;
        while (is_end && to > from && is_blank(bytes[to - 1]))
            --to;
        const std::string_view piece(bytes + from, to - from);
        if (is_tag) {
            segment.tag_ = piece;
        } else {
            segment.components_.push_back(piece);
        }
        from = at + 1;
        if (is_end) {
            parts_ = parts;
            rest_.remove_prefix(from - begin);
            return true;
        }
        if (segment.components_.size() >= components_max) return false;
        if (is_tag || mark == marks.element) {
            segment.elements_.push_back(segment.components_.size());
        }
        is_tag = false;
    }
    return false;
}

void EdifactSegments::part(std::string_view body, EdifactSegment& segment) const {
    std::size_t from = 0;
    bool is_tag = true;
    const auto close = [&](std::size_t to) {
        const std::string_view piece = body.substr(from, to - from);
        if (is_tag) {
            segment.tag_ = piece;
        } else {
            segment.components_.push_back(piece);
        }
        from = to + 1;
    };
    for (std::size_t at = 0; at < body.size(); ++at) {
        const char letter = body[at];
        if (letter == marks_.release) {
            ++at;
        } else if (letter == marks_.element) {
            close(at);
            is_tag = false;
            segment.elements_.push_back(segment.components_.size());
        } else if (letter == marks_.component) {
            if (segment.components_.size() >= components_max) {
                segment.is_too_long_ = true;
                break;
            }
            close(at);
            if (is_tag) {  // explicit nesting of a tag ("SEQ:1") is not used by what is read here
                is_tag = false;
                segment.elements_.push_back(segment.components_.size());
            }
        }
    }
    close(body.size());
}

void EdifactSegments::take_other(EdifactSegment& segment) {
    segment.start();
    segment.has_release_ = true;
    std::size_t end = rest_.find(marks_.terminator);
    while (end != std::string_view::npos && is_released(rest_, end, marks_.release))
        end = rest_.find(marks_.terminator, end + 1);
    segment.is_whole_ = end != std::string_view::npos;
    const std::string_view whole = rest_.substr(0, end);
    segment.is_too_long_ = whole.size() > field_bytes_max;
    std::string_view body = whole.substr(0, field_bytes_max);
    while (!body.empty() && is_blank(body.back()))
        body.remove_suffix(1);
    if (body.find_first_of("\r\n") != std::string_view::npos) {
        segment.unwrapped_.clear();
        for (const char letter : body) {
            if (letter != '\r' && letter != '\n') segment.unwrapped_.push_back(letter);
        }
        body = segment.unwrapped_;
        segment.is_unwrapped_ = true;
    }
    part(body, segment);
    pass(whole.size() + (segment.is_whole_ ? 1 : 0));
}

bool EdifactSegments::next(EdifactSegment& segment) {
    segment.start();
    constexpr std::size_t advice_bytes = 9;
    for (skip_blanks(); rest_.starts_with("UNA") && rest_.size() >= advice_bytes; skip_blanks()) {
        const EdifactMarks marks{rest_[3], rest_[4], rest_[5], rest_[6], rest_[8]};
        pass(advice_bytes);
        set_marks(marks);
    }
    if (rest_.empty()) return false;
    segment.line_ = line_;
    segment.column_ = static_cast<std::uint64_t>(rest_.data() - line_start_) + 1;
    segment.marks_ = marks_;
    if (!take_plain(segment)) take_other(segment);
    return true;
}

Result<Minor> edifact_amount(std::string_view text, const EdifactMarks& marks, Currency currency) {
    const auto refused = [&] {
        return refuse(
            ErrorKind::input,
            fmt::format(
                "an amount in {} expected, found '{}'",
                currency.letters(),
                clean_text(text.substr(0, 40))
            )
        );
    };
    std::string_view digits = trimmed(text);
    const bool is_negative =
        digits.starts_with('-') || (digits.size() > 1 && digits.ends_with('-'));
    if (digits.starts_with('-')) {
        digits.remove_prefix(1);
    } else if (is_negative) {
        digits.remove_suffix(1);
    }
    const std::size_t mark = digits.find_first_of(",.");
    std::string_view decimals =
        mark == std::string_view::npos ? std::string_view{} : digits.substr(mark + 1);
    const std::string_view whole = digits.substr(0, mark);
    if ((whole.empty() && decimals.empty()) || (!whole.empty() && !all_digits(whole)) ||
        (!decimals.empty() && !all_digits(decimals))) {
        return refused();
    }
    // A mark that UNA does not name is a decimal mark only before one or two decimals.
    const bool is_other = mark != std::string_view::npos && digits[mark] != marks.decimal;
    if (is_other && (decimals.empty() || decimals.size() > 2)) return refused();
    const auto places = static_cast<std::size_t>(currency.decimals());
    // "1.190" is a thousand to some writers: three decimals are read only where they are meant.
    if (decimals.size() == 3 && places < 3) return refused();
    while (decimals.size() > places && decimals.back() == '0')
        decimals.remove_suffix(1);
    if (decimals.size() > places) return refused();
    Minor amount = 0;
    const auto push = [&](char digit) {
        amount = amount * 10 + (digit - '0');
        return amount <= amount_minor_max;
    };
    for (const char digit : whole) {
        if (!push(digit)) return refused();
    }
    for (std::size_t i = 0; i < places; ++i) {
        if (!push(i < decimals.size() ? decimals[i] : '0')) return refused();
    }
    return is_negative ? -amount : amount;
}

std::optional<Date> edifact_date(std::string_view text, std::string_view format) {
    Result<Date> date = refuse(ErrorKind::input, "no date");
    // 102 is a day, 203 and 204 a time of day, 303 and 304 one with its zone: the day as written.
    if (format == "102" || format == "203" || format == "204" || format == "303" ||
        format == "304" || format.empty()) {
        date = date_ccyymmdd(text.substr(0, 8));
    } else if (format == "101" || format == "201" || format == "202") {
        date = date_yymmdd(text.substr(0, 6));
    }
    if (!date) return std::nullopt;
    return *date;
}

}  // namespace tieout
