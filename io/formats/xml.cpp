#include "io/formats/xml.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/core.h>

#include "io/formats/encoding.h"
#include "io/formats/fields.h"
#include "io/formats/xml_characters.h"

namespace tieout {

namespace {

std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_xml(text.front(), XmlByte::blank))
        text.remove_prefix(1);
    while (!text.empty() && is_xml(text.back(), XmlByte::blank))
        text.remove_suffix(1);
    return text;
}

bool is_word(std::string_view text, std::string_view capitals) {
    return std::equal(
        text.begin(),
        text.end(),
        capitals.begin(),
        capitals.end(),
        [](char left, char right) {
            return (left >= 'a' && left <= 'z' ? static_cast<char>(left - 'a' + 'A') : left) ==
                   right;
        }
    );
}

}  // namespace

std::string_view XmlTree::text(No no) const {
    const Element& element = elements_[no];
    if (element.text_size == 0) return without_blanks(element.raw);
    return without_blanks(std::string_view(texts_).substr(element.text_from, element.text_size));
}

Text XmlTree::kept(No no, TextStore& texts) const {
    return is_of_file(no) ? Text(text(no)) : texts.keep(text(no));
}

Text XmlTree::squeezed(No no, TextStore& texts) const {
    return is_of_file(no) ? squeezed_text(text(no), texts) : texts.keep(squeezed_text(text(no)));
}

Text XmlTree::squeezed_at(No no, std::string_view path, TextStore& texts) const {
    const No found = find(no, path);
    return found == none ? Text() : squeezed(found, texts);
}

XmlTree::No XmlTree::child(No no, std::string_view wanted) const {
    for (No at = elements_[no].first_child; at != none; at = elements_[at].next) {
        if (name(at) == wanted) return at;
    }
    return none;
}

XmlTree::No XmlTree::find(No no, std::string_view path) const {
    const std::size_t slash = path.find('/');
    const std::string_view first = path.substr(0, slash);
    for (No at = elements_[no].first_child; at != none; at = elements_[at].next) {
        if (name(at) != first) continue;
        if (slash == std::string_view::npos) return at;
        const No found = find(at, path.substr(slash + 1));
        if (found != none) return found;
    }
    return none;
}

std::string_view XmlTree::text_at(No no, std::string_view path) const {
    const No found = find(no, path);
    return found == none ? std::string_view{} : text(found);
}

std::vector<XmlTree::No> XmlTree::all(No no, std::string_view wanted) const {
    std::vector<No> found;
    for (No at = elements_[no].first_child; at != none; at = elements_[at].next) {
        if (name(at) == wanted) found.push_back(at);
    }
    return found;
}

// Between the scanner's events and the tree. Text of an element is kept only while it has no
// children: mixed content does not occur in messages of banks.
class XmlParser {
public:
    XmlParser(const Source& source, std::string_view text, const XmlElementEnd& on_end)
        : source_(source), on_end_(on_end), text_(text), scanner_(text), line_ends_(text) {
        tree_.is_converted_ = text.data() != source.text().data();
    }

    std::optional<Error> read();

private:
    void start();
    void close();
    void characters();
    void stop(std::string_view fault, std::string words, std::size_t at);
    void go_to(std::size_t at);
    std::uint32_t name_no(std::string_view name);
    void namespace_of(std::string_view value);

    const Source& source_;
    const XmlElementEnd& on_end_;
    std::string_view text_;
    XmlScanner scanner_;
    Marks<'\n', '\r'> line_ends_;
    std::uint64_t line_ = 0;     // lines that ended
    std::size_t line_from_ = 0;  // behind the last end
    std::size_t counted_to_ = 0;
    std::uint64_t column_ = 1;  // in letters, of the byte gone to
    XmlTree tree_;
    std::array<std::uint16_t, 2 * xml_names_max> name_nos_{};  // number + 1, by hash; 0: free
    std::vector<XmlTree::No> open_;
    std::optional<Error> error_;
};

// Counts lines and columns up to a byte. Asked from front to back.
void XmlParser::go_to(std::size_t at) {
    for (std::size_t end = line_ends_.next(line_from_); end < at;
         end = line_ends_.next(line_from_)) {
        const bool is_two = text_.substr(end, 2) == "\r\n";
        line_from_ = end + (is_two ? 2 : 1);
        ++line_;
    }
    if (!scanner_.has_wide_letters()) {
        column_ = at - std::min(at, line_from_) + 1;
        return;
    }
    if (counted_to_ < line_from_) {
        counted_to_ = line_from_;
        column_ = 1;
    }
    for (; counted_to_ < at; ++counted_to_) {
        if ((static_cast<unsigned char>(text_[counted_to_]) & 0xC0U) != 0x80U) ++column_;
    }
}

void XmlParser::stop(std::string_view fault, std::string words, std::size_t at) {
    if (error_) return;
    go_to(at);
    error_ = Error{
        ErrorKind::input,
        std::string(fault),
        std::move(words),
        source_.place(source_.first_line() + line_, column_)
    };
}

std::uint32_t XmlParser::name_no(std::string_view name) {
    std::uint64_t hash = name.size();
    for (const char letter : name)
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
    for (std::size_t slot = (hash >> 20U) % name_nos_.size();;
         slot = (slot + 1) % name_nos_.size()) {
        const std::uint32_t held = name_nos_[slot];
        if (held != 0 && tree_.names_[held - 1] == name) return held - 1;
        if (held != 0) continue;
        if (tree_.names_.size() >= xml_names_max) {
            stop("F_XML_LIMIT", "more than 4096 different element names", scanner_.at());
            return 0;
        }
        tree_.names_.emplace_back(name);
        name_nos_[slot] = static_cast<std::uint16_t>(tree_.names_.size());
        return static_cast<std::uint32_t>(tree_.names_.size() - 1);
    }
}

void XmlParser::namespace_of(std::string_view value) {
    if (!tree_.message_namespace_.empty()) return;
    if (value.find(":xsd:camt.") != std::string_view::npos) tree_.message_namespace_ = value;
}

void XmlParser::start() {
    if (open_.size() >= xml_depth_max) {
        return stop(
            "F_XML_LIMIT",
            fmt::format("elements nested deeper than {}", xml_depth_max),
            scanner_.at()
        );
    }
    if (tree_.elements_.size() >= xml_elements_max) {
        return stop("F_XML_LIMIT", "more than a million elements below one entry", scanner_.at());
    }
    const auto no = static_cast<XmlTree::No>(tree_.elements_.size());
    const std::uint32_t name = name_no(local_name(scanner_.name()));
    if (error_) return;
    XmlTree::Element& element = tree_.elements_.emplace_back();
    element.name = name;
    element.parent = open_.empty() ? XmlTree::none : open_.back();
    element.text_from = static_cast<std::uint32_t>(tree_.texts_.size());
    go_to(scanner_.at());
    element.line = source_.first_line() + line_;
    element.column = column_;
    for (const XmlAttribute& each : scanner_.attributes()) {
        if (each.name == "Ccy") {
            element.currency = each.is_in_text ? each.value : tree_.values_.keep(each.value);
        }
        if (each.name.starts_with("xmlns")) namespace_of(each.value);
    }
    if (element.parent != XmlTree::none) {
        XmlTree::Element& parent = tree_.elements_[element.parent];
        if (parent.last_child == XmlTree::none) {
            parent.first_child = no;
        } else {
            tree_.elements_[parent.last_child].next = no;
            element.before = parent.last_child;
        }
        parent.last_child = no;
    }
    open_.push_back(no);
}

void XmlParser::characters() {
    if (open_.empty()) return;
    XmlTree::Element& element = tree_.elements_[open_.back()];
    if (element.first_child != XmlTree::none) return;
    const std::string_view text = scanner_.characters();
    const bool is_first = element.text_size == 0 && element.raw.empty();
    if (is_first && without_blanks(text).empty()) return;  // between elements
    if (element.raw.size() + element.text_size + text.size() > xml_text_bytes_max) {
        return stop("F_XML_LIMIT", "an element with more than 1 MiB of text", scanner_.at());
    }
    if (is_first && scanner_.is_in_text()) {
        element.raw = text;
        return;
    }
    if (element.text_size == 0) {
        element.text_from = static_cast<std::uint32_t>(tree_.texts_.size());
        tree_.texts_ += element.raw;
        element.text_size = static_cast<std::uint32_t>(element.raw.size());
        element.raw = {};
    }
    element.text_size += static_cast<std::uint32_t>(text.size());
    tree_.texts_ += text;
    // The tree of one statement entry stays far below this; offsets are 32 bits.
    if (tree_.texts_.size() > (std::size_t{1} << 31U)) {
        stop("F_XML_LIMIT", "an element with more than 2 GiB of text below it", scanner_.at());
    }
}

void XmlParser::close() {
    const XmlTree::No no = open_.back();
    open_.pop_back();
    if (!on_end_(tree_, no)) return;
    // Dropped: the element is the last one, so everything behind it is below it.
    const XmlTree::Element gone = tree_.elements_[no];
    tree_.elements_.resize(no);
    tree_.texts_.resize(gone.text_from);
    if (gone.parent == XmlTree::none) return;
    XmlTree::Element& above = tree_.elements_[gone.parent];
    above.last_child = gone.before;
    if (gone.before == XmlTree::none) {
        above.first_child = XmlTree::none;
        return;
    }
    tree_.elements_[gone.before].next = XmlTree::none;
}

std::optional<Error> XmlParser::read() {
    while (!error_) {
        switch (scanner_.next()) {
            case XmlEvent::start: start(); break;
            case XmlEvent::end: close(); break;
            case XmlEvent::text: characters(); break;
            case XmlEvent::done: return error_;
            case XmlEvent::refused: {
                const XmlRefusal& why = scanner_.refusal();
                const bool is_form = why.fault == "F_XML";
                stop(
                    why.fault,
                    fmt::format("{}{}", is_form ? "well-formed XML expected: " : "", why.words),
                    why.at
                );
            }
        }
    }
    return error_;
}

namespace {

// The code points of an encoding of a byte a letter; null for others.
std::uint32_t (*code_of(std::string_view encoding))(char) {
    if (is_word(encoding, "ISO-8859-1")) {
        return [](char byte) { return std::uint32_t{static_cast<unsigned char>(byte)}; };
    }
    if (is_word(encoding, "ISO-8859-15")) return latin9_code;
    const bool is_windows = is_word(encoding, "WINDOWS-1252") || is_word(encoding, "CP1252");
    return is_windows ? cp1252_code : nullptr;
}

std::string utf8_of(std::string_view text, std::uint32_t (*code)(char)) {
    std::string utf8;
    utf8.reserve(text.size() + text.size() / 8);
    for (const char byte : text)
        append_utf8(utf8, code(byte));
    return utf8;
}

// Why a text in this encoding cannot be read; empty where it can.
std::string_view refused_encoding(std::string_view encoding, std::string_view text) {
    const bool has_high = std::any_of(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) >= 0x80U;
    });
    if (is_word(encoding, "UTF-8") || code_of(encoding) != nullptr) return {};
    if (is_word(encoding, "US-ASCII")) return has_high ? "not well-formed (invalid token)" : "";
    // A text that was in UTF-16 was brought to UTF-8 with its file, and still says so.
    if (is_word(encoding.substr(0, 6), "UTF-16")) return {};
    return "unknown encoding";
}

}  // namespace

std::optional<Error> read_xml(const Source& source, const XmlElementEnd& on_end) {
    const std::string_view encoding = xml_encoding(source.text());
    if (encoding.empty()) return XmlParser(source, source.text(), on_end).read();
    const std::string_view refused = refused_encoding(encoding, source.text());
    if (!refused.empty()) {
        const auto at = static_cast<std::size_t>(encoding.data() - source.text().data());
        return Error{
            ErrorKind::input,
            "F_XML",
            fmt::format("well-formed XML expected: {}", refused),
            source.place_of(at)
        };
    }
    const auto code = code_of(encoding);
    if (code == nullptr) return XmlParser(source, source.text(), on_end).read();
    const std::string utf8 = utf8_of(source.text(), code);
    return XmlParser(source, utf8, on_end).read();
}

}  // namespace tieout
