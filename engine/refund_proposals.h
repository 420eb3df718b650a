// Refunds that the policy proposes: what a certain payer paid too much is his, and a person says
// so.
#pragma once

#include <string_view>
#include <vector>

#include "engine/entry.h"
#include "engine/ports.h"

namespace tieout {

// The maker of proposals that nobody made: everybody may approve them.
inline constexpr std::string_view policy_maker = "policy";

// With difference.overpayment = refund: a proposal for each overpayment beyond the tolerance that
// waits unapplied, of a payer as certain as posting needs, from difference.refund_min_minor on, as
// the book judged it (what a person decided since, or what was proposed or rejected, is left
// alone). Proposals of a batch are a run behind it: called again, it makes what is missing and
// nothing twice. Cost: a look at each exception and proposal, a read of the journal for each
// overpayment that was not proposed.
Result<std::vector<Entry>> propose_refunds(const Book& book, const Journal& journal, Date day);

}  // namespace tieout
