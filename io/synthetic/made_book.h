// The nouns of a made-up book: customers, items and payments with all that is known of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/currency.h"
#include "engine/date.h"
#include "engine/master_data.h"
#include "engine/money.h"
#include "engine/payment.h"
#include "io/synthetic/trait.h"

namespace tieout {

constexpr std::uint32_t no_index = 0xFFFFFFFFU;

// The files that bring money; each is its own account of ours, so nothing is reported twice.
enum class MadeFormat : std::uint8_t {
    payments,
    lockbox,
    bai2,
    nacha,
    camt,
    mt940,
    csv,
    count
};

struct MadeAccount {
    std::string number;  // IBAN or routing/account
    bool is_known = false;
};

struct MadeCustomer {
    std::string number;
    std::string name;
    std::string country;
    Currency currency;
    std::uint32_t parent = no_index;
    std::vector<std::uint32_t> children;
    int net_days = 30;
    int discount_bp = 0;  // of the amount; 0: net terms
    int discount_days = 0;
    std::vector<MadeAccount> accounts;
    std::vector<Minor> prices;  // what he buys at; empty: any amount
    std::string series;         // prefix of his own invoice numbers; empty: the entity's
    MadeFormat format = MadeFormat::payments;

    std::string terms() const;
};

struct MadeItem {
    std::string document;
    std::uint32_t customer = 0;
    ItemKind kind = ItemKind::invoice;
    Minor amount = 0;
    Minor open = 0;  // what the payments made so far left of it
    Minor freight = 0;
    Minor discount = 0;
    Date invoice_date;
    Date due_date;
    Date discount_date;
    std::uint32_t applies_to = no_index;
    std::string purchase_order;
    bool is_cancelled = false;  // by a credit memo for all of it: nobody pays either
    bool was_paid_in_part = false;

    Minor owed() const { return kind == ItemKind::credit_memo ? -open : open; }
};

// What one payment does to one item.
struct MadeLine {
    std::uint32_t item = no_index;
    Minor net = 0;         // cash; negative for a credit
    Minor discount = 0;    // taken, rightly or not
    Minor deduction = 0;   // taken besides
    std::string reason;    // of the deduction; empty: nobody says
    Minor cleared = 0;     // by how much the item's open amount falls; positive
    Minor left = 0;        // of it behind this payment
    bool is_exact = true;  // false: what becomes of the difference is a matter of policy
    std::string shown;     // the number as the payer writes it
};

struct MadePayment {
    Date day;
    MovementKind kind = MovementKind::receipt;
    std::uint32_t customer = no_index;  // whose items; none: nobody's
    MadeFormat format = MadeFormat::payments;
    Currency currency;
    Minor amount = 0;
    std::string name;
    std::string account;
    std::vector<MadeLine> lines;
    bool has_lines = false;   // the movement carries them
    bool has_advice = false;  // remittances.csv carries them
    std::string memo;
    std::string check_number;
    std::string reference;              // the bank's
    std::string trace;                  // the payer's
    std::uint32_t original = no_index;  // the payment that a return undoes
    bool is_again = false;              // its lines were paid before: no item gets anything
    bool comes_again = false;           // the next file of its account brings it once more
    Traits traits;
    std::string id;  // as a reader of its file gives it

    Minor left_over() const;  // what no item gets
};

struct MadeBook {
    std::vector<MadeCustomer> customers;
    std::vector<MadeItem> items;        // by invoice date
    std::vector<MadePayment> payments;  // by day
};

}  // namespace tieout
