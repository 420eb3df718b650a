// Who each payment of a batch says it is from, worked out once for every payer that occurs.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/ports.h"
#include "matching/payer.h"

namespace tieout {

// find_payer() without votes for all payments of a request: payments with the same bank account and
// name share one answer, so that marks and name forms are paid for once a payer, not once a
// payment.
class OwnPayers {
public:
    explicit OwnPayers(const MatchRequest& request) : request_(request) {}

    // In parallel on the caller's arena. Cost O(payments) look-ups and O(payers) marks.
    void find_all();

    const Payer& of(std::size_t payment) const { return payers_[answers_[payment]]; }

private:
    void group();

    const MatchRequest& request_;
    std::vector<std::uint32_t> answers_;  // of each payment, into payers_
    std::vector<std::uint32_t> firsts_;   // payment that stands for each answer
    std::vector<Payer> payers_;
};

}  // namespace tieout
