#include "io/formats/mt_fields.h"

#include "io/formats/fields.h"

namespace tieout {

namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

bool is_control(char letter) {
    return static_cast<unsigned char>(letter) < 0x20 && letter != '\t';
}

// Marks of the transport (SOH, STX, ETX, 0x1A) around a line.
std::string_view without_marks(std::string_view line) {
    while (!line.empty() && is_control(line.front()))
        line.remove_prefix(1);
    while (!line.empty() && is_control(line.back()))
        line.remove_suffix(1);
    return line;
}

// "{1:", "{2:" .. "{5:", "{S:", after a "$" that parts messages.
bool is_block(std::string_view line) {
    if (line.starts_with('$')) line.remove_prefix(1);
    return line.size() >= 3 && line[0] == '{' && line[2] == ':' &&
           ((line[1] >= '1' && line[1] <= '5') || line[1] == 'S');
}

bool is_end(std::string_view line) {
    line = trimmed(line);
    if (line == "-" || line == "$" || line == "-XXX") return true;
    return line.starts_with("-}");
}

// Two digits and then nothing, a blank or a mark: the minutes or seconds of a time.
bool is_rest_of_time(std::string_view tag, std::string_view value) {
    const bool may_be = tag == "13" || tag == "20" || tag == "21" || tag == "25" || tag == "28";
    if (!may_be || value.size() < 2 || !is_digit(value[0]) || !is_digit(value[1])) return false;
    return value.size() == 2 || (!is_digit(value[2]) && !is_letter(value[2]) && value[2] != '/');
}

}  // namespace

std::string_view mt_tag(std::string_view line, std::size_t& length) {
    if (line.size() < 4 || line[0] != ':') return {};
    std::size_t at = 1;
    while (at < line.size() && at < 4 && (is_digit(line[at]) || is_letter(line[at])))
        ++at;
    const std::string_view tag = line.substr(1, at - 1);
    const bool is_swift = tag.size() >= 2 && is_digit(tag[0]) && is_digit(tag[1]) &&
                          (tag.size() == 2 || is_letter(tag[2]));
    if (!is_swift && tag != "NS") return {};
    while (at < line.size() && line[at] == ' ')
        ++at;
    if (at >= line.size() || line[at] != ':') return {};
    length = at + 1;
    return tag;
}

bool is_mt_tag(std::string_view tag) {
    switch (word_code(tag)) {
        case word_code("61"):
        case word_code("86"):
        case word_code("20"):
        case word_code("21"):
        case word_code("25"):
        case word_code("25P"):
        case word_code("28"):
        case word_code("28C"):
        case word_code("60"):
        case word_code("60F"):
        case word_code("60M"):
        case word_code("62"):
        case word_code("62F"):
        case word_code("62M"):
        case word_code("64"):
        case word_code("65"):
        case word_code("13"):
        case word_code("13C"):
        case word_code("13D"):
        case word_code("34"):
        case word_code("34F"):
        case word_code("90C"):
        case word_code("90D"):
        case word_code("NS"): return true;
        default: return false;
    }
}

MtFields::MtFields(const Source& source) : rest_(source.text()), next_number_(source.first_line()) {
    while (!rest_.empty() && (rest_.back() == '\x1A' || rest_.back() == '\0'))
        rest_.remove_suffix(1);
    by_return_ = rest_.find('\n') == std::string_view::npos;
}

std::optional<Line> MtFields::take_line() {
    if (peeked_) {
        const Line line = *peeked_;
        peeked_.reset();
        return line;
    }
    if (rest_.empty()) return std::nullopt;
    const std::size_t end = rest_.find(by_return_ ? '\r' : '\n');
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    while (!text.empty() && text.back() == '\r')
        text.remove_suffix(1);
    return Line{text, next_number_++};
}

std::optional<Line> MtFields::peek_line() {
    if (!peeked_) peeked_ = take_line();
    return peeked_;
}

// Whether a line ends the field above it.
bool MtFields::ends_field(std::string_view line, std::string_view tag) const {
    const std::string_view bare = without_marks(line);
    if (bare.empty()) return false;
    if (bare[0] == '-' || bare[0] == '$' || bare[0] == '{') return is_end(bare) || is_block(bare);
    if (bare[0] != ':') return false;
    std::size_t length = 0;
    const std::string_view next = mt_tag(bare, length);
    if (next.empty()) return false;
    const bool in_text = tag == "86" || tag == "NS";
    if (in_text && !is_mt_tag(next)) return false;
    return !(in_text && in_movement_ && is_rest_of_time(next, bare.substr(length)));
}

void MtFields::take_field(
    const Line& first, std::string_view tag, std::size_t column, MtField& field
) {
    field.event = MtEvent::field;
    field.tag = tag;
    field.column = column;
    field.is_known = is_mt_tag(tag);
    field.lines.push_back({first.text.substr(column - 1), first.number});
    std::size_t bytes = field.lines.front().text.size();
    for (auto line = peek_line(); line && !ends_field(line->text, tag); line = peek_line()) {
        bytes += line->text.size();
        field.is_too_long = field.is_too_long || bytes > field_bytes_max;
        if (!field.is_too_long) field.lines.push_back(*line);
        take_line();
    }
    field.is_too_long = field.is_too_long || bytes > field_bytes_max;
}

bool MtFields::next(MtField& field) {
    field.lines.clear();
    field.is_known = true;
    field.is_too_long = false;
    for (auto line = take_line(); line; line = take_line()) {
        const std::string_view bare = without_marks(line->text);
        if (trimmed(bare).empty()) continue;
        const auto skipped = static_cast<std::size_t>(bare.data() - line->text.data());
        field.line = line->number;
        field.column = skipped + 1;
        field.tag = {};
        if (is_end(bare) || is_block(bare)) {
            field.lines.push_back({bare, line->number});
            const std::size_t text_block = bare.find("{4:");
            const bool begins = bare.find("{1:") != std::string_view::npos ||
                                bare.find("{2:") != std::string_view::npos ||
                                text_block != std::string_view::npos;
            field.event = begins ? MtEvent::header : MtEvent::trailer;
            // The first tag may follow the block on the same line.
            if (begins && text_block != std::string_view::npos && bare.size() > text_block + 3) {
                peeked_ = Line{bare.substr(text_block + 3), line->number};
                field.lines.front().text = bare.substr(0, text_block + 3);
            }
            return true;
        }
        std::size_t length = 0;
        const std::string_view tag = mt_tag(bare, length);
        if (!tag.empty()) {
            take_field(*line, tag, skipped + length + 1, field);
            return true;
        }
        field.event = MtEvent::stray;
        field.lines.push_back({bare, line->number});
        return true;
    }
    return false;
}

}  // namespace tieout
