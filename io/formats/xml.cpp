#include "io/formats/xml.h"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include <expat.h>
#include <fmt/core.h>

#include "io/formats/encoding.h"

namespace tieout {

namespace {

std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The text is never UTF-16 here, but may have been, and still say so.
const char* encoding_in_force(std::string_view text) {
    constexpr std::size_t declaration_max = 200;
    text = text.substr(0, std::min(text.find("?>"), declaration_max));
    const bool is_declared =
        text.starts_with("<?xml") && (text.find("UTF-16") != std::string_view::npos ||
                                      text.find("utf-16") != std::string_view::npos);
    return is_declared ? "UTF-8" : nullptr;
}

// Encodings of a byte a letter that expat does not know itself.
int XMLCALL on_encoding(void*, const XML_Char* name, XML_Encoding* encoding) {
    std::string lower(name);
    for (char& letter : lower)
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    const bool is_cp1252 = lower == "windows-1252" || lower == "cp1252";
    if (!is_cp1252 && lower != "iso-8859-15") return XML_STATUS_ERROR;
    for (int byte = 0; byte < 256; ++byte) {
        const char letter = static_cast<char>(byte);
        encoding->map[byte] =
            static_cast<int>(is_cp1252 ? cp1252_code(letter) : latin9_code(letter));
    }
    encoding->data = nullptr;
    encoding->convert = nullptr;
    encoding->release = nullptr;
    return XML_STATUS_OK;
}

// Finds a name without making a string of it.
struct NameHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view name) const {
        return std::hash<std::string_view>{}(name);
    }
};

std::string_view without_blanks(std::string_view text) {
    const auto is_blank = [](char letter) {
        return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    };
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view XmlTree::text(No no) const {
    const Element& element = elements_[no];
    return without_blanks(std::string_view(texts_).substr(element.text_from, element.text_size));
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

// Between expat's calls and the tree. Text of an element is kept only while it has no children:
// mixed content does not occur in messages of banks.
class XmlParser {
public:
    XmlParser(const Source& source, const XmlElementEnd& on_end)
        : source_(source),
          on_end_(on_end),
          parser_(XML_ParserCreate(encoding_in_force(source.text())), XML_ParserFree) {
        XML_SetUnknownEncodingHandler(parser_.get(), on_encoding, nullptr);
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), on_start, on_close);
        XML_SetCharacterDataHandler(parser_.get(), on_text);
        XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    }

    std::optional<Error> read();

private:
    static XmlParser& self(void* user) { return *static_cast<XmlParser*>(user); }

    static void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        self(user).start(name, attributes);
    }

    static void XMLCALL on_close(void* user, const XML_Char*) { self(user).close(); }

    static void XMLCALL on_text(void* user, const XML_Char* text, int size) {
        self(user).characters({text, static_cast<std::size_t>(size)});
    }

    static void XMLCALL
    on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        self(user).stop("F_XML_DOCTYPE", "a document type declaration is refused");
    }

    void start(std::string_view name, const XML_Char** attributes);
    void close();
    void characters(std::string_view text);
    void stop(std::string_view fault, std::string words);
    std::uint32_t name_no(std::string_view name);

    const Source& source_;
    const XmlElementEnd& on_end_;
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
    XmlTree tree_;
    std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>> name_nos_;
    std::vector<XmlTree::No> open_;
    std::optional<Error> error_;
};

void XmlParser::stop(std::string_view fault, std::string words) {
    if (error_) return;
    error_ = Error{
        ErrorKind::input,
        std::string(fault),
        std::move(words),
        source_.place(
            source_.first_line() - 1 + XML_GetCurrentLineNumber(parser_.get()),
            XML_GetCurrentColumnNumber(parser_.get()) + 1
        )
    };
    XML_StopParser(parser_.get(), XML_FALSE);
}

std::uint32_t XmlParser::name_no(std::string_view name) {
    const auto found = name_nos_.find(name);
    if (found != name_nos_.end()) return found->second;
    if (name_nos_.size() >= xml_names_max) {
        stop("F_XML_LIMIT", "more than 4096 different element names");
        return 0;
    }
    const auto no = static_cast<std::uint32_t>(tree_.names_.size());
    tree_.names_.emplace_back(name);
    name_nos_.emplace(name, no);
    return no;
}

void XmlParser::start(std::string_view name, const XML_Char** attributes) {
    if (error_) return;
    if (open_.size() >= xml_depth_max) {
        stop("F_XML_LIMIT", fmt::format("elements nested deeper than {}", xml_depth_max));
        return;
    }
    if (tree_.elements_.size() >= xml_elements_max) {
        stop("F_XML_LIMIT", "more than a million elements below one entry");
        return;
    }
    XmlTree::Element element;
    element.name = name_no(local_name(name));
    element.parent = open_.empty() ? XmlTree::none : open_.back();
    element.text_from = static_cast<std::uint32_t>(tree_.texts_.size());
    element.line = source_.first_line() - 1 + XML_GetCurrentLineNumber(parser_.get());
    element.column = XML_GetCurrentColumnNumber(parser_.get()) + 1;
    std::size_t count = 0;
    for (const XML_Char** at = attributes; *at != nullptr; at += 2) {
        const std::string_view key = *at;
        if (++count > xml_attributes_max) {
            stop(
                "F_XML_LIMIT",
                fmt::format("an element with more than {} attributes", xml_attributes_max)
            );
            return;
        }
        if (key == "Ccy") element.currency = at[1];
        const bool is_namespace = key.starts_with("xmlns");
        const std::string_view value = at[1];
        if (is_namespace && value.find(":xsd:camt.") != std::string_view::npos) {
            if (tree_.message_namespace_.empty()) tree_.message_namespace_ = value;
        }
    }
    const auto no = static_cast<XmlTree::No>(tree_.elements_.size());
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
    tree_.elements_.push_back(std::move(element));
    open_.push_back(no);
}

void XmlParser::characters(std::string_view text) {
    if (error_ || open_.empty()) return;
    XmlTree::Element& element = tree_.elements_[open_.back()];
    if (element.first_child != XmlTree::none) return;
    if (element.text_size + text.size() > xml_text_bytes_max) {
        stop("F_XML_LIMIT", "an element with more than 1 MiB of text");
        return;
    }
    element.text_size += static_cast<std::uint32_t>(text.size());
    tree_.texts_ += text;
    // The tree of one statement entry stays far below this; offsets are 32 bits.
    if (tree_.texts_.size() > (std::size_t{1} << 31U)) {
        stop("F_XML_LIMIT", "an element with more than 2 GiB of text below it");
    }
}

void XmlParser::close() {
    if (error_ || open_.empty()) return;
    const XmlTree::No no = open_.back();
    open_.pop_back();
    if (!on_end_(tree_, no)) return;
    // Dropped: the element is the last one, so everything behind it is below it.
    const XmlTree::No parent = tree_.elements_[no].parent;
    const XmlTree::No before = tree_.elements_[no].before;
    const std::uint32_t text_from = tree_.elements_[no].text_from;
    tree_.elements_.resize(no);
    tree_.texts_.resize(text_from);
    if (parent == XmlTree::none) return;
    XmlTree::Element& above = tree_.elements_[parent];
    above.last_child = before;
    if (before == XmlTree::none) {
        above.first_child = XmlTree::none;
        return;
    }
    tree_.elements_[before].next = XmlTree::none;
}

std::optional<Error> XmlParser::read() {
    constexpr std::size_t piece_bytes = std::size_t{1} << 18U;
    std::string_view rest = source_.text();
    while (!error_) {
        const std::string_view piece = rest.substr(0, piece_bytes);
        rest.remove_prefix(piece.size());
        const XML_Status status = XML_Parse(
            parser_.get(), piece.data(), static_cast<int>(piece.size()), rest.empty() ? 1 : 0
        );
        if (status != XML_STATUS_OK) {
            stop(
                "F_XML",
                fmt::format(
                    "well-formed XML expected: {}", XML_ErrorString(XML_GetErrorCode(parser_.get()))
                )
            );
        }
        if (rest.empty()) break;
    }
    return error_;
}

std::optional<Error> read_xml(const Source& source, const XmlElementEnd& on_end) {
    return XmlParser(source, on_end).read();
}

}  // namespace tieout
