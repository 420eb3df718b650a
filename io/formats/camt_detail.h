// One transaction of a camt entry: amounts, parties, references and what the payer says it is for.
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
    std::uint64_t at = 0;  // its first byte, for its line
};

// Where a reader of entries leaves what it met.
struct CamtNotes {
    FaultList& faults;
    FaultList& warnings;
    TextStore& texts;
};

CamtDetail read_camt_detail(const XmlTree& tree, XmlTree::No details, const CamtNotes& notes);

std::optional<bool> camt_side(std::string_view word);  // CRDT: true

// Domain, family and sub-family, else the bank's own code.
template <class Part>
Text camt_bank_code(const XmlFound<Part>& found, TextStore& texts) {
    const Text domain = found.squeezed(texts, Part::domain);
    if (domain.empty()) return found.squeezed(texts, Part::own_code);
    const Text family = found.squeezed(texts, Part::family);
    return texts.keep({domain, "-", family, "-", found.squeezed(texts, Part::sub_family)});
}

}  // namespace tieout
