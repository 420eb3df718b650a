// An order being planned: what it is about, what it has put down so far, and the steps that all
// orders share.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/review_plan.h"

namespace tieout {

// One order against the book as the orders before it leave it. The rooms of the actions
// (order_items, order_money, order_undo) fill it; every function that may refuse gives words.
struct OrderDraft {
    OrderDraft(
        const Book& the_book,
        const Journal& the_journal,
        const PlannedBefore& planned,
        const ReviewOrder& the_order
    );

    // What the order is about: a payment, an exception of one, or items alone.
    Result<void> find_subject();
    Result<void> needs_payment() const;
    Result<void> needs_free_money() const;
    // Who pays: as ordered, as known, or whose items they are when that is one family.
    Result<CustomerNo> payer() const;
    // An item that the order may use: open, of the currency and entity, not used yet.
    Result<void> check_item(const OrderedItem& each);
    // The same document and instalment of the customer exists, or was opened by this order.
    bool is_taken(const OpenItem& item) const;
    std::string amount(Minor value) const;
    // The day on which the order is posted.
    Date day() const;

    void say(std::string words);
    // A new item whose amount a posting opens: a claim, a fee.
    ItemNo open_item(OpenItem item);
    // Takes so much of the free money out of where it is. Requires: no more than is free.
    void take_free(LineSheet& sheet, Minor used) const;
    // Money that is somebody's goes through unidentified before it is another's, so that each
    // posting is of one customer.
    void hand_over(CustomerNo to);
    // A decision about the payment with these lines; counts where its cents are then.
    void decide(const LineSheet& sheet, CustomerNo posted_to, std::uint64_t reverses = 0);
    // A posting of items alone.
    void adjust(const LineSheet& sheet, std::uint64_t reverses = 0);
    // The review itself stands before what it posts; exceptions are answered, kept or opened.
    void finish();

    const Book& book;
    const Journal& journal;
    const PlannedBefore& before;
    const ReviewOrder& order;
    std::uint64_t postings;
    std::uint32_t items;
    PaymentNo payment = none<PaymentNo>();
    PaymentRow row;  // the payment as the decisions so far leave it
    ReviewPlan plan;
    std::uint32_t undoes = 0;  // the review that is undone, its row from 1

private:
    Result<void> find_items_subject();
    void settle_exceptions();
    std::string content_text() const;

    std::set<ItemNo> seen_;
    std::vector<OpenItem> opened_;
    std::vector<std::size_t> decisions_;  // places in plan.entries
};

// The refusal of an order.
inline tl::unexpected<Error> no_order(std::string words) {
    return refuse(ErrorKind::usage, std::move(words));
}

}  // namespace tieout
