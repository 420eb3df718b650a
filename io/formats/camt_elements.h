// The elements that part a camt message: the message, its statements, their entries.
#pragma once

#include <cstdint>
#include <vector>

#include "io/formats/xml.h"

namespace tieout {

// What an element is by its name.
enum class CamtElement : std::uint8_t {
    unknown,  // not looked at yet
    other,
    message,
    group_header,
    statement,
    entry_details,
    details,
};

// Asked for every element; the name of each number is compared once.
class CamtElements {
public:
    CamtElement kind_of(const XmlTree& tree, XmlTree::No no);

private:
    std::vector<CamtElement> kinds_;  // by the number of the name
};

}  // namespace tieout
