// Parts XML into tags and texts and refuses what is not well-formed, each byte looked at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats/marks.h"
#include "io/formats/xml_characters.h"
#include "io/formats/xml_name.h"

namespace tieout {

inline constexpr std::size_t xml_attributes_max = 64;

enum class XmlEvent : std::uint8_t {
    start,    // a tag; an empty one is followed by its end
    end,      // the tag that closes it
    text,     // characters of the innermost element; may come in several pieces
    leaf,     // a tag, all characters of its element and its end
    done,     // the document is whole
    refused,  // it is not, see refusal()
};

struct XmlAttribute {
    std::string_view name;  // as written, with its prefix
    std::string_view value;
    bool is_in_text = true;  // its value is bytes of the text; else it lasts until the next tag
};

struct XmlRefusal {
    std::string_view fault;  // F_XML, F_XML_DOCTYPE, F_XML_LIMIT
    std::string_view words;
    std::size_t at = 0;  // byte of the text
};

// XML 1.0 without a document type: elements, attributes, the five entities, references to
// characters, CDATA, comments, processing instructions and the declaration. Names are of ASCII
// letters. Requires: the text is UTF-8 and outlives the scanner; what is not UTF-8 is refused.
class XmlScanner {
public:
    explicit XmlScanner(std::string_view text);

    // Gives the next event; after `done` and `refused` there is none.
    XmlEvent next() {
        const XmlEvent event = pos_ < short_until_ ? take_short_tag() : XmlEvent::refused;
        return event == XmlEvent::refused ? other() : event;
    }

    std::size_t at() const { return at_; }  // the first byte of the event

    std::string_view name() const { return name_; }  // of a start, an end and a leaf

    // Of a start and a leaf, without its prefix.
    const XmlName& packed_name() const { return packed_name_; }

    // Of a start and a leaf.
    const std::vector<XmlAttribute>& attributes() const { return attributes_; }

    std::string_view characters() const { return characters_; }  // of a text and a leaf

    bool is_in_text() const { return is_in_text_; }  // the characters are bytes of the text

    const XmlRefusal& refusal() const { return refusal_; }

private:
    // What can be read behind a tag that is taken at one go.
    static constexpr std::size_t tag_room = 128;
    static constexpr std::size_t short_name = 32;
    static constexpr std::size_t short_text = 32;

    // These give `refused`, with nothing taken, where there is something else.
    XmlEvent take_short_tag();
    XmlEvent take_short_end(const char* name);
    XmlEvent take_attribute_tag(const char* begin, const char* end);
    bool take_leaf(const char* text, const char* end);
    bool take_longer_leaf();
    XmlEvent other();
    XmlEvent other_event();
    XmlEvent refuse(std::size_t at, std::string_view words, std::string_view fault = "F_XML");
    XmlEvent outside();
    XmlEvent content();
    XmlEvent markup();
    XmlEvent start_tag();
    XmlEvent end_tag();
    XmlEvent plain_text();
    XmlEvent cdata();
    bool attribute();
    bool comment();
    bool instruction();
    bool declaration();
    bool entity(std::size_t at, std::size_t& end, std::string& into);
    bool value(std::size_t from, std::size_t to, XmlAttribute& into);
    std::string_view take_name();
    void pass_blanks();
    bool is_at(std::string_view word) const;
    void unclosed(std::size_t at);

    std::string_view text_;        // up to the first byte that no XML has
    bool is_cut_ = false;          // there is such a byte
    std::size_t pos_ = 0;          // behind the event
    std::size_t short_until_ = 0;  // a short tag may begin in front of it
    std::size_t at_ = 0;
    std::string_view name_;
    XmlName packed_name_;  // of a start and a leaf
    std::vector<XmlAttribute> attributes_;
    std::string_view characters_;
    bool is_in_text_ = true;
    std::string joined_;               // characters that are not bytes of the text
    std::vector<std::string> values_;  // of attributes, likewise
    std::size_t values_used_ = 0;
    std::vector<std::string_view> open_;
    bool has_root_ = false;
    bool is_empty_tag_ = false;  // its end comes next
    bool is_over_ = false;
    XmlRefusal refusal_;
    Marks<'<', '&', '\r', ']'> breaks_;  // where plain text may end
};

// Nearly all of a message: `<Name>`, `<Name>characters</Name>` and `</Name>`, of few letters and
// with no mark among the characters.
inline XmlEvent XmlScanner::take_short_tag() {
    const char* const begin = text_.data() + pos_ + 1;
    if (begin[-1] != '<') return XmlEvent::refused;
    if (*begin == '/') return take_short_end(begin + 1);
    if (!is_xml(*begin, XmlByte::name_start)) return XmlEvent::refused;
    const std::size_t letters = name_letters(begin);
    const char* const end = begin + letters;
    if (*end != '>') return take_attribute_tag(begin, end);
    at_ = pos_;
    name_ = {begin, letters};
    packed_name_ = XmlName::of_front(begin, letters);
    if (!attributes_.empty()) attributes_.clear();
    const char* const text = end + 1;
    pos_ += letters + 2;
    if (*text != '<' || text[1] == '/') {
        const char* const mark = text + plain_letters(text);
        if (*mark != '<' ? take_longer_leaf() : take_leaf(text, mark)) return XmlEvent::leaf;
    }
    open_.push_back(name_);
    return XmlEvent::start;
}

inline XmlEvent XmlScanner::take_short_end(const char* name) {
    const std::string_view open = open_.back();
    if (open.size() > short_name || name[open.size()] != '>') return XmlEvent::refused;
    if (!are_same(name, open.data(), open.size())) return XmlEvent::refused;
    at_ = pos_;
    pos_ += open.size() + 3;
    name_ = open;
    open_.pop_back();
    if (open_.empty()) short_until_ = 0;
    return XmlEvent::end;
}

// The end of the element whose tag was taken, at the first mark behind its characters.
inline bool XmlScanner::take_leaf(const char* text, const char* end) {
    if (end[1] != '/' || end[2 + name_.size()] != '>') return false;
    if (!are_same(end + 2, name_.data(), name_.size())) return false;
    characters_ = {text, end};
    is_in_text_ = true;
    pos_ += characters_.size() + name_.size() + 3;
    return true;
}

}  // namespace tieout
