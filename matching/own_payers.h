// Who each payment of a batch says it is from, worked out once for every payer that occurs.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/ports.h"
#include "matching/payer.h"

namespace tieout {

// find_payer() without votes for all payments of a request. A stated number is looked up; payments
// without one that have the same bank account, name and day share one answer, so that marks and
// name forms are paid for once a payer, not once a payment.
class OwnPayers {
public:
    explicit OwnPayers(const MatchRequest& request) : request_(request) {}

    // In parallel on the caller's arena. Cost O(payments) look-ups and O(payers) marks.
    void find_all();

    Payer of(std::size_t payment) const {
        const CustomerNo stated = stated_[payment];
        return stated == none<CustomerNo>() ? payers_[answers_[payment]]
                                            : stated_payer(request_.book, stated);
    }

private:
    void group();
    void prefetch_customers(std::size_t from, std::size_t to) const;

    const MatchRequest& request_;
    std::vector<CustomerNo> stated_;      // of each payment, none when it states nobody we know
    std::vector<std::uint32_t> answers_;  // of each other payment, into payers_
    std::vector<std::uint32_t> firsts_;   // payment that stands for each answer
    std::vector<Payer> payers_;
};

}  // namespace tieout
