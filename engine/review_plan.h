// A review plan says what an order would do, cent by cent, before anybody makes it true.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/entry.h"
#include "engine/ports.h"
#include "engine/review.h"

namespace tieout {

struct ReviewPlan {
    std::vector<Entry> entries;      // that make it true: the review, new items, decisions
    std::vector<std::string> words;  // what it does, a line for each item and sum
    EntityNo entity{};
    CustomerNo customer = none<CustomerNo>();
    Currency currency;
    Minor cash = 0;          // moved onto items, on account, to another customer
    Minor written_off = 0;   // given up: write-offs, fees, discounts that were not earned
    Minor refunded = 0;      // to be paid back, or no receivable of ours
    Minor claim_closed = 0;  // claims that go to an expense account
    Digest content;          // of the order, of what it finds and of what it posts
};

// What the orders planned before in the same run have used.
struct PlannedBefore {
    std::string user;
    std::uint64_t postings = 0;
    std::uint32_t items = 0;
    std::set<PaymentNo> used_payments;
    std::set<ItemNo> used_items;
};

// Plans orders one after the other, as one run would make them true: their postings and new items
// are numbered on, and what one has used the next does not see. Reads book and journal only.
class ReviewPlanner {
public:
    ReviewPlanner(const Book& book, const Journal& journal, std::string user);

    // Refused (usage) with what was expected when the order does not fit the payment, its items or
    // their amounts; nothing of it is kept then. Cost: O(items of the order), a look at each
    // exception, and a read of the journal for each decision of a payment that is taken back.
    Result<ReviewPlan> plan(const ReviewOrder& order);
    // The order that was planned last is carried out: what it uses is used.
    void carry_out();

private:
    const Book& book_;
    const Journal& journal_;
    PlannedBefore before_;
    PlannedBefore after_;  // when the order that was planned last is carried out
};

}  // namespace tieout
