// XML as banks send it: read once from front to back, element by element, within strict limits.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/texts.h"
#include "io/formats/source.h"
#include "io/formats/text_places.h"
#include "io/formats/xml_name.h"
#include "io/formats/xml_paths.h"
#include "io/formats/xml_scanner.h"

namespace tieout {

inline constexpr std::size_t xml_depth_max = 64;
inline constexpr std::size_t xml_text_bytes_max = std::size_t{1} << 20U;  // of one element
inline constexpr std::size_t xml_elements_max = std::size_t{1} << 20U;    // kept at one time

// The elements read and not yet dropped, in the order of their start tags: what is below an element
// stands right behind it. Names are local names (without prefix); of attributes only the currency
// `Ccy` is kept.
class XmlTree {
public:
    using No = std::uint32_t;
    static constexpr No none = 0xFFFF'FFFFU;

    // The children of one name, first to last.
    class Matches {
    public:
        class Iterator {
        public:
            Iterator(const Matches& of, No at) : of_(of), at_(at) {}

            No operator*() const { return at_; }

            Iterator& operator++() {
                at_ = of_.tree_.next_match(of_.parent_, of_.tree_.end_of(at_), of_.name_);
                return *this;
            }

            friend bool operator!=(const Iterator& left, const Iterator& right) {
                return left.at_ != right.at_;
            }

        private:
            const Matches& of_;
            No at_;
        };

        Matches(const XmlTree& tree, No parent, const XmlName& name)
            : tree_(tree), parent_(parent), name_(name) {}

        Iterator begin() const { return {*this, tree_.next_match(parent_, parent_ + 1, name_)}; }

        Iterator end() const { return {*this, none}; }

    private:
        const XmlTree& tree_;
        No parent_;
        const XmlName& name_;
    };

    XmlTree(std::string_view text, std::uint64_t first_line, bool is_of_file)
        : text_(text), is_of_file_(is_of_file), places_(text, first_line) {}

    std::string_view name(No no) const;

    const XmlName& packed_name(No no) const { return elements_[no].name; }

    bool is(No no, const XmlPath& name) const { return elements_[no].name == name.names[0]; }

    std::string_view text(No no) const;  // of the element itself, without blanks around it
    // To be kept with the file, as it stands or squeezed: a copy only where it has to be one.
    Text kept(No no, TextStore& texts) const;
    Text squeezed(No no, TextStore& texts) const;
    Text squeezed_at(No no, const XmlPath& path, TextStore& texts) const;  // empty if absent

    std::string_view currency(No no) const {
        const Element& element = elements_[no];
        return element.has_currency ? currencies_[element.currencies] : std::string_view{};
    }

    std::uint64_t at(No no) const { return elements_[no].at; }  // its tag's first byte

    std::uint64_t line_of(std::uint64_t byte) const { return places_.line(byte); }

    std::uint64_t line(No no) const { return line_of(at(no)); }

    std::uint64_t column(No no) const { return places_.column(elements_[no].at); }  // in letters

    No parent(No no) const { return elements_[no].parent; }

    // The first element under a path such as Acct/Id/IBAN, trying every branch; none if absent.
    No find(No no, const XmlPath& path) const { return find_from(no, path, 0); }

    std::string_view text_at(No no, const XmlPath& path) const;  // empty if absent

    // The same of many paths in one walk: `found` gets the first element under each, and one more
    // for what is passed over. Requires: the element has ended, and all of `found` is none.
    void find_each(No no, const XmlPathTable& paths, No* found) const;

    Matches all(No no, const XmlPath& name) const { return {*this, no, name.names[0]}; }

    // The first namespace that names a camt message: "urn:...:xsd:camt.053.001.08"; may be empty.
    const std::string& message_namespace() const { return message_namespace_; }

private:
    friend class XmlReader;

    struct Element {
        XmlName name;
        std::uint64_t at = 0;    // its tag's first byte
        std::uint64_t text = 0;  // where its text begins: in the file, or among those put together
        std::uint32_t text_size = 0;
        No parent = none;
        No end = none;                 // behind all that is below it; none: it is open
        std::uint32_t texts = 0;       // bytes put together before it
        std::uint32_t currencies = 0;  // kept before it
        bool has_currency = false;
        bool is_put_together = false;  // its text
    };

    static_assert(sizeof(Element) == 64);  // so that counting them is cheap

    No end_of(No no) const {
        const No end = elements_[no].end;
        return end == none ? size_ : end;
    }

    // The first child of that name at or behind `at`, which is a child of `parent` or its end.
    No next_match(No parent, No at, const XmlName& name) const {
        for (const No end = end_of(parent); at < end; at = end_of(at)) {
            if (elements_[at].name == name) return at;
        }
        return none;
    }

    No find_from(No no, const XmlPath& path, std::size_t depth) const;

    std::string_view text_;
    bool is_of_file_;                // else the text is no bytes of the file, but made from them
    std::vector<Element> elements_;  // the first `size_` of them
    No size_ = 0;
    No room_ = 0;        // their number
    std::string texts_;  // put together
    std::vector<std::string_view> currencies_;
    TextStore values_;  // of attributes that are no bytes of the file
    std::string message_namespace_;
    mutable TextPlaces places_;
};

// The first element under each of several paths below an element, as XmlTree::find finds them.
template <class Part>
class XmlFound {
public:
    XmlFound(const XmlTree& tree, XmlTree::No no, const XmlPaths<Part>& paths) : tree_(tree) {
        found_.fill(XmlTree::none);
        tree.find_each(no, paths, found_.data());
    }

    XmlTree::No operator[](Part part) const { return found_[static_cast<std::size_t>(part)]; }

    bool has(Part part) const { return (*this)[part] != XmlTree::none; }

    std::string_view text(Part part) const {  // empty if absent
        return has(part) ? tree_.text((*this)[part]) : std::string_view{};
    }

    Text squeezed(TextStore& texts, Part part) const {
        return has(part) ? tree_.squeezed((*this)[part], texts) : Text();
    }

    // Of the first of them that has a text.
    template <class... Parts>
    Text squeezed(TextStore& texts, Part part, Parts... others) const {
        const Text said = squeezed(texts, part);
        return said.empty() ? squeezed(texts, others...) : said;
    }

private:
    const XmlTree& tree_;
    std::array<XmlTree::No, XmlPaths<Part>::count + 1> found_;
};

// An element that is told as a whole: of what is below it only the elements of one name are told.
struct XmlWhole {
    static constexpr XmlName no_name = XmlName(">");  // that an element can have

    XmlName name = no_name;
    XmlName told_below = no_name;
};

// Reads a text from end tag to end tag. A DOCTYPE is refused where it stands; nothing outside the
// text is ever fetched.
class XmlReader {
public:
    explicit XmlReader(const Source& source, const XmlWhole& whole = {});

    XmlReader(const XmlReader&) = delete;
    XmlReader& operator=(const XmlReader&) = delete;

    // Goes on to the end of the next element that is told; what is below it is still there. False:
    // the text has ended, or error() says why it could not.
    bool next();

    XmlTree::No element() const { return ended_; }

    // The element that ended goes with all below it, so that memory stays that of the largest
    // element kept.
    void drop();

    const XmlTree& tree() const { return tree_; }

    const std::optional<Error>& error() const { return error_; }

private:
    XmlReader(const Source& source, std::string_view encoding, const XmlWhole& whole);

    bool is_told(XmlTree::No no) const {
        return whole_no_ == XmlTree::none || tree_.elements_[no].name == whole_.told_below;
    }

    void refuse_more();
    void make_room();
    XmlTree::Element* add_element();
    void add_attributes(XmlTree::Element& element);
    void characters();
    void stop(std::string_view fault, std::string words, std::size_t at);
    void namespace_of(std::string_view value);

    const Source& source_;
    std::string utf8_;  // where the file is in another encoding
    XmlTree tree_;
    XmlScanner scanner_;
    XmlWhole whole_;
    XmlTree::No whole_no_ = XmlTree::none;  // the outermost open element that is told as a whole
    XmlTree::No open_ = XmlTree::none;      // the innermost open element
    std::size_t depth_ = 0;
    XmlTree::No ended_ = XmlTree::none;
    std::optional<Error> error_;
};

}  // namespace tieout
