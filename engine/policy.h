// The versioned rules that a run obeys; its digest names them in every decision.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/error.h"
#include "engine/money.h"

namespace tieout {

// What becomes of money beyond what a payer owes.
enum class Overpayment : std::uint8_t {
    unapplied,   // it waits, and a person is asked beyond the tolerance
    on_account,  // it is the customer's, to be used later
    refund       // it waits, and beyond the tolerance its refund is proposed
};

// What holds of deductions with one reason code: up to so much they are an expense at once.
struct ReasonRule {
    std::optional<std::int64_t> expense_minor;

    friend bool operator==(const ReasonRule&, const ReasonRule&) = default;
};

// What differs for one user; nothing named: the limits of everybody.
struct UserLimits {
    std::optional<std::int64_t> apply_minor;
    std::optional<std::int64_t> write_off_minor;
    std::optional<std::int64_t> refund_minor;
    std::optional<std::int64_t> claim_minor;
    std::optional<std::int64_t> approve_minor;

    friend bool operator==(const UserLimits&, const UserLimits&) = default;
};

// What differs for customers of one segment; nothing named: the tolerances of everybody.
struct GroupTolerances {
    std::optional<std::int64_t> under_minor;
    std::optional<std::int64_t> under_bp;
    std::optional<std::int64_t> over_minor;
    std::optional<std::int64_t> over_bp;

    friend bool operator==(const GroupTolerances&, const GroupTolerances&) = default;
};

// Every member has one key (policy.cpp) under which files, journal and digest know it. Amounts are
// minor units, shares are basis points (1/100 of a per cent), odds are parts per million.
struct Policy {
    // Strength that an unreferenced match needs (matching.md 1): expected number of sets that fit
    // by chance.
    std::int64_t tau_post_ppm = 10'000;
    std::int64_t tau_suggest_ppm = 50'000;
    bool post_on_amount_alone = true;  // off: unreferenced sets are only suggested
    bool prefer_single_item =
        false;  // CX2: one item before an equally good set, certificate POLICY
    bool hold_interchangeable = false;      // equal items: ask instead of clearing the older
    bool post_good_lines = false;           // a remittance with one bad line posts its other lines
    std::int64_t payer_post_bp = 9'900;     // posterior of the payer that posting needs
    std::int64_t payer_suggest_bp = 5'000;  // below it a payer is not even suggested

    // What matches teach about payers (engine/learning.h).
    bool learn_accounts = true;
    bool learn_aliases = true;
    std::int64_t learn_expiry_days = 730;  // unused for so long it identifies nobody; 0: never

    // Differences on referenced items; the stricter of absolute and share wins.
    std::int64_t under_tolerance_minor = 0;
    std::int64_t under_tolerance_bp = 0;
    std::int64_t over_tolerance_minor = 0;
    std::int64_t over_tolerance_bp = 0;
    std::int64_t discount_grace_days = 0;
    bool take_earned_discount = true;
    bool discount_only_if_paid_in_full = true;
    // A discount is split into its net part and the tax within it, by the rate of its item.
    bool split_discount_tax = false;
    Overpayment overpayment = Overpayment::unapplied;
    std::int64_t refund_min_minor = 0;  // an overpayment below it only waits, also with `refund`
    // Deductions and discounts that are not earned, as a line states them, close their part of the
    // invoice and open a claim; off: they stay open on it, and a person is asked.
    bool claim_deductions = true;
    bool claim_unearned_discount = true;
    // Tax that a payer withheld, as a line states it, closes its part of the invoice and opens a
    // claim for its certificate; off: it stays open, and a person is asked.
    bool claim_withheld = true;
    // What a remitter's bank keeps of a payment, if it keeps anything; tried exactly for payments
    // that name nothing. 0: no fee is known.
    std::int64_t bank_fee_minor = 0;

    // A posting date that falls on no business day of the entity's calendar is moved to the next.
    bool posting_on_business_days = false;

    // Bounds of the search, in counted steps and sizes (never in time).
    std::int64_t search_steps_max = 400'000;
    std::int64_t full_count_items_max = 28;
    std::int64_t set_size_max = 8;
    std::int64_t pool_items_max = 2'000;
    std::int64_t alternatives_max = 16;
    std::int64_t candidates_max = 9;

    // General-ledger accounts of the counter-lines.
    std::string gl_bank = "bank";
    std::string gl_receivable = "receivable";
    std::string gl_unapplied = "unapplied";
    std::string gl_unidentified = "unidentified";
    std::string gl_on_account = "on_account";
    std::string gl_earned_discount = "earned_discount";
    std::string gl_unearned_discount = "unearned_discount";
    std::string gl_write_off = "write_off";
    std::string gl_fee = "bank_fee";
    std::string gl_clearing = "deposits_in_transit";
    std::string gl_deduction = "deductions";
    std::string gl_tax = "sales_tax";
    std::string gl_withholding = "withholding_tax";
    std::string gl_refund = "refunds_payable";
    std::string gl_intercompany = "intercompany";
    std::string gl_other_receipts = "other_receipts";
    std::string gl_gain_loss = "exchange_differences";

    // What a person may do alone, in minor units of the payment's currency; beyond it another one
    // approves. Caps are of one day, in one currency.
    std::int64_t limit_apply_minor = 100'000'000;          // cash moved by one order
    std::int64_t limit_write_off_minor = 5'000;            // given up by one order
    std::int64_t limit_write_off_user_minor = 50'000;      // by one user in a day
    std::int64_t limit_write_off_customer_minor = 20'000;  // for one customer in a day
    std::int64_t limit_write_off_day_minor = 200'000;      // by all of them in a day
    std::int64_t limit_refund_minor = 0;                   // paid back by one order
    std::int64_t limit_claim_minor = 0;                    // claim closed against the deductions
    std::int64_t limit_approve_minor = amount_minor_max;   // what one approver may answer for
    bool limit_reason_required = true;  // beyond the tolerance nothing is given up without a code
    // The same for one user: only what is named differs. By name, in order.
    std::map<std::string, UserLimits> users;
    std::map<std::string, GroupTolerances> groups;
    std::map<std::string, ReasonRule> reasons;
    // Days that are no business days, by calendar (engine/calendar.h); ascending, none twice.
    std::map<std::string, std::vector<Date>> holidays;

    friend bool operator==(const Policy&, const Policy&) = default;
};

// Sets one rule from its key and value as text ("tolerance.under_minor", "5000"); refused when the
// key is unknown or the value is outside its range, with what was expected.
Result<void> set_rule(Policy& policy, std::string_view key, std::string_view value);

// All rules in the order of their keys, one "key = value" a line: what is digested and journalled.
std::string policy_text(const Policy& policy);
Result<Policy> policy_of_text(std::string_view text);
Digest policy_digest(const Policy& policy);

}  // namespace tieout
