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

// Makes payments of entries, one after the other.
class MtMovementReader {
public:
    // Requires: an amount above zero, and a new payment. Kind, channel and method follow the
    // transaction type and the GVC.
    void read(MtEntry& entry, Currency currency, Text account, TextStore& texts, Payment& payment);

private:
    Text bank_code(std::string_view type, std::string_view business_code, TextStore& texts);

    MtTextReader text_reader_;
    Text bank_code_;  // of the movement before
};

}  // namespace tieout
