// How good the automatic clearing was, measured against known answers by every definition in use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/book.h"

namespace tieout {

// One pair that belongs together. An empty document: the payment belongs to nothing.
struct TruthRow {
    std::string payment;
    std::string document;
    std::optional<Minor> amount;      // what of the item this payment clears
    std::optional<Minor> open_after;  // what stays open of it
};

// Counts from which every rate is made (collections.md c4). L are pairs of the truth.
struct Evaluation {
    std::uint64_t payments = 0;       // P: payments of the truth
    std::uint64_t taken = 0;          // of them in the book
    std::uint64_t payer_right = 0;    // right customer set without a touch
    std::uint64_t settled = 0;        // fully applied without a touch
    std::uint64_t settled_right = 0;  // of them exactly as the truth says
    std::uint64_t ambiguous = 0;
    std::uint64_t on_account = 0;
    std::uint64_t lines = 0;          // L
    std::uint64_t lines_applied = 0;  // pairs that were applied
    std::uint64_t lines_right = 0;    // of them in the truth
    WideMinor value = 0;              // of all payments of the truth, minor units
    WideMinor value_settled = 0;
    WideMinor value_wrong = 0;  // applied to items where it does not belong
};

// Compares what the book did with payments of the truth. Amounts of different currencies are added
// up as minor units: a truth in one currency gives a meaningful value. Cost O(rows + changes).
Evaluation evaluate(const Book& book, const std::vector<TruthRow>& truth);

}  // namespace tieout
