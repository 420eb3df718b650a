// Parts XML into tags and texts and refuses what is not well-formed, each byte looked at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats/marks.h"
#include "io/formats/xml_name.h"

namespace tieout {

inline constexpr std::size_t xml_attributes_max = 64;

enum class XmlEvent : std::uint8_t {
    start,    // a tag; an empty one is followed by its end
    end,      // the tag that closes it
    text,     // characters of the innermost element; may come in several pieces
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
    XmlEvent next();

    std::size_t at() const { return at_; }  // the first byte of the event

    std::string_view name() const { return name_; }  // of a start and an end

    XmlName packed_name() const;  // the same, without its prefix

    const std::vector<XmlAttribute>& attributes() const { return attributes_; }  // of a start

    std::string_view characters() const { return characters_; }  // of a text

    bool is_in_text() const { return is_in_text_; }  // the characters are bytes of the text

    const XmlRefusal& refusal() const { return refusal_; }

private:
    XmlEvent refuse(std::size_t at, std::string_view words, std::string_view fault = "F_XML");
    XmlEvent outside();
    XmlEvent content();
    XmlEvent markup();
    XmlEvent start_tag();
    XmlEvent started();
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

    std::string_view text_;  // up to the first byte that no XML has
    bool is_cut_ = false;    // there is such a byte
    std::size_t pos_ = 0;    // behind the event
    std::size_t at_ = 0;
    std::string_view name_;
    bool has_prefix_ = false;  // the name may have one
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

}  // namespace tieout
