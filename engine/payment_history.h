// The history of a payment: every decision about it that the journal holds, and what they posted.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/book.h"
#include "engine/entry.h"
#include "engine/ports.h"

namespace tieout {

inline constexpr std::size_t decisions_read_max = 10'000;  // about one payment

// The decisions about a payment, oldest first. Refused (damaged, io) when one of them cannot be
// read. Cost: a read of the journal for each.
Result<std::vector<PaymentDecided>> decisions_about(
    const Book& book, const Journal& journal, PaymentNo payment
);

// All lines that were posted for a payment, summed up, in the order of LineSheet. Refused (damaged)
// also when they do not come to what the book says of its cash.
Result<std::vector<PostingLine>> posted_for(
    const Book& book, const Journal& journal, PaymentNo payment
);

// Entries of one review stand together: behind it, before the next one or the end of its run.
inline constexpr Sequence review_entries_max = 100'000;

// What a review posted: decisions about its payment, and postings of items alone.
struct ReviewPostings {
    std::vector<PaymentDecided> decisions;
    std::vector<ItemsAdjusted> adjustments;
    Sequence last = 0;  // its last entry
};

// Of the review at this place of the journal. Refused (damaged, io) when it cannot be read.
Result<ReviewPostings> postings_of_review(const Journal& journal, Sequence review);

// The items that such lines settle, each once, in their order; claims that they opened are not.
std::vector<ItemNo> items_settled(const Book& book, const std::vector<PostingLine>& posted);

// The first item that such lines would leave below zero or above its amount, when what is open on
// it is less or more by `changes` than the book says; nothing when they fit. Items that the book
// does not have yet are passed over.
std::optional<ItemNo> item_beyond(
    const Book& book,
    const std::vector<PostingLine>& lines,
    const std::map<ItemNo, WideMinor>& changes = {}
);

}  // namespace tieout
