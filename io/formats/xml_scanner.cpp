#include "io/formats/xml_scanner.h"

#include <algorithm>

#include "io/formats/xml_characters.h"

namespace tieout {

namespace {

constexpr std::string_view invalid = "not well-formed (invalid token)";
constexpr std::string_view bad_declaration = "XML declaration not well-formed";

constexpr std::size_t leaf_bytes_max = 256;  // longer characters are an event of their own

}  // namespace

XmlScanner::XmlScanner(std::string_view text)
    : text_(text.substr(0, valid_xml_bytes(text))),
      is_cut_(text_.size() != text.size()),
      breaks_(text_) {}

XmlEvent XmlScanner::refuse(std::size_t at, std::string_view words, std::string_view fault) {
    is_over_ = true;
    refusal_ = {fault, words, at};
    return XmlEvent::refused;
}

// The text ends within something that began at `at`.
void XmlScanner::unclosed(std::size_t at) {
    if (is_cut_) {
        refuse(text_.size(), invalid);
    } else {
        refuse(at, "unclosed token");
    }
}

bool XmlScanner::is_at(std::string_view word) const {
    return text_.substr(pos_, word.size()) == word;
}

void XmlScanner::pass_blanks() {
    while (pos_ < text_.size() && is_xml(text_[pos_], XmlByte::blank))
        ++pos_;
}

// The name at the position; empty when none begins there.
std::string_view XmlScanner::take_name() {
    const std::size_t begin = pos_;
    if (pos_ >= text_.size() || !is_xml(text_[pos_], XmlByte::name_start)) return {};
    while (pos_ < text_.size() && is_xml(text_[pos_], XmlByte::name_part))
        ++pos_;
    return text_.substr(begin, pos_ - begin);
}

// What is no short tag.
XmlEvent XmlScanner::other() {
    const XmlEvent event = other_event();
    const bool may_be_short = !open_.empty() && !is_empty_tag_ && !is_over_;
    short_until_ = may_be_short && text_.size() >= tag_room ? text_.size() - tag_room + 1 : 0;
    return event;
}

XmlEvent XmlScanner::other_event() {
    if (is_over_) return has_root_ && refusal_.words.empty() ? XmlEvent::done : XmlEvent::refused;
    if (is_empty_tag_) {
        is_empty_tag_ = false;
        name_ = open_.back();
        open_.pop_back();
        return XmlEvent::end;
    }
    return open_.empty() ? outside() : content();
}

// In front of the root element and behind it.
XmlEvent XmlScanner::outside() {
    if (pos_ == 0 && is_at("<?xml") && text_.size() > 5 && !is_xml(text_[5], XmlByte::name_part)) {
        if (!declaration()) return XmlEvent::refused;
    }
    for (;;) {
        pass_blanks();
        at_ = pos_;
        if (pos_ == text_.size()) {
            if (is_cut_) return refuse(pos_, invalid);
            if (!has_root_) return refuse(pos_, "no element found");
            is_over_ = true;
            return XmlEvent::done;
        }
        if (text_[pos_] != '<') {
            return refuse(pos_, has_root_ ? "junk after document element" : "syntax error");
        }
        if (is_at("<!--")) {
            if (!comment()) return XmlEvent::refused;
        } else if (is_at("<?")) {
            if (!instruction()) return XmlEvent::refused;
        } else if (is_at("<!DOCTYPE") && !has_root_) {
            // Told where its name ends, as expat tells it.
            const std::size_t end = std::min(text_.find_first_of("[>", pos_), text_.size());
            return refuse(end, "a document type declaration is refused", "F_XML_DOCTYPE");
        } else if (pos_ + 1 < text_.size() && is_xml(text_[pos_ + 1], XmlByte::name_start)) {
            if (has_root_) return refuse(pos_, "junk after document element");
            return start_tag();
        } else {
            if (pos_ + 1 == text_.size()) {
                unclosed(pos_);
                return XmlEvent::refused;
            }
            return refuse(pos_ + 1, invalid);
        }
    }
}

bool XmlScanner::declaration() {
    const std::size_t end = text_.find("?>");
    if (end == std::string_view::npos) {
        unclosed(0);
        return false;
    }
    std::string_view encoding;
    if (!read_xml_declaration(text_.substr(5, end - 5), encoding)) {
        refuse(5, bad_declaration);
        return false;
    }
    pos_ = end + 2;
    return true;
}

bool XmlScanner::comment() {
    const std::size_t dashes = text_.find("--", pos_ + 4);
    if (dashes == std::string_view::npos || dashes + 2 == text_.size()) {
        unclosed(pos_);
        return false;
    }
    if (text_[dashes + 2] != '>') {
        refuse(dashes + 2, invalid);
        return false;
    }
    pos_ = dashes + 3;
    return true;
}

bool XmlScanner::instruction() {
    const std::size_t begin = pos_;
    pos_ += 2;
    const std::string_view target = take_name();
    if (pos_ == text_.size()) {
        unclosed(begin);
        return false;
    }
    const auto is_letter = [&](std::size_t i, char small) {
        return target[i] == small || target[i] == static_cast<char>(small - 'a' + 'A');
    };
    const bool is_reserved =
        target.size() == 3 && is_letter(0, 'x') && is_letter(1, 'm') && is_letter(2, 'l');
    if (is_reserved) {
        const bool is_declaration = target == "xml";
        refuse(
            is_declaration ? begin : pos_,
            is_declaration ? "XML or text declaration not at start of entity" : invalid
        );
        return false;
    }
    const bool may_go_on = is_xml(text_[pos_], XmlByte::blank) || text_[pos_] == '?';
    if (target.empty() || !may_go_on) {
        refuse(pos_, invalid);
        return false;
    }
    // Right behind the target only "?>" is no content.
    if (text_[pos_] == '?' && pos_ + 1 < text_.size() && text_[pos_ + 1] != '>') {
        refuse(pos_ + 1, invalid);
        return false;
    }
    const std::size_t end = text_.find("?>", pos_);
    if (end == std::string_view::npos) {
        unclosed(begin);
        return false;
    }
    pos_ = end + 2;
    return true;
}

// Within an element.
XmlEvent XmlScanner::content() {
    for (;;) {
        at_ = pos_;
        if (pos_ == text_.size()) {
            return refuse(pos_, is_cut_ ? invalid : "no element found");
        }
        if (text_[pos_] != '<') return plain_text();
        if (pos_ + 1 == text_.size()) {
            unclosed(pos_);
            return XmlEvent::refused;
        }
        const char second = text_[pos_ + 1];
        if (is_xml(second, XmlByte::name_start)) return start_tag();
        if (second == '/') return end_tag();
        if (second == '?') {
            if (!instruction()) return XmlEvent::refused;
        } else if (is_at("<!--")) {
            if (!comment()) return XmlEvent::refused;
        } else if (is_at("<![CDATA[")) {
            return cdata();
        } else {
            return markup();
        }
    }
}

// "<!" and what is neither a comment nor CDATA, or a mark that begins nothing.
XmlEvent XmlScanner::markup() {
    for (const std::string_view word : {"<!--", "<![CDATA["}) {
        const std::string_view rest = text_.substr(pos_);
        if (rest.size() < word.size() && word.starts_with(rest)) {
            unclosed(pos_);
            return XmlEvent::refused;
        }
    }
    return refuse(pos_ + 1, invalid);
}

XmlEvent XmlScanner::cdata() {
    constexpr std::string_view open = "<![CDATA[";
    const std::size_t from = pos_ + open.size();
    const std::size_t end = text_.find("]]>", from);
    if (end == std::string_view::npos) return refuse(pos_, "unclosed CDATA section");
    characters_ = text_.substr(from, end - from);
    is_in_text_ = true;
    if (characters_.find('\r') != std::string_view::npos) {
        joined_.clear();
        for (std::size_t i = 0; i < characters_.size(); ++i) {
            const bool is_return = characters_[i] == '\r';
            const bool is_two =
                is_return && i + 1 < characters_.size() && characters_[i + 1] == '\n';
            if (!is_two) joined_.push_back(is_return ? '\n' : characters_[i]);
        }
        characters_ = joined_;
        is_in_text_ = false;
    }
    pos_ = end + 3;
    return XmlEvent::text;
}

// Characters up to the next tag. Bytes of the text as they stand, or, from the first reference or
// CR on, put together.
XmlEvent XmlScanner::plain_text() {
    is_in_text_ = true;
    // Most are short and hold no mark but the tag that ends them.
    if (text_.size() - pos_ >= short_text) {
        const std::size_t size = plain_letters(text_.data() + pos_);
        if (text_[pos_ + size] == '<') {
            characters_ = {text_.data() + pos_, size};
            pos_ += size;
            return XmlEvent::text;
        }
    }
    joined_.clear();
    std::size_t from = pos_;  // what is not in `joined_` yet
    std::size_t at = pos_;
    for (;;) {
        at = breaks_.next(at);
        if (at == text_.size() || text_[at] == '<') break;
        const char found = text_[at];
        if (found == ']') {
            if (text_.substr(at, 3) == "]]>") return refuse(at + 2, invalid);
            ++at;
            continue;
        }
        is_in_text_ = false;
        joined_.append(text_.substr(from, at - from));
        if (found == '\r') {
            joined_.push_back('\n');
            at += text_.substr(at, 2) == "\r\n" ? 2U : 1U;
        } else if (!entity(at, at, joined_)) {
            return XmlEvent::refused;
        }
        from = at;
    }
    if (is_in_text_) {
        characters_ = text_.substr(from, at - from);
    } else {
        characters_ = joined_.append(text_.substr(from, at - from));
    }
    pos_ = at;
    return XmlEvent::text;
}

// The reference at `at`, an '&'; sets `end` behind it.
bool XmlScanner::entity(std::size_t at, std::size_t& end, std::string& into) {
    std::size_t stop = at + 1;
    const bool is_number = stop < text_.size() && text_[stop] == '#';
    if (is_number) ++stop;
    while (stop < text_.size() && is_xml(text_[stop], XmlByte::name_part))
        ++stop;
    const std::string_view word = text_.substr(at + 1, stop - at - 1);
    if (stop == text_.size()) {
        unclosed(at);
        return false;
    }
    end = stop + 1;
    const bool is_word = is_number || (!word.empty() && is_xml(word[0], XmlByte::name_start));
    if (text_[stop] != ';' || !is_word) {
        refuse(stop, invalid);
        return false;
    }
    if (is_number) {
        if (append_xml_character(word.substr(1), into)) return true;
        refuse(at, "reference to invalid character number");
        return false;
    }
    const char letter = word == "amp"    ? '&'
                        : word == "lt"   ? '<'
                        : word == "gt"   ? '>'
                        : word == "apos" ? '\''
                        : word == "quot" ? '"'
                                         : '\0';
    if (letter == '\0') {
        refuse(at, "undefined entity");
        return false;
    }
    into.push_back(letter);
    return true;
}

// A tag with a prefix, or with one attribute whose value is letters and digits.
XmlEvent XmlScanner::take_attribute_tag(const char* begin, const char* end) {
    const char* local = begin;
    if (*end == ':') {
        local = end + 1;
        end = local + name_letters(local);
    }
    attributes_.clear();
    const char* close = end;
    if (*end == ' ' && is_xml(end[1], XmlByte::name_start)) {
        const char* const equals = end + 1 + name_letters(end + 1);
        if (equals[0] != '=' || equals[1] != '"') return XmlEvent::refused;
        const char* const value = equals + 2;
        close = value + name_letters(value);
        if (*close != '"') return XmlEvent::refused;
        attributes_.push_back({{end + 1, equals}, {value, close}});
        ++close;
    }
    if (*close != '>') return XmlEvent::refused;
    at_ = pos_;
    name_ = {begin, end};
    packed_name_ = XmlName::of_front(local, static_cast<std::size_t>(end - local));
    pos_ = static_cast<std::size_t>(close + 1 - text_.data());
    if (name_.size() <= short_name && take_longer_leaf()) return XmlEvent::leaf;
    open_.push_back(name_);
    return XmlEvent::start;
}

bool XmlScanner::take_longer_leaf() {
    const char* const text = text_.data() + pos_;
    const char* const last = text_.data() + text_.size();
    for (const char* at = text; static_cast<std::size_t>(at - text) < leaf_bytes_max &&
                                static_cast<std::size_t>(last - at) >= tag_room;) {
        const std::size_t size = plain_letters(at);
        at += size;
        if (*at == '<') return take_leaf(text, at);
        if (size + 1 != short_text) return false;
    }
    return false;
}

XmlEvent XmlScanner::start_tag() {
    ++pos_;
    attributes_.clear();
    values_used_ = 0;
    name_ = take_name();
    packed_name_ = XmlName(xml_local_name(name_));
    for (;;) {
        const std::size_t before = pos_;
        pass_blanks();
        if (pos_ == text_.size()) {
            unclosed(at_);
            return XmlEvent::refused;
        }
        const char mark = text_[pos_];
        if (mark == '>') {
            ++pos_;
            break;
        }
        if (mark == '/') {
            if (pos_ + 1 == text_.size()) {
                unclosed(at_);
                return XmlEvent::refused;
            }
            if (text_[pos_ + 1] != '>') return refuse(pos_ + 1, invalid);
            pos_ += 2;
            is_empty_tag_ = true;
            break;
        }
        if (pos_ == before) return refuse(pos_, invalid);
        if (!attribute()) return XmlEvent::refused;
    }
    has_root_ = true;
    open_.push_back(name_);
    return XmlEvent::start;
}

// NAME="VALUE" at the position, added to those of the tag.
bool XmlScanner::attribute() {
    const std::size_t begin = pos_;
    XmlAttribute found;
    found.name = take_name();
    if (found.name.empty()) {
        refuse(pos_, invalid);
        return false;
    }
    pass_blanks();
    const bool has_equals = pos_ < text_.size() && text_[pos_] == '=';
    if (has_equals) {
        ++pos_;
        pass_blanks();
    }
    if (pos_ >= text_.size()) {
        unclosed(at_);
        return false;
    }
    const char quote = text_[pos_];
    if (!has_equals || (quote != '"' && quote != '\'')) {
        refuse(pos_, invalid);
        return false;
    }
    std::size_t end = pos_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '<')
        ++end;
    if (end == text_.size()) {
        unclosed(at_);
        return false;
    }
    if (text_[end] == '<') {
        refuse(end, invalid);
        return false;
    }
    for (const XmlAttribute& each : attributes_) {
        if (each.name != found.name) continue;
        refuse(begin, "duplicate attribute");
        return false;
    }
    if (!value(pos_ + 1, end, found)) return false;
    if (attributes_.size() == xml_attributes_max) {
        refuse(at_, "an element with more than 64 attributes", "F_XML_LIMIT");
        return false;
    }
    attributes_.push_back(found);
    pos_ = end + 1;
    return true;
}

// The value between its quotes, blanks of any kind as blanks, references resolved.
bool XmlScanner::value(std::size_t from, std::size_t to, XmlAttribute& into) {
    const std::string_view raw = text_.substr(from, to - from);
    const bool is_plain = std::none_of(raw.begin(), raw.end(), [](char byte) {
        return byte == '&' || byte == '\t' || byte == '\r' || byte == '\n';
    });
    if (is_plain) {
        into.value = raw;
        return true;
    }
    // Never more than the attributes of one tag, so that places stay.
    if (values_.empty()) values_.resize(xml_attributes_max + 1);
    std::string& joined = values_[values_used_++];
    joined.clear();
    for (std::size_t at = from; at < to;) {
        if (text_[at] == '&') {
            if (!entity(at, at, joined)) return false;
            continue;
        }
        const bool is_two = text_[at] == '\r' && at + 1 < to && text_[at + 1] == '\n';
        joined.push_back(is_xml(text_[at], XmlByte::blank) ? ' ' : text_[at]);
        at += is_two ? 2 : 1;
    }
    into.value = joined;
    into.is_in_text = false;
    return true;
}

XmlEvent XmlScanner::end_tag() {
    pos_ += 2;
    const std::size_t begin = pos_;
    name_ = take_name();
    if (name_.empty() && pos_ < text_.size()) return refuse(pos_, invalid);
    pass_blanks();
    if (pos_ == text_.size()) {
        unclosed(at_);
        return XmlEvent::refused;
    }
    if (text_[pos_] != '>') return refuse(pos_, invalid);
    ++pos_;
    if (name_ != open_.back()) return refuse(begin, "mismatched tag");
    open_.pop_back();
    return XmlEvent::end;
}

}  // namespace tieout
