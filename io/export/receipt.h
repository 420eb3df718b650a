// A posting as an ERP sees it: one receipt, what each item gets of it, and what is left.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/hand_offs.h"
#include "engine/posting.h"

namespace tieout {

enum class HandOffKind : std::uint8_t {
    receipt,      // money came in
    application,  // money that came before and waited is put on items
    reversal,     // money, or an application, is undone
    adjustment    // items alone: a claim closed, a small balance given up
};

std::string_view word_of(HandOffKind kind);

struct ItemAdjustment {
    PostingKind kind = PostingKind::write_off;
    Minor amount = 0;  // positive: closes that much more of the item than its cash
};

bool is_discount(const ItemAdjustment& adjustment);  // earned or unearned

struct ItemApplication {
    ItemNo item{};
    Minor cash = 0;  // negative for a consumed credit
    std::vector<ItemAdjustment> adjustments;

    Minor adjusted() const;
    Minor discount() const;  // earned and unearned
};

// Invariant: amount = cash on the items + on_account + unapplied + unidentified + other.
struct Receipt {
    HandOffKind kind = HandOffKind::receipt;
    Minor amount = 0;  // received, or taken out of what waited; negative when it goes back
    std::vector<ItemApplication> items;
    Minor on_account = 0;
    Minor unapplied = 0;
    Minor unidentified = 0;
    Minor other = 0;  // on accounts that are neither the bank, receivables nor suspense

    Minor left() const;  // on_account + unapplied + unidentified + other
    bool consumes_credit() const;
};

// Why no advice or journal of payments can say it: it undoes something, or no money moved; empty
// when it can.
std::string_view beyond_advice(const Receipt& receipt);

// Checked to add up. Requires: the posting balances.
Receipt receipt_of(const HandOff& hand_off);

}  // namespace tieout
