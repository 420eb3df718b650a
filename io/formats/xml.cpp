#include "io/formats/xml.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/encoding.h"
#include "io/formats/fields.h"
#include "io/formats/xml_characters.h"

namespace tieout {

namespace {

std::string_view without_blanks(std::string_view text) {
    if (!text.empty() && text.front() > ' ' && text.back() > ' ') return text;  // most
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
    if (is_word(encoding, "UTF-8") || code_of(encoding) != nullptr) return {};
    if (is_word(encoding, "US-ASCII")) {
        const bool has_high = std::any_of(text.begin(), text.end(), [](char byte) {
            return static_cast<unsigned char>(byte) >= 0x80U;
        });
        return has_high ? "not well-formed (invalid token)" : "";
    }
    // A text that was in UTF-16 was brought to UTF-8 with its file, and still says so.
    if (is_word(encoding.substr(0, 6), "UTF-16")) return {};
    return "unknown encoding";
}

}  // namespace

std::string_view XmlTree::name(No no) const {
    const char* const begin = text_.data() + elements_[no].at + 1;
    const char* end = begin;
    while (is_xml(*end, XmlByte::name_part))
        ++end;  // a tag that was read ends
    return xml_local_name({begin, static_cast<std::size_t>(end - begin)});
}

std::string_view XmlTree::text(No no) const {
    const Element& element = elements_[no];
    const std::string_view all = element.is_put_together ? std::string_view(texts_) : text_;
    return without_blanks({all.data() + element.text, element.text_size});
}

Text XmlTree::kept(No no, TextStore& texts) const {
    return is_of_file_ && !elements_[no].is_put_together ? Text(text(no)) : texts.keep(text(no));
}

Text XmlTree::squeezed(No no, TextStore& texts) const {
    return is_of_file_ && !elements_[no].is_put_together ? squeezed_text(text(no), texts)
                                                         : squeezed_copy(text(no), texts);
}

Text XmlTree::squeezed_at(No no, const XmlPath& path, TextStore& texts) const {
    const No found = find(no, path);
    return found == none ? Text() : squeezed(found, texts);
}

XmlTree::No XmlTree::find_from(No no, const XmlPath& path, std::size_t depth) const {
    const XmlName& name = path.names[depth];
    for (No at = next_match(no, no + 1, name); at != none; at = next_match(no, end_of(at), name)) {
        if (depth + 1 == path.size) return at;
        const No found = find_from(at, path, depth + 1);
        if (found != none) return found;
    }
    return none;
}

std::string_view XmlTree::text_at(No no, const XmlPath& path) const {
    const No found = find(no, path);
    return found == none ? std::string_view{} : text(found);
}

void XmlTree::find_each(No no, const XmlPathTable& paths, No* found) const {
    struct Level {
        No end;
        std::uint8_t place;
    };

    std::array<Level, XmlPath::names_max + 1> levels;
    Level* level = levels.data();
    *level = {elements_[no].end, XmlPathTable::start};
    for (No at = no + 1;;) {
        while (at == level->end) {
            if (level == levels.data()) return;
            --level;
        }
        const Element& element = elements_[at];
        const XmlPathTable::Place& place = paths.step(level->place, element.name);
        No& first = found[place.part];
        if (first == none) first = at;
        if (place.leads_on) {
            *++level = {element.end, place.number};
            ++at;
        } else {
            at = element.end;
        }
    }
}

void XmlReader::stop(std::string_view fault, std::string words, std::size_t at) {
    if (error_) return;
    error_ = Error{
        ErrorKind::input,
        std::string(fault),
        std::move(words),
        source_.place(tree_.places_.line(at), tree_.places_.column(at))
    };
}

void XmlReader::namespace_of(std::string_view value) {
    if (!tree_.message_namespace_.empty()) return;
    if (value.find(":xsd:camt.") != std::string_view::npos) tree_.message_namespace_ = value;
}

void XmlReader::refuse_more() {
    const bool is_deep = depth_ >= xml_depth_max;
    stop(
        "F_XML_LIMIT",
        is_deep ? fmt::format("elements nested deeper than {}", xml_depth_max)
                : "more than a million elements below one entry",
        scanner_.at()
    );
}

void XmlReader::make_room() {
    constexpr std::size_t first = 256;
    const std::size_t more = std::max(first, 2 * tree_.elements_.size());
    tree_.elements_.resize(std::min(more, xml_elements_max));
    tree_.room_ = static_cast<XmlTree::No>(tree_.elements_.size());
}

// The element whose tag was read, below the innermost open one; null when there are too many.
inline XmlTree::Element* XmlReader::add_element() {
    if (depth_ >= xml_depth_max || tree_.size_ == tree_.room_) {
        const bool is_full = tree_.size_ == xml_elements_max;
        if (depth_ >= xml_depth_max || is_full) {
            refuse_more();
            return nullptr;
        }
        make_room();
    }
    XmlTree::Element& element = tree_.elements_[tree_.size_++];
    element = {
        .name = scanner_.packed_name(),
        .at = scanner_.at(),
        .parent = open_,
        .texts = static_cast<std::uint32_t>(tree_.texts_.size()),
        .currencies = static_cast<std::uint32_t>(tree_.currencies_.size())
    };
    if (!scanner_.attributes().empty()) add_attributes(element);
    return &element;
}

void XmlReader::add_attributes(XmlTree::Element& element) {
    for (const XmlAttribute& each : scanner_.attributes()) {
        if (each.name == "Ccy") {
            tree_.currencies_.push_back(
                each.is_in_text ? each.value : tree_.values_.keep(each.value).view()
            );
            element.has_currency = true;
        }
        if (each.name.starts_with("xmlns")) namespace_of(each.value);
    }
}

// Text of an element is kept only while it has no children: mixed content does not occur in
// messages of banks.
void XmlReader::characters() {
    const bool has_child = open_ + 1 != tree_.size_;
    if (open_ == XmlTree::none || has_child) return;
    XmlTree::Element& element = tree_.elements_[open_];
    const std::string_view text = scanner_.characters();
    const bool is_first = element.text_size == 0;
    if (is_first && without_blanks(text).empty()) return;  // between elements
    if (element.text_size + text.size() > xml_text_bytes_max) {
        return stop("F_XML_LIMIT", "an element with more than 1 MiB of text", scanner_.at());
    }
    if (is_first && scanner_.is_in_text()) {
        element.text = static_cast<std::uint64_t>(text.data() - tree_.text_.data());
        element.text_size = static_cast<std::uint32_t>(text.size());
        return;
    }
    if (!element.is_put_together) {
        const std::string_view before(tree_.text_.data() + element.text, element.text_size);
        element.text = tree_.texts_.size();
        element.is_put_together = true;
        tree_.texts_ += before;
    }
    element.text_size += static_cast<std::uint32_t>(text.size());
    tree_.texts_ += text;
    // The tree of one statement entry stays far below this; offsets are 32 bits.
    if (tree_.texts_.size() > (std::size_t{1} << 31U)) {
        stop("F_XML_LIMIT", "an element with more than 2 GiB of text below it", scanner_.at());
    }
}

void XmlReader::drop() {
    const XmlTree::Element& gone = tree_.elements_[ended_];
    tree_.texts_.resize(gone.texts);
    tree_.currencies_.resize(gone.currencies);
    tree_.size_ = ended_;
}

bool XmlReader::next() {
    while (!error_) {
        const XmlEvent event = scanner_.next();
        switch (event) {
            case XmlEvent::start: {
                const XmlTree::Element* const element = add_element();
                if (element == nullptr) return false;
                open_ = tree_.size_ - 1;
                ++depth_;
                if (whole_no_ == XmlTree::none && element->name == whole_.name) whole_no_ = open_;
                break;
            }
            case XmlEvent::leaf: {
                XmlTree::Element* const element = add_element();
                if (element == nullptr) return false;
                const std::string_view text = scanner_.characters();
                element->text = static_cast<std::uint64_t>(text.data() - tree_.text_.data());
                element->text_size = static_cast<std::uint32_t>(text.size());
                element->end = tree_.size_;
                ended_ = tree_.size_ - 1;
                if (is_told(ended_)) return true;
                break;
            }
            case XmlEvent::end: {
                ended_ = open_;
                XmlTree::Element& element = tree_.elements_[ended_];
                element.end = tree_.size_;
                open_ = element.parent;
                --depth_;
                if (ended_ == whole_no_) whole_no_ = XmlTree::none;
                if (is_told(ended_)) return true;
                break;
            }
            case XmlEvent::text: characters(); break;
            case XmlEvent::done: return false;
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
    return false;
}

XmlReader::XmlReader(const Source& source, const XmlWhole& whole)
    : XmlReader(source, xml_encoding(source.text()), whole) {}

XmlReader::XmlReader(const Source& source, std::string_view encoding, const XmlWhole& whole)
    : source_(source),
      utf8_(
          code_of(encoding) == nullptr ? std::string() : utf8_of(source.text(), code_of(encoding))
      ),
      tree_(
          code_of(encoding) == nullptr ? source.text() : std::string_view(utf8_),
          source.first_line(),
          code_of(encoding) == nullptr
      ),
      scanner_(tree_.text_),
      whole_(whole) {
    const std::string_view refused =
        encoding.empty() ? std::string_view{} : refused_encoding(encoding, source.text());
    if (refused.empty()) return;
    const auto at = static_cast<std::size_t>(encoding.data() - source.text().data());
    stop("F_XML", fmt::format("well-formed XML expected: {}", refused), at);
}

}  // namespace tieout
