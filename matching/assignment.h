// Payments of one family that name nothing are settled together, whatever their order.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/match.h"
#include "matching/amount_search.h"
#include "matching/pool.h"

namespace tieout {

inline constexpr std::size_t rounds_max = 16;         // of settling and looking again
inline constexpr std::size_t searches_max = 4'096;    // of one group, over its rounds
inline constexpr std::size_t joint_payments_max = 8;  // solved exactly together

struct AmountCase {
    Minor amount = 0;
    Date booked;
    bool may_post = false;     // payer strong, and policy posts on the amount alone
    bool is_rest = false;      // what the items that the payer names leave of his payment
    bool has_waited = false;   // it was judged before: what was invoiced later it did not pay
    bool needs_fresh = false;  // and for the same payer: only with an item that came since it posts
};

// What became of one case. Posted when `cleared` is not empty.
struct AmountAnswer {
    Certificate certificate = Certificate::none;
    Reason reason = Reason::nothing;
    std::uint8_t tier = 4;  // 4 structured, 5 arbitrary subset
    std::uint32_t proved_k = 0;
    std::uint32_t alternatives = 0;  // the other sets, or choices among equal items
    bool is_capped = false;
    std::int64_t expected_ppm = 0;
    std::int32_t score_bp = 0;
    std::vector<ClearedItem> cleared;  // with what closes them besides cash, each cent labelled
    std::vector<Candidate> candidates;
    std::string detail;

    bool is_posted() const { return !cleared.empty(); }
};

struct AmountGroup {
    const Book& book;
    const Policy& policy;
    PoolScope scope;
    Minor lattice = 1;
    std::span<const AmountCase> cases;   // by booking date, then payment id
    std::span<const ItemNo> fresh = {};  // items that came since waiting cases were judged
};

// Rule, not arrival. Round after round: every open case is searched in the pool that is left; sets
// proved unique and strong are settled unless they want the same items, or would take the last
// explanation of another case; then what remains is looked at again. When no round settles more,
// small groups that share items are solved exactly: they are posted only if one assignment alone
// explains all of them. What is cleared is added to `taken`. Cost: rounds x cases x search; large
// groups get fewer rounds, two at least.
std::vector<AmountAnswer> assign_amounts(const AmountGroup& group, Taken& taken, SubsetSum& search);

}  // namespace tieout
