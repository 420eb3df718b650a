// One message of a SWIFT statement file while it is read, and what it must prove.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/intake.h"
#include "io/formats/mt_movement.h"

namespace tieout {

// The statement and page number of :28C: "00123/00002".
struct MtNumber {
    std::string text;
    std::string statement;
    std::optional<std::uint64_t> page;
};

MtNumber mt_number(std::string_view text);

// Number and sum of the entries of one side, as counted here or as stated by the bank.
struct MtSide {
    std::uint64_t count = 0;
    WideMinor sum = 0;
};

struct MtMessage {
    bool is_open = false;
    bool has_ended = false;  // "-" or "-}" was met; only trailer blocks may follow
    std::string type;        // "940" of block 2; empty without blocks
    bool is_test = false;
    bool is_repeat = false;  // possible duplicate (PDE, PDM)
    std::string reference;   // :20:
    MtNumber number;
    Unit unit;
    Unit expected;  // entries EC and ED
    std::optional<MtBalance> opening;
    std::optional<MtBalance> closing;
    bool opens_page = false;   // 60M
    bool closes_page = false;  // 62M
    bool is_interim = false;   // an MT942
    bool has_lines = false;
    bool has_no_currency = false;  // said once: the entries cannot be read
    Currency floor_currency;       // of :34F: and :90D: or :90C:
    MtSide debits;
    MtSide credits;
    std::optional<MtSum> stated_debits;
    std::optional<MtSum> stated_credits;
    std::uint64_t last_line = 0;

    Currency currency() const { return opening ? opening->currency : floor_currency; }

    void quarantine(std::string reason);
};

// Adds the controls of the message to its unit; each that does not tie is a fault. Requires: the
// message has ended.
void prove_mt_message(MtMessage& message, FaultList& faults);

// The last message of a file lacks its end. What stands behind a message is lost with it: that it
// is training, or a possible repeat.
void refuse_cut_message(MtMessage& message, FaultList& faults);

// "D000004C000002D25,24C28,71": number and sum of debits and credits, as one Dutch bank ends its
// statements.
void read_mt_totals(MtMessage& message, std::string_view text, std::uint64_t line);

}  // namespace tieout
