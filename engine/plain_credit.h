// A credit that the bank gives no channel may be the sum of a deposit whose items are receipts.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/channel_deposits.h"
#include "engine/late_details.h"
#include "engine/second_source.h"

namespace tieout {

// Of a deposit and an equal credit of the account within days_before() one makes cash. A credit
// that names the deposit (lockbox number, batch, or in its own channel the payer of all items) is
// its sum. Any other may be a payment by itself: what came first is cash, what comes second is the
// question `possible_duplicate`. Deposits of one item ask on other days only while their amount is
// rare. Cost: one look-up a credit while deposits are known, none before.
class PlainCredits {
public:
    PlainCredits(
        const Book& book,
        const Secrets& secrets,
        DepositCount& counts,
        ChannelDeposits& deposits,
        CashOutcome& outcome
    )
        : book_(book), secrets_(secrets), counts_(counts), deposits_(deposits), outcome_(outcome) {}

    // A plain credit of an account with a lockbox that names it is the sum of its checks.
    void name_lockbox_sum(Movement& credit) const;
    // By what credits may name the deposits of this batch.
    void note_names();
    // A credit of the statement against deposits of this batch and of the book.
    void settle(Movement& credit);
    // A single line of a channel that comes to a deposit of just that channel: true when it is its
    // sum. Else it is asked about, when it might be.
    bool is_sum_of(Movement& line);
    // Deposits of this batch against credits that the book took before.
    void look_back(LateDetails& late);
    // Whether statements brought each item of the deposit on one day, as lines of just its amount:
    // then these are the cash, for entries of an ACH file of that day; for others it is asked.
    bool was_brought_singly(const ChannelDeposit& deposit, LateDetails& late);
    // The credits of one statement and day against the items of deposits of other days: a question
    // each where together they are all that is left of one.
    void settle_items(std::span<Movement* const> credits);
    // Whether the one line that made the deposit's money before is its sum.
    bool was_named(const ChannelDeposit& deposit, const LateDetails& late) const;

private:
    bool settle(Movement& credit, DepositId wanted, Minor known);
    bool is_open(const DepositId& deposit) const;
    bool names(const Movement& credit, const DepositId& deposit, bool by_payer) const;
    Mark name_mark(const DepositId& deposit, std::string_view text) const;
    std::vector<std::string> names_of(const ChannelDeposit& deposit) const;
    bool look_back(const ChannelDeposit& deposit, LateDetails& late);
    std::optional<DepositId> find_credit(const ChannelDeposit& deposit) const;
    Minor credits_on(const Movement& detail, const DepositId& credit) const;
    bool was_named_by_reference(const ChannelDeposit& deposit) const;
    void ask(Movement& credit, const DepositId& deposit);
    void ask(const ChannelDeposit& deposit, const std::string& what);
    bool ask_about_items(std::span<Movement* const> credits, const DepositId& day);
    Minor credits_of(const ReportedMoney& money) const;
    Minor items_on(const Movement& credit, const DepositId& item) const;

    const Book& book_;
    const Secrets& secrets_;
    DepositCount& counts_;
    ChannelDeposits& deposits_;
    CashOutcome& outcome_;
    std::map<DepositId, Minor> items_;  // details of this batch, by day and amount
};

}  // namespace tieout
