// Maker and checker: what one person may do alone, and what another must approve, word for word.
#pragma once

#include <string>
#include <vector>

#include "engine/review_plan.h"

namespace tieout {

// Why the user may not carry out the plan alone (limits of the policy, per order and per day), in
// words; empty when he may. `earlier` are plans of the same run. Amounts are compared in the minor
// units of the plan's currency. Cost: a look at each review of the book, when it gives money up.
std::string beyond_limits(
    const Book& book,
    const std::string& user,
    const ReviewOrder& order,
    const ReviewPlan& plan,
    const std::vector<const ReviewPlan*>& earlier = {}
);

// The order as a proposal that waits for somebody else.
ActionProposed proposal_of(
    const std::string& maker, const ReviewOrder& order, const ReviewPlan& plan, std::string needs
);

// What approving a proposal makes true, as its maker's deed. Refused (usage) when the approver is
// its maker or answers for less, when it was decided already, or when what it would do is not what
// was proposed: the payment, an item or the rules have changed since.
Result<ReviewPlan> approve(
    const Book& book,
    const Journal& journal,
    ProposalNo proposal,
    const std::string& approver,
    const std::string& note
);

Result<std::vector<Entry>> reject(
    const Book& book, ProposalNo proposal, const std::string& user, const std::string& note
);

}  // namespace tieout
