// XML as banks send it: read once from front to back, element by element, within strict limits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/texts.h"
#include "io/formats/source.h"
#include "io/formats/xml_scanner.h"

namespace tieout {

inline constexpr std::size_t xml_depth_max = 64;
inline constexpr std::size_t xml_text_bytes_max = std::size_t{1} << 20U;  // of one element
inline constexpr std::size_t xml_elements_max = std::size_t{1} << 20U;    // kept at one time
inline constexpr std::size_t xml_names_max = 4096;  // different element names in one file

// The elements read and not yet dropped, parents before children. Names are local names (without
// prefix); of attributes only the currency `Ccy` is kept.
class XmlTree {
public:
    using No = std::uint32_t;
    static constexpr No none = 0xFFFF'FFFFU;

    struct Element {
        std::uint32_t name = 0;
        No parent = none;
        No first_child = none;
        No last_child = none;
        No next = none;
        No before = none;
        std::string_view raw;         // the text, where it is bytes of the file as they stand
        std::uint32_t text_from = 0;  // else its place among the texts put together
        std::uint32_t text_size = 0;
        std::uint64_t line = 0;
        std::uint64_t column = 0;  // in letters
        std::string_view currency;
    };

    std::string_view name(No no) const { return names_[elements_[no].name]; }

    std::uint32_t name_no(No no) const { return elements_[no].name; }  // equal names, equal number

    std::string_view text(No no) const;  // of the element itself, without blanks around it
    // To be kept with the file, as it stands or squeezed: a copy only where it has to be one.
    Text kept(No no, TextStore& texts) const;
    Text squeezed(No no, TextStore& texts) const;
    Text squeezed_at(No no, std::string_view path, TextStore& texts) const;  // empty if absent

    std::string_view currency(No no) const { return elements_[no].currency; }

    std::uint64_t line(No no) const { return elements_[no].line; }

    std::uint64_t column(No no) const { return elements_[no].column; }

    No parent(No no) const { return elements_[no].parent; }

    No first_child(No no) const { return elements_[no].first_child; }

    No next(No no) const { return elements_[no].next; }

    No child(No no, std::string_view name) const;  // the first of that name
    // The first element under a path such as "Acct/Id/IBAN", trying every branch; none if absent.
    No find(No no, std::string_view path) const;
    std::string_view text_at(No no, std::string_view path) const;  // empty if absent
    std::vector<No> all(No no, std::string_view name) const;       // children of that name

    // The first namespace that names a camt message: "urn:...:xsd:camt.053.001.08"; may be empty.
    const std::string& message_namespace() const { return message_namespace_; }

private:
    friend class XmlParser;

    // The text of the element is bytes of the file.
    bool is_of_file(No no) const { return elements_[no].text_size == 0 && !is_converted_; }

    std::vector<std::string> names_;
    std::vector<Element> elements_;
    std::string texts_;
    TextStore values_;           // of attributes that are no bytes of the file
    bool is_converted_ = false;  // the text is no bytes of the file, but made from them
    std::string message_namespace_;
};

// Called when an element ends, its children still there. True: the element is done with and is
// dropped with all below it, so that memory stays that of the largest element kept.
using XmlElementEnd = std::function<bool(const XmlTree& tree, XmlTree::No element)>;

// Nothing when the whole text was well-formed and within the limits, else why not and where. A
// DOCTYPE is refused where it stands; nothing outside the text is ever fetched.
std::optional<Error> read_xml(const Source& source, const XmlElementEnd& on_end);

}  // namespace tieout
