// A second opinion on a match: proves its certificate again by plain enumeration.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/match.h"

namespace tieout {

// What was open to the payment when it was judged.
struct CertificateFacts {
    const Book& book;
    std::span<const CustomerNo> customers;  // the payer's family
    EntityNo entity{};
    Currency currency;
    Minor amount = 0;
    std::span<const ClearedItem> gone;  // taken before by other payments of the batch
    std::uint64_t steps_max = 50'000'000;
    const Policy* policy = nullptr;  // none: items are taken gross only
    Date booked = {};                // earns discounts, by the policy
};

enum class CertificateAnswer : std::uint8_t {
    holds,
    fails,
    too_large,
    not_applicable
};

// Counts the sets of up to proved_k items whose sum is the payment (by the policy also net of
// earned discounts, items of one date and terms alike, or more by a bank fee), item after item,
// sharing no code with the search. UNIQUE holds when the cleared set is the only one, NONE when
// there is none, AMBIGUOUS when the candidates are different sets that make the payment, or when
// the one explanation is wanted by other payments too. Cost 2^n at worst; the words say what fails.
CertificateAnswer prove_again(
    const CertificateFacts& facts, const Match& match, std::string& words
);

}  // namespace tieout
