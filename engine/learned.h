// What earlier payments, or a person, taught about payers: whose account it is, who pays under a
// name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/ids.h"

namespace tieout {

enum class LearnedKind : std::uint8_t {
    account,  // a bank account that is not in the customer's master data
    alias     // a name that is not one of the customer's names
};

std::string_view word_of(LearnedKind kind);  // "account", "alias"

// One account or name of one customer, with where it comes from and what it did. A second row of
// another family with the same mark makes both shared (a factor, an intermediary): then they
// identify nobody. Invariants: lessons >= 1; a row taught by a person has no payment.
struct LearnedRow {
    LearnedKind kind = LearnedKind::account;
    Mark mark;  // mark_of_account or mark_of_name
    CustomerNo customer{};
    PaymentNo payment = none<PaymentNo>();  // that taught it first; none: a person did
    RunNo run{};                            // in which that was
    std::uint32_t lessons = 1;              // payments that showed it, as far as they were noted
    Date taught;                            // booking date of the latest of them
    std::uint32_t hits = 0;                 // payments that it identified, or helped to
    std::optional<Date> last_hit;           // booking date of the latest of them
    bool is_forgotten = false;              // taken back: identifies nobody
    std::string sealed;                     // account or name, under the customer's key

    // The last day that speaks for it.
    Date last_used() const { return last_hit && *last_hit > taught ? *last_hit : taught; }

    friend bool operator==(const LearnedRow&, const LearnedRow&) = default;
};

// What binds `sealed` to its row.
std::string learned_row_name(LearnedKind kind, const Mark& mark);

// A name shown by so many payments, or taught by a person, posts by itself; before that it only
// suggests.
inline constexpr std::uint32_t alias_lessons_to_post = 2;

inline bool is_confirmed(const LearnedRow& row) {
    return row.lessons >= alias_lessons_to_post || row.payment == none<PaymentNo>();
}

}  // namespace tieout
