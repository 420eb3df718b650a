// Who paid: what names or finds a customer competes for one certainty.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/match.h"
#include "engine/ports.h"
#include "matching/lessons.h"

namespace tieout {

// Shipped weights, log2(m/u) in hundredths of a bit. m is how often the comparison agrees when the
// customer paid, u how often it does when he did not; the prior of a customer among N is 1/N.
namespace payer_weight {
inline constexpr std::int32_t stated = 3'400;   // our customer number in the input
inline constexpr std::int32_t account = 3'200;  // bank account of one family
inline constexpr std::int32_t lesson = 3'000;   // bank account, known from this batch only
// A bank account that earlier payments taught, by one, more for each doubling of them: documents
// that agree to the cent outweigh one lesson (CX22), not many.
inline constexpr std::int32_t learned = 2'330;
inline constexpr std::int32_t learned_doubling = 170;
inline constexpr std::int32_t learned_max = 2'900;
inline constexpr std::int32_t alias = 2'700;      // name that several earlier payments taught
inline constexpr std::int32_t name = 2'900;       // exact normal form of two words or more
inline constexpr std::int32_t word_name = 1'200;  // exact normal form of a single word
inline constexpr std::int32_t documents = 3'000;  // documents of one family whose amounts agree
inline constexpr std::int32_t mention = 600;      // each document that is his, amounts apart
inline constexpr std::int32_t mentions_max = 3;
}  // namespace payer_weight

// A name alone, of one word or shown by one payment only, is never more certain than this.
inline constexpr std::int32_t weak_name_bp_max = 9'000;

// The payer, or who it might be. `customer` is none when nobody reaches payer_suggest_bp.
struct Payer {
    CustomerNo customer = none<CustomerNo>();
    CustomerNo family = none<CustomerNo>();
    std::int32_t bp = 0;
    std::vector<CustomerNo> rivals;  // two or more when they are about equally likely
    std::array<EvidenceTerm, 6> terms{};
    std::uint8_t terms_used = 0;

    // Nothing speaks for him but what earlier payments taught.
    bool is_learned_only() const;

    bool is_known() const { return customer != none<CustomerNo>(); }

    void add(EvidenceTerm term) {
        if (terms_used < terms.size()) terms[terms_used++] = term;
    }
};

// Documents that speak for a customer: how many of his are named, and whether they are one
// family's and come to the payment.
struct DocumentVote {
    CustomerNo customer = none<CustomerNo>();
    std::uint32_t documents = 0;
    bool amounts_agree = false;
};

// The common case without a contest: the number with us is stated, and whose it is. Cost: a
// look-up.
std::optional<CustomerNo> stated_customer(const Book& book, const Payment& payment);
Payer stated_payer(const Book& book, CustomerNo customer);

// The payer by his own marks: stated number, else bank account and name. Votes of documents join
// in, and so does what the batch taught about his account when the book does not know it. Accounts
// of several families and names of several customers settle nothing by themselves.
// Cost: a look-up when the number is stated, else up to two HMACs and a name form.
Payer find_payer(
    const MatchRequest& request,
    const Payment& payment,
    std::span<const DocumentVote> votes,
    const Lessons::Lesson* lesson = nullptr
);

}  // namespace tieout
