// A movement of a SWIFT statement: its line :61: together with the text that follows it.
#pragma once

#include <vector>

#include "io/formats/mt_text.h"

namespace tieout {

// What is gathered until the next line :61: or the closing balance.
struct MtEntry {
    MtStatementLine line;
    std::vector<Line> text;       // of tags :86:
    std::vector<Line> non_swift;  // of tag :NS:
    std::vector<Line> more;       // lines of :61: behind the supplement
    std::size_t text_bytes = 0;
    std::uint64_t source_line = 0;
};

// Requires: an amount above zero. Kind, channel and method follow the transaction type and the GVC.
Payment mt_payment(
    MtEntry& entry, Currency currency, Text account, MtTextReader& reader, TextStore& texts
);

}  // namespace tieout
