// What a bank file yields: its statements or batches with their controls, movements and faults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/digest.h"
#include "engine/error.h"
#include "engine/payment.h"
#include "engine/texts.h"

namespace tieout {

// One total, count or balance that the file states about itself, and what we counted.
struct Control {
    std::string name;  // "49 account control total", "7 batch amount", "closing balance"
    WideMinor stated = 0;
    WideMinor counted = 0;
    bool is_count = false;  // a number of records rather than money
    Currency currency;
    std::uint64_t line = 0;

    bool ties() const { return stated == counted; }
};

enum class UnitState : std::uint8_t {
    taken,        // its controls tie; its movements may be judged
    quarantined,  // a control of its own, or of what encloses it, does not tie: nothing is taken
    not_cash,     // test file, pending or expected entries, deletion: listed, never posted
};

// The part of a file that is taken whole or quarantined whole: a statement, an account of a BAI2
// group, a lockbox batch.
struct Unit {
    std::string kind;      // "statement", "notification", "lockbox batch", "payments"
    std::string identity;  // the bank's own name for it: statement id, batch number
    std::string account;   // ours, as written in the file; empty when the file names none
    std::string lockbox;
    Currency currency;
    std::optional<Date> as_of;
    std::optional<Minor> opening_balance;
    std::optional<Minor> closing_balance;
    bool is_opening_booked = false;  // it is the closing balance of the statement before
    bool is_closing_booked = false;
    bool restates_day = false;   // another statement of its day has the same opening balance
    bool continues_day = false;  // it follows on from another statement of its own day
    UnitState state = UnitState::taken;
    std::string reason;  // why it is not taken, in words
    std::vector<Control> controls;
    std::vector<Payment> movements;
    std::uint64_t first_line = 0;
};

// A bank or remittance file, read whole. Never half: when `refused` is set, units are empty or all
// quarantined and the faults say why.
struct IntakeFile {
    std::string name;
    std::string format;    // "bai_lockbox", "bai2", "camt.053", "camt.054", "payments", ...
    std::string dialect;   // layout or version that was recognised
    Digest digest;         // of the bytes
    std::string identity;  // logical: sender, receiver, date, time, file id; empty: none
    std::uint64_t bytes = 0;
    bool refused = false;
    std::vector<Control> controls;  // of the envelope
    TextStore texts;                // of movements and advice; some lie in the bytes of the file
    std::vector<Unit> units;
    std::vector<Remittance> remittances;       // advice without money
    std::vector<Remittance> held_remittances;  // advice that is not taken: shown, never joined
    std::vector<Error> faults;                 // each with file, line, column and a stable F_ code
    std::vector<Error> warnings;               // noted, do not keep anything from being taken

    // No advice is taken of a file that is refused.
    void hold_remittances() {
        for (Remittance& advice : remittances)
            held_remittances.push_back(std::move(advice));
        remittances.clear();
    }
};

}  // namespace tieout
