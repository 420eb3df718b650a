// Deposits that a channel's own files report item by item, and the bank's sums that wait for them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/deposit_count.h"
#include "engine/deposit_id.h"

namespace tieout {

// The details of one deposit in this batch: a lockbox's day or one of its batches, a batch of a
// notification, the entries of a day.
struct ChannelDeposit {
    DepositId id;
    std::vector<Movement*> lines;
};

// 0, -1, 1, -2, 2 ...: the nearest days first.
std::vector<int> near_days(int most);
// The accounts that a sum's details may be kept under, or a deposit's sum: its own, or, where the
// channel's file names none that the book lists, any in the deposit's currency.
std::vector<AccountNo> accounts_of_details(AccountNo account);
std::vector<AccountNo> accounts_of_sums(const Book& book, const DepositId& deposit);
DepositId deposit_of(const Movement& movement, Minor amount);
// What a credit of the bank is known by, whatever it calls its channel.
DepositId credit_of(const Movement& movement);

// A sum is tied to details of its channel, account, currency and amount, the nearest day within
// days_before() first, or to all that is left of a day; each detail is covered once. What does not
// tie waits in the book under its amount and its day, and is looked for when either side comes.
// Cost: a few look-ups for each deposit and each sum; never a walk over the book.
class ChannelDeposits {
public:
    ChannelDeposits(const Book& book, DepositCount& counts, CashOutcome& outcome)
        : book_(book), counts_(counts), outcome_(outcome) {}

    // Details of this batch that make cash. `batches` are parts of a deposit.
    void take(ChannelDeposit deposit, bool is_part);

    std::span<const ChannelDeposit> deposits() const { return deposits_; }

    // Ties a sum of the bank to details of this batch or of the book.
    bool tie(const Movement& sum, Minor amount);
    // Whether a deposit of just this amount is on this day, and nothing covers it yet.
    bool fits(const DepositId& deposit) const;
    // The deposit of just this amount that nothing covers yet, within `days` of it.
    std::optional<DepositId> find_open(const DepositId& wanted, int days) const;
    // How many items it has.
    Minor items_of(const DepositId& deposit) const;
    // Its items are covered from now on.
    void cover(const DepositId& deposit, const Movement& by);
    // What the bank states waits for its details.
    void wait(const Movement& line);
    // A statement's own details that do not come to its sums.
    void note_own_details(const Movement& first, Minor sum, std::size_t items);
    // Sums that waited in the book are tied to details of just their amount that came.
    void tie_waiting();
    // What waits on a day is tied to all that is left of one, or an exception says how they differ.
    void settle_days();

private:
    // A sum that waits: of this batch, or of the book under an exception.
    struct Waiting {
        Minor amount = 0;
        EntityNo entity{};
        std::optional<std::size_t> movement;
        PaymentNo payment = none<PaymentNo>();
        std::optional<ExceptionNo> exception;
    };

    // Details that no sum covers.
    struct Left {
        DepositId day;
        Minor amount = 0;
        Minor items = 0;
    };

    Left left_of(const DepositId& day) const;
    void cover_rest(const Left& left, Minor amount, const Movement& by);
    void touch(const DepositId& id, const Movement& by);
    void look_back(const ChannelDeposit& deposit);
    std::vector<Waiting> waiting_of(const DepositId& day) const;
    void settle_day(const DepositId& day, const Movement& by);
    Waiting waiting_in_book(const WaitingName& name, std::optional<ExceptionNo> exception) const;
    Minor stated_items(const DepositId& sum) const;  // 0 not stated
    std::vector<DepositId> places_of_details(const DepositId& wanted, int days) const;
    bool is_closed(ExceptionNo no) const;
    void close(const Waiting& sum);
    void open_each(const DepositId& day, const std::vector<Waiting>& sums);
    void open_together(const DepositId& day, const std::vector<Waiting>& sums, const Left& left);
    void open(
        const DepositId& day, std::span<const Waiting> sums, Minor amount, std::string detail
    );

    const Book& book_;
    DepositCount& counts_;
    CashOutcome& outcome_;
    std::vector<ChannelDeposit> deposits_;
    std::vector<ChannelDeposit> parts_;
    std::map<DepositId, std::vector<Waiting>> fresh_;  // by day, amount 0
    std::map<DepositId, const Movement*> touched_;     // days on which something came
    std::set<PaymentNo> tied_;                         // sums of the book
};

}  // namespace tieout
