// The text of a BAI2 movement: who paid and for what, where banks write it as "KEY: value".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/payment.h"
#include "io/formats/bai2_records.h"

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
    ours,        // this one and those behind it are no values: banks, addresses, ourselves
    remittance,  // for the memo
    other,       // kept in the memo as it stands, with its key
};

// Reads the text of one movement after the other; keeps its buffers between them.
class Bai2TextReader {
public:
    explicit Bai2TextReader(TextStore& texts) : texts_(texts) {}

    // Takes what is left of a record and gives its bytes; those beyond field_bytes_max are not
    // looked at. A piece that opens with a key starts a new value, any other goes on with the last
    // one, joined as the standard says: without a mark.
    std::size_t read(Bai2Fields& fields);

    // Fills payer name and account, trace, check number and memo from what was read last.
    // Requires: kind and side of the payment are set.
    void fill(Payment& payment);

private:
    // The value of a key, or a text without one, that the next line may go on with.
    struct Open {
        Bai2Key key = Bai2Key::ours;
        std::string_view text;
        bool is_open = false;
        bool is_held = false;    // its text so far was put where it belongs
        bool is_joined = false;  // put together in `joined_`
    };

    void line(std::string_view text);
    void plain_line(std::string_view text, std::size_t colon);
    void open(Bai2Key key, std::string_view text, std::size_t colon, bool is_plain);
    void begin(Bai2Key key, std::string_view text, bool is_plain);
    void go_on(std::string_view text, bool is_plain);
    void hold(Text value);
    void close();

    TextStore& texts_;
    Open open_;
    std::array<Text, static_cast<std::size_t>(Bai2Key::ours)> values_;  // found first
    std::vector<Text> memos_;
    std::string joined_;
};

}  // namespace tieout
