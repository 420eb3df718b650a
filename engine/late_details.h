// Details of money that a statement brought before: they make no cash, and are advice for it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/channel_deposits.h"
#include "engine/remittance_join.h"

namespace tieout {

// A movement that makes no cash, and why.
void only_list(Movement& movement, std::string note);

// Gives what details say to the receipt of the statement that they are about: the one credit of the
// deposit's amount that waits, or else the one of each detail's. What finds no such receipt joins
// as advice of its own. Cost: a look-up for each deposit and each detail that comes behind its
// money.
class LateDetails {
public:
    LateDetails(const Book& book, CashOutcome& outcome, std::vector<FiledAdvice>& advice)
        : book_(book), outcome_(outcome), advice_(advice) {}

    // The details of a deposit are listed, and advise on the money that was taken.
    void list(const ChannelDeposit& deposit);
    // A line that was reported before advises on it while it waits.
    void advise_if_it_waits(const Movement& line);
    // The one credit of the bank that waits within days_before() of the deposit; none when several.
    const WaitingName* waiting_credit(const DepositId& deposit) const;

private:
    void advise(const Movement& line, const WaitingName* money);

    const Book& book_;
    CashOutcome& outcome_;
    std::vector<FiledAdvice>& advice_;
    std::set<PaymentNo> advised_;  // receipts that lines of their own amount advise on
};

}  // namespace tieout
