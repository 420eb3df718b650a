// A clearing says what each item receives and what each cent of difference is.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/money.h"
#include "engine/payment.h"
#include "engine/policy.h"
#include "engine/reason.h"

namespace tieout {

// What closes a part of an item besides cash.
enum class AdjustmentKind : std::uint8_t {
    earned_discount,
    unearned_discount,
    deduction,
    write_off,
    fee,
    tax,
    withholding,
    claim  // disputed: it opens an item of its own
};

// Whether it opens an item of its own: a claim, or withheld tax whose certificate is to come.
constexpr bool opens_claim(AdjustmentKind kind) {
    return kind == AdjustmentKind::claim || kind == AdjustmentKind::withholding;
}

struct Adjustment {
    AdjustmentKind kind = AdjustmentKind::write_off;
    Minor amount = 0;  // positive: closes that much more of the item than its cash
    std::string reason;
    std::string claim = {};          // the payer's debit memo number, when he gave one
    bool names_invoice = true;       // of a claim: it is about this item
    ItemNo opened = none<ItemNo>();  // the item that a claim opens, once it has a number

    friend bool operator==(const Adjustment&, const Adjustment&) = default;
};

// What one item receives. `cash` is negative for a consumed credit.
struct ClearedItem {
    ItemNo item{};
    Minor cash = 0;
    std::vector<Adjustment> adjustments;

    friend bool operator==(const ClearedItem&, const ClearedItem&) = default;
};

// A whole payment settled: the cash on items + on_account + unapplied + unidentified = its amount.
struct Clearing {
    std::vector<ClearedItem> items;
    Minor on_account = 0;
    Minor unapplied = 0;
    Minor unidentified = 0;

    WideMinor cash() const;      // sum of cash on items
    WideMinor adjusted() const;  // sum of adjustments

    friend bool operator==(const Clearing&, const Clearing&) = default;
};

// The reason code of a claim for a tax certificate.
inline constexpr std::string_view withholding_reason = "withholding";

std::string_view word_of(AdjustmentKind kind);

// A deduction that the payer states, with the number of his debit memo when he names one.
struct NamedDeduction {
    Minor amount = 0;
    std::string reason;
    std::string claim;
    bool names_invoice = true;
};

// An item that the payer named, with what he says about it. `open` is what can still be taken of it
// in this batch (never more than the book's open amount).
struct NamedItem {
    ItemNo item{};
    Minor open = 0;
    std::optional<Minor> net;  // signed as in the remittance
    Minor discount = 0;
    std::vector<NamedDeduction> deductions = {};
    Minor withheld = 0;               // tax that the payer kept for his tax office
    std::optional<Minor> gross = {};  // what he says he settles by `net` and what he took off
};

// What came of settling named items: a clearing that uses the whole payment, or why not.
struct Settlement {
    Clearing clearing;
    Reason reason = Reason::nothing;  // over_pay and short_pay may come with a usable clearing
    bool may_post = false;
    std::string detail;  // words for the exception, empty when there is none
};

// Settles a payment against the items its payer named (matching.md 2 tiers 1 and 2, and 7):
// earned discounts, the tolerance (the stricter of absolute and share), part payment of a single or
// line-stated item, and what is left over. Never takes more of an item than `open`; never posts an
// amount that is neither stated by a line nor forced by arithmetic. Cost O(items).
Settlement settle_named(
    const Book& book, const Policy& policy, const Payment& payment, std::span<const NamedItem> named
);

// What may be written off, or kept, of `amount` without asking: the stricter of an absolute and a
// relative tolerance, those of the customer's segment before those of everybody.
Minor tolerated_under(const Book& book, const Policy& policy, CustomerNo customer, Minor amount);
Minor tolerated_over(const Book& book, const Policy& policy, CustomerNo customer, Minor amount);

// The discount that a payment on `day` may take from the item if it is paid in full; 0 if late.
Minor earned_discount(const OpenItem& item, const Policy& policy, Date day);

}  // namespace tieout
