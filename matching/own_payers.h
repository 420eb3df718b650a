// Who each payment of a batch says it is from, worked out once for every payer that occurs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/ports.h"
#include "matching/payer.h"
#include "matching/payer_names.h"

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

    // The payment has a payer's name, and neither number, account nor name say whose it is.
    bool has_name_only(std::size_t payment) const {
        return stated_[payment] == none<CustomerNo>() &&
               payers_[answers_[payment]].terms_used == 0 &&
               !request_.payments[payment]->payer_name.empty();
    }

    // Compares the names of these payments, each once, with the names of all customers. In parallel
    // on the caller's arena. Requires: has_name_only() for each.
    void find_near(std::span<const std::size_t> payments, PayerNames& names);

    // Whose names are like the payment's; none when it was not asked for.
    const NearCustomers* near_of(std::size_t payment) const {
        if (near_of_answer_.empty() || stated_[payment] != none<CustomerNo>()) return nullptr;
        const std::uint32_t at = near_of_answer_[answers_[payment]];
        return at == not_asked ? nullptr : &near_[at];
    }

private:
    static constexpr std::uint32_t not_asked = 0xFFFF'FFFFU;

    void group();
    void prefetch_customers(std::size_t from, std::size_t to) const;

    const MatchRequest& request_;
    std::vector<CustomerNo> stated_;      // of each payment, none when it states nobody we know
    std::vector<std::uint32_t> answers_;  // of each other payment, into payers_
    std::vector<std::uint32_t> firsts_;   // payment that stands for each answer
    std::vector<Payer> payers_;
    std::vector<std::uint32_t> near_of_answer_;  // into near_
    std::vector<NearCustomers> near_;
};

}  // namespace tieout
