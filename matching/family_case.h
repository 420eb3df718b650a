// A family case is the payments of one batch that one payer family is taken to have made.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/match.h"
#include "engine/ports.h"
#include "matching/payer.h"
#include "matching/reading.h"
#include "matching/subset_sum.h"

namespace tieout {

// Shipped weights of what speaks for a set, log2(m/u) in hundredths of a bit.
namespace set_weight {
inline constexpr std::int32_t line = 1'800;    // a structured line names the document
inline constexpr std::int32_t text = 1'200;    // a whole token of free text does
inline constexpr std::int32_t near = 800;      // a number nearly right does
inline constexpr std::int32_t amount = 1'000;  // the named items make the payment to the cent
}  // namespace set_weight

// Posterior of a set that the payer himself names and whose amounts agree.
inline constexpr std::int32_t stated_score_bp = 9'990;
// The same when a number is only nearly right and the amounts agree.
inline constexpr std::int32_t near_score_bp = 9'950;

// Who made one payment, as found before any money was given out.
struct PayerFound {
    Payer payer;
    bool by_documents = false;  // only what he names speaks for him: it must close to the cent
    bool by_lesson = false;     // without what the batch taught he would not be certain
};

// One payment on its way to a match.
struct CaseLine {
    std::size_t payment = 0;  // in the request
    const Reading* reading = nullptr;
    std::span<const Hit> hits;
    const PayerFound* found = nullptr;
    bool is_judged = false;  // by judge_alone(): its match stands, and takes from the others
};

// What the cases of a batch have in common.
struct CaseContext {
    const MatchRequest& request;
    std::span<const Minor> lattices;  // of each payment's entity and currency, by payment
    // The customers of a family; asked for only when amounts are searched. Safe for concurrent use.
    const std::function<std::vector<CustomerNo>(CustomerNo)>& members_of;
};

// Judges a payment by itself, whose payer is certain and who names documents that make it to the
// cent. False when that is not so: then `matches` is as it was. The match stands if no other
// payment of the batch names one of its items (Claims); what the family's others pay does not
// change it.
bool judge_alone(const CaseContext& context, const CaseLine& line, std::span<Match* const> matches);

// Judges the payments of one family, given in the order of the rule (booking date, payment id):
// first those that name documents, then the others together. Writes the match of each payment into
// `matches`, which has one place for every payment.
void judge_family(
    const CaseContext& context,
    std::span<const CaseLine> lines,
    SubsetSum& search,
    std::span<Match* const> matches
);

// A payment whose payer nobody knows, or for whom two are equally likely.
Match judge_unknown(const CaseContext& context, const CaseLine& line);

// Votes of the documents a payment names, one for each family, at most four.
std::vector<DocumentVote> document_votes(
    const MatchRequest& request,
    std::size_t payment,
    const Reading& reading,
    std::span<const Hit> hits
);

}  // namespace tieout
