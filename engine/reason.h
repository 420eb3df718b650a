// The closed lists of the field: statuses of a payment, certificates of a match, reasons to ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tieout {

// What became of a bank movement (contracts.md 4, payments.csv).
enum class PaymentStatus : std::uint8_t {
    applied,       // all of it stands on items
    part_applied,  // some of it; the rest is unapplied or on account
    on_account,    // by instruction or policy
    exception,     // a person must decide
    unidentified,  // nobody known as payer, nothing to decide between
    duplicate,     // known already
    returned,
    not_ar,  // fees, sweeps, own transfers, summaries
};

// A fact about an exhaustive search, or how the set was found.
enum class Certificate : std::uint8_t {
    none,
    unique,
    ambiguous,
    budget,
    stated,
    policy,
    reviewed  // a person chose the items
};

// Why a person must look. `nothing` means that nobody must.
enum class Reason : std::uint8_t {
    nothing,
    unknown_payer,
    ambiguous_payer,
    ambiguous,
    weak_evidence,
    no_match,
    budget,
    foreign_document,
    closed_document,
    paid_twice,
    short_pay,
    over_pay,
    unearned_discount,
    remittance_mismatch,
    orphan_remittance,
    untied_deposit,
    unmatched_return,
    outside_change,
    erp_rejected,
    intercompany,
    limit,
    interchangeable,
    possible_duplicate,
    taken_back,  // a person took back what was settled
};

std::string_view word_of(PaymentStatus status);
std::string_view word_of(Certificate certificate);  // "UNIQUE", "NONE" ...
std::string_view word_of(Reason reason);            // empty for `nothing`
std::optional<Reason> reason_of(std::string_view word);
// What the reason means, in one sentence of data/reason_codes.csv; empty for `nothing`.
std::string_view meaning_of(Reason reason);

}  // namespace tieout
