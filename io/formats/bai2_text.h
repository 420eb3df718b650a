// The text of a BAI2 movement: who paid and for what, where banks write it as "KEY: value".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/payment.h"
#include "io/formats/marks.h"

namespace tieout {

// What a key is about; the debtor paid, the creditor was paid.
enum class Bai2Key : std::uint8_t {
    debtor_name,
    debtor_account,
    debtor_routing,
    creditor_name,
    creditor_account,
    creditor_routing,
    trace,
    check_number,
    remittance,
    ours,   // banks, addresses, ourselves: nothing to match with
    other,  // kept in the memo as it stands
};

// Reads the text of one movement after the other; keeps its buffers between them.
class Bai2TextReader {
public:
    // Requires: `text` is the file's; the pieces lie in it.
    Bai2TextReader(std::string_view text, TextStore& texts) : texts_(texts), colons_(text) {}

    // Fills payer name and account, trace, check number and memo from the text pieces of one
    // record. A piece that opens with a key starts a new value, any other goes on with the last
    // one, joined as the standard says: without a mark. Requires: kind and side of the payment are
    // set.
    void read(const std::vector<std::string_view>& pieces, Payment& payment);

private:
    // What stands on one line, or in front of a second key on it.
    struct Part {
        Bai2Key key = Bai2Key::other;
        std::string_view value;
        std::string_view whole;  // with its key
        bool goes_on = false;    // with the value of the part before
    };

    void part(std::string_view text);
    Text joined(std::size_t from, std::size_t to, std::string_view Part::* what);

    std::string_view next_on_line(std::string_view text);

    TextStore& texts_;
    Marks<':'> colons_;
    std::vector<Part> parts_;
    std::vector<Text> memos_;
    std::string joined_;
};

}  // namespace tieout
