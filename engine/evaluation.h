// How good the automatic clearing was: every payment of a truth file judged against known answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/entry.h"

namespace tieout {

// One pair that belongs together (contracts.md 5). An empty document: the payment belongs to
// nothing. A pair is right only if everything that the row states agrees.
struct TruthRow {
    std::string payment;
    std::string document;  // number or key of the item
    std::optional<ItemKind> item_kind;
    std::optional<PostingKind> posting_kind;  // then `amount` is what this kind of line clears
    std::optional<Minor> amount;              // what of the item this payment clears
    std::optional<Minor> open_after;          // what stays open of it behind this payment
};

// What the journal holds of the last decision about a payment; none: nothing is known of it.
using DecisionOf = std::function<const PaymentDecided*(PaymentNo)>;

// Whether the answer was among the sets that were suggested for a payment nothing was posted for.
enum class Suggested : std::uint8_t {
    nothing,    // no set was suggested, or money was posted
    elsewhere,  // sets, none of them the truth
    among,      // the truth, but not first
    first
};

// One payment of the truth and what the book did with it. A line is a pair of payment and document.
struct JudgedPayment {
    std::string payment;
    bool is_taken = false;  // the book has it; if not, all below but `lines` is blank
    PaymentStatus status = PaymentStatus::exception;
    Certificate certificate = Certificate::none;
    Reason reason = Reason::nothing;
    std::uint8_t tier = 0;
    Currency currency;
    Minor amount = 0;
    std::int32_t score_bp = 0;  // of what was posted, else of the best suggestion
    bool has_score = false;     // something was posted or suggested
    bool is_payer_right = false;
    bool has_on_account = false;
    Suggested suggested = Suggested::nothing;
    std::uint32_t lines = 0;    // of the truth
    std::uint32_t applied = 0;  // lines to which the book applied money
    std::uint32_t right = 0;    // of them in the truth, with all that it states
    std::uint32_t copies = 0;   // of the wrong ones those that are an equal item: same customer and
                                // amount as a line of the truth that got nothing
    WideMinor wrong = 0;        // money on wrong lines, minor units
    std::int32_t days_to_post = 0;  // from booking to posting date, of posted payments
    std::vector<std::string> wrong_documents;
    std::vector<std::string> missing_documents;

    std::uint32_t wrong_lines() const { return applied - right; }

    bool is_posted() const { return applied != 0; }

    bool is_posted_right() const { return applied != 0 && right == applied; }

    bool is_settled() const { return is_taken && status == PaymentStatus::applied; }

    bool is_settled_right() const { return is_settled() && right == applied && right == lines; }
};

// Judges every payment of the truth, in the order of their ids. What was applied is net of what was
// undone later. `open_after` is compared with what was open behind the payment's own last change,
// by posting date. Without decisions scores, suggestions and kinds of posting lines are not known:
// rows that state a posting kind are then wrong. Cost O(rows + changes of the book).
std::vector<JudgedPayment> judge_payments(
    const Book& book, const std::vector<TruthRow>& truth, const DecisionOf& decision_of
);

}  // namespace tieout
