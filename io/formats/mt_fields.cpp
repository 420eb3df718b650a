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

MtFields::MtFields(const Source& source)
    : text_(source.text_of_lines()),
      // Of some banks CR alone ends a line.
      ends_(text_, {Block::Letter(text_.find('\n') == std::string_view::npos ? '\r' : '\n')}),
      next_number_(source.first_line()) {}

MtFields::Tag MtFields::tag_of(std::string_view bare) {
    Tag tag;
    tag.word = mt_tag(bare, tag.length);
    tag.is_known = !tag.word.empty() && is_mt_tag(tag.word);
    return tag;
}

inline void MtFields::peek(const Line& line) {
    peeked_ = line;
    has_peeked_ = true;
    if (line.text.starts_with(':')) peeked_tag_ = tag_of(line.text);
}

inline bool MtFields::peek_line() {
    if (has_peeked_) return true;
    if (at_ >= text_.size()) return false;
    const std::size_t end = ends_.next();
    std::string_view text(text_.data() + at_, end - at_);
    at_ = end + 1;
    while (!text.empty() && text.back() == '\r')
        text.remove_suffix(1);
    peek({text, next_number_++});
    return true;
}

// Whether the line that was looked at ends the field above it.
inline bool MtFields::ends_field(std::string_view tag) const {
    const std::string_view line = peeked_.text;
    const char first = line.empty() ? '\0' : line.front();
    const bool may_be = first == ':' || first == '-' || first == '$' || first == '{';
    if (!may_be && !is_control(first)) return false;  // most
    const std::string_view bare = without_marks(line);
    if (bare.empty()) return false;
    if (bare[0] == '-' || bare[0] == '$' || bare[0] == '{') return is_end(bare) || is_block(bare);
    if (bare[0] != ':') return false;
    const Tag next = bare.size() == line.size() ? peeked_tag_ : tag_of(bare);
    if (next.word.empty()) return false;
    const bool in_text = tag == "86" || tag == "NS";
    if (in_text && !next.is_known) return false;
    return !(in_text && in_movement_ && is_rest_of_time(next.word, bare.substr(next.length)));
}

// Requires: the field has its column.
void MtFields::take_field(const Line& first, const Tag& tag, MtField& field) {
    field.event = MtEvent::field;
    field.tag = tag.word;
    field.is_known = tag.is_known;
    field.lines.push_back({first.text.substr(field.column - 1), first.number});
    std::size_t bytes = field.lines.front().text.size();
    while (peek_line() && !ends_field(tag.word)) {
        bytes += peeked_.text.size();
        field.is_too_long = field.is_too_long || bytes > field_bytes_max;
        if (!field.is_too_long) field.lines.push_back(peeked_);
        has_peeked_ = false;
    }
    field.is_too_long = field.is_too_long || bytes > field_bytes_max;
}

bool MtFields::next(MtField& field) {
    field.lines.clear();
    field.is_known = true;
    field.is_too_long = false;
    while (peek_line()) {
        const Line line = peeked_;
        const Tag peeked_tag = peeked_tag_;
        has_peeked_ = false;
        const std::string_view bare = without_marks(line.text);
        if (trimmed(bare).empty()) continue;
        const auto skipped = static_cast<std::size_t>(bare.data() - line.text.data());
        field.line = line.number;
        field.column = skipped + 1;
        field.tag = {};
        if (bare[0] != ':' && (is_end(bare) || is_block(bare))) {
            field.lines.push_back({bare, line.number});
            const std::size_t text_block = bare.find("{4:");
            const bool begins = bare.find("{1:") != std::string_view::npos ||
                                bare.find("{2:") != std::string_view::npos ||
                                text_block != std::string_view::npos;
            field.event = begins ? MtEvent::header : MtEvent::trailer;
            // The first tag may follow the block on the same line.
            if (begins && text_block != std::string_view::npos && bare.size() > text_block + 3) {
                peek({bare.substr(text_block + 3), line.number});
                field.lines.front().text = bare.substr(0, text_block + 3);
            }
            return true;
        }
        const Tag tag =
            bare.size() == line.text.size() && bare[0] == ':' ? peeked_tag : tag_of(bare);
        if (!tag.word.empty()) {
            field.column += tag.length;
            take_field(line, tag, field);
            return true;
        }
        field.event = MtEvent::stray;
        field.lines.push_back({bare, line.number});
        return true;
    }
    return false;
}

}  // namespace tieout
