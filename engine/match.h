// A match proposes what a payment pays, how sure that is, and what else it might have been.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/clearing.h"
#include "engine/reason.h"

namespace tieout {

// What speaks for a payer or a set, one comparison each (Fellegi and Sunter 1969): log2(m/u) in
// hundredths of a bit.
enum class TermKind : std::uint8_t {
    payer_stated,       // the input names our customer number
    payer_account,      // bank account or MICR known
    payer_alias,        // learned or given alias
    payer_name,         // exact normal form of the name
    payer_documents,    // the documents named are his
    reference_line,     // a structured remittance line names the document
    reference_text,     // a number at token borders in free text names it
    amount_exact,       // the set's sum is the payment
    amount_difference,  // it is not, and the difference is explained
    set_spurious,       // how often such a set fits by chance
    prior,              // odds before any evidence
    payer_lesson,       // the batch has just shown whose account it is
    reference_near,     // a number that is nearly that of a document of the payer
    payer_learned,      // an account or name that earlier payments taught; count is its row, from 1
    payer_name_near,    // the name is like a customer's: slips, cut off, initials
    payer_name_word,    // words on which both names agree; count: names that have the rarest
};

struct EvidenceTerm {
    TermKind kind = TermKind::prior;
    std::int32_t centibits = 0;
    std::uint32_t count = 0;  // how many items, lines or names the term stands for

    friend bool operator==(const EvidenceTerm&, const EvidenceTerm&) = default;
};

// A set of items that a reviewer may accept.
struct CandidateItem {
    ItemNo item{};
    Minor amount = 0;  // signed: what of the payment it would take

    friend bool operator==(const CandidateItem&, const CandidateItem&) = default;
};

struct Candidate {
    std::vector<CandidateItem> items;
    CustomerNo customer = none<CustomerNo>();
    Certificate certificate = Certificate::none;
    std::uint8_t tier = 0;
    std::int32_t score_bp = 0;
    Minor difference = 0;  // payment - sum of items

    friend bool operator==(const Candidate&, const Candidate&) = default;
};

// The answer for one payment. `clearing` always accounts for the whole payment.
struct Match {
    PaymentStatus status = PaymentStatus::exception;
    Reason reason = Reason::nothing;
    Certificate certificate = Certificate::none;
    std::uint8_t tier = 0;  // matching.md 2
    CustomerNo payer = none<CustomerNo>();
    std::int32_t payer_bp = 0;  // posterior of the payer
    std::int32_t score_bp = 0;  // posterior of the set
    std::uint32_t proved_k = 0;
    std::uint32_t alternatives =
        0;  // other sets, or choices among equal items, as good as this one
    bool alternatives_capped = false;
    std::uint32_t expected_spurious_ppm = 0;
    Clearing clearing;
    std::vector<EvidenceTerm> terms;
    std::vector<Candidate> candidates;  // best first, at most policy.candidates_max
    std::string detail;                 // one sentence for a reviewer, when a person must look
};

std::string_view word_of(TermKind kind);

}  // namespace tieout
