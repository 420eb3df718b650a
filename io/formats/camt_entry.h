// One entry of a camt statement and the single transactions that the bank booked in it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/intake.h"
#include "io/formats/source.h"
#include "io/formats/xml.h"

namespace tieout {

struct CamtParty {
    Text name;
    Text account;
};

struct CamtAmount {
    Text text;
    Currency currency;  // none: not of ISO 4217
};

// One TxDtls, taken out of the tree as soon as it ends, so that large batches stay small.
struct CamtDetail {
    std::array<CamtAmount, 3> amounts;  // best first
    std::size_t amounts_size = 0;
    std::optional<bool> is_credit;
    CamtParty debtor;
    CamtParty creditor;
    Text bank_reference;
    Text trace;
    Text check_number;
    Text batch;
    Text bank_code;
    std::string memo;  // what the payer wrote
    Text bank_text;    // what the bank added
    std::vector<RemittanceLine> lines;
    Currency lines_currency;
    bool lone_reference = false;  // a creditor reference and nothing else: it is for all the money
    bool is_returned = false;
    std::uint64_t line = 0;
};

// Where a reader of entries leaves what it met.
struct CamtNotes {
    FaultList& faults;
    FaultList& warnings;
    TextStore& texts;
};

CamtDetail read_camt_detail(const XmlTree& tree, XmlTree::No details, const CamtNotes& notes);

// What an entry becomes: movements, and its signed amount for the balance.
struct CamtEntry {
    std::vector<Payment> movements;
    Currency currency;
    Minor signed_amount = 0;
    Text status = "BOOK";
    std::uint64_t line = 0;
};

struct CamtAccount {
    std::string id;
    Text kept_id;  // the same, kept by the file
    Currency currency;
    std::optional<Date> day;  // taken where an entry has no date of its own
};

// Nothing, with a fault, when amount, side or date cannot be read.
std::optional<CamtEntry> read_camt_entry(
    const XmlTree& tree,
    XmlTree::No entry,
    const CamtAccount& account,
    const std::vector<CamtDetail>& details,
    const CamtNotes& notes
);

std::optional<Date> camt_date(std::string_view text);  // the day of a date or a date with time

}  // namespace tieout
