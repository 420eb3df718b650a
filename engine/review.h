// A review order is what a person decides about a payment or an exception: one command, one value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/ids.h"
#include "engine/money.h"

namespace tieout {

// Appended to only: the journal keeps the numbers.
enum class ReviewAction : std::uint8_t {
    assign,      // money of a receipt onto items, each difference labelled; also a ranked candidate
    on_account,  // it stays the customer's, to be used later
    write_off,   // what is open on items is given up
    deduct,      // what was taken off items becomes claims against the payer
    transfer,    // money that is on no item goes to another customer
    refund,      // it is to be paid back to the payer
    not_ours,    // it is no receivable of ours: other income, somebody else's money
    unapply,     // what was settled is open again, the cash is unapplied
    give_back,   // the money went back to the payer: a returned check or direct debit
    undo,        // the last posting about a payment is posted back
    claim_close,  // a claim is accepted: its amount goes to the deductions' account
    claim_owed,   // a claim is refused: the customer owes it like any invoice
    keep_open,    // the exception is answered, what is open on items stays open
    hold,         // nobody is asked before a day
    note,         // words for those who come later
    own,          // whose work it is
    release       // the matcher may judge the payment again
};

// What a person does with one item: its cash and what closes it besides.
struct OrderedItem {
    ItemNo item{};
    std::optional<Minor> cash;  // negative for a credit; none: what the item needs
    Minor discount = 0;
    Minor write_off = 0;
    Minor deduction = 0;  // becomes a claim
    Minor withheld = 0;   // tax that the payer withheld: a claim for its certificate
    Minor fee = 0;        // kept by a bank on the way
    std::string reason;   // code of the deduction or the write-off
    std::string claim;    // the payer's debit memo number, when he gave one

    friend bool operator==(const OrderedItem&, const OrderedItem&) = default;
};

struct ReviewOrder {
    ReviewAction action = ReviewAction::note;
    PaymentNo payment = none<PaymentNo>();
    ExceptionNo exception = none<ExceptionNo>();
    CustomerNo customer = none<CustomerNo>();
    std::vector<OrderedItem> items;
    Minor amount = 0;              // of on_account, transfer, refund, not_ours; 0: all that is free
    Minor fee = 0;                 // give_back: what the bank charged us, charged to the customer
    bool rest_on_account = false;  // assign: what is left is on account, else it waits unapplied
    std::uint32_t review = 0;     // undo: the review to undo, its row from 1; 0: the payment's last
    std::uint32_t candidate = 0;  // the rank that was accepted, 0 chosen by hand
    std::string code;             // reason code, as of a return
    std::string note;
    std::string owner;
    std::optional<Date> hold_until;
    Date day;  // on which the person decides

    friend bool operator==(const ReviewOrder&, const ReviewOrder&) = default;
};

// Whether the action moves money or open amounts: such an answer is never overwritten by a rerun.
constexpr bool moves_money(ReviewAction action) {
    return action <= ReviewAction::claim_owed;
}

std::string_view word_of(ReviewAction action);

// A review that was done, as the book keeps it: the time-line of a payment, and what caps count.
struct ReviewRow {
    ReviewAction action = ReviewAction::note;
    PaymentNo payment = none<PaymentNo>();
    ExceptionNo exception = none<ExceptionNo>();
    RunNo run{};
    Sequence entry = 0;  // where note and code are read
    ProposalNo proposal = none<ProposalNo>();
    CustomerNo customer = none<CustomerNo>();
    Currency currency;
    Minor amount = 0;       // cash that it moved
    Minor written_off = 0;  // given up by it: write-offs, fees, discounts that were not earned
    Date day;
    std::string user;
    std::uint32_t undoes = 0;  // the review that it undoes, its row from 1

    friend bool operator==(const ReviewRow&, const ReviewRow&) = default;
};

enum class ProposalState : std::uint8_t {
    waiting,
    approved,
    rejected
};

// An order that its maker may not carry out alone. `content` covers the order and what it would
// post: when that changes meanwhile, the approval does not hold.
struct ProposalRow {
    ReviewAction action = ReviewAction::note;
    ProposalState state = ProposalState::waiting;
    PaymentNo payment = none<PaymentNo>();
    ExceptionNo exception = none<ExceptionNo>();
    CustomerNo customer = none<CustomerNo>();
    Currency currency;
    Minor amount = 0;  // what the approver answers for
    Date day;
    Sequence entry = 0;  // of the order
    Digest content;
    std::string maker;
    std::string decided_by;

    friend bool operator==(const ProposalRow&, const ProposalRow&) = default;
};

// An entity's books are closed up to a day: nothing is posted on it or before it.
struct PeriodRow {
    EntityNo entity{};
    Date closed_through;

    friend bool operator==(const PeriodRow&, const PeriodRow&) = default;
};

// A decision about a payment that a later one replaced; the journal has it.
struct EarlierDecision {
    PaymentNo payment{};
    Sequence decided = 0;

    friend bool operator==(const EarlierDecision&, const EarlierDecision&) = default;
};

}  // namespace tieout
