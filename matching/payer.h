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
#include "matching/payer_names.h"

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

// A name that is only like a customer's (matching.md 3): the odds of the customer against somebody
// who is not in the book, if no other customer has the words on which both names agree. 500 to 1
// with a slip in the name, 2 to 1 when little more than its rare words agree. Beside it the words
// tell log2(names / names with the word): a word of one customer outweighs the prior of one among
// all, AMERICAN tells hardly anything (term frequency, Winkler 1989).
inline constexpr std::int32_t near_95 = 900;      // similarity of 95 % or more, or cut by a bank
inline constexpr std::int32_t near_90 = 600;      // of 90 % or more
inline constexpr std::int32_t near_85 = 350;      // of 85 % or more, or by initials
inline constexpr std::int32_t near_rare = 100;    // found by rare trigrams only
inline constexpr std::int32_t other_form = -150;  // GmbH here, AG there
}  // namespace payer_weight

// A name alone, of one word or shown by one payment only, is never more certain than this.
inline constexpr std::int32_t weak_name_bp_max = 9'000;

// A name that is only like a customer's, without account or documents, is never more certain than
// this, and never as certain as posting needs.
inline constexpr std::int32_t near_name_bp_max = 9'500;

// What trigrams found speaks from this similarity on, and only with a word that is not general.
inline constexpr std::int32_t near_rare_bp_min = 6'500;

// The payer, or who it might be. `customer` is none when nobody reaches payer_suggest_bp.
struct Payer {
    CustomerNo customer = none<CustomerNo>();
    CustomerNo family = none<CustomerNo>();
    std::int32_t bp = 0;
    std::vector<CustomerNo> rivals;  // two or more when they are about equally likely
    std::array<EvidenceTerm, 7> terms{};
    std::uint8_t terms_used = 0;
    bool has_near_name = false;    // and what it is like is as near as 85 %
    bool has_alike_names = false;  // more customers have a name like his than are compared

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
// in, and so does what the batch taught about his account when the book does not know it, and
// customers whose names are like his. Accounts of several families and names of several customers
// settle nothing by themselves; a name that is only alike posts with his account or a document of
// his.
// Cost: a look-up when the number is stated, else up to two HMACs and a name form.
Payer find_payer(
    const MatchRequest& request,
    const Payment& payment,
    std::span<const DocumentVote> votes,
    const Lessons::Lesson* lesson = nullptr,
    const NearCustomers* near = nullptr
);

}  // namespace tieout
