// The life of a payment: what came after it was judged, what people did, and where its cents are.
#pragma once

#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/entry.h"

namespace tieout {

// What a person did about a payment, and why.
struct ReviewNote {
    std::uint32_t row = 0;  // of Book::reviews
    Reviewed entry;
};

struct PaymentLife {
    PaymentNo payment{};
    std::vector<PaymentDecided> decisions;  // all, oldest first
    std::vector<PostingLine> posted;        // summed up
    std::vector<ReviewNote> reviews;
};

// The items that it stands on, numbered as `unapply --line` wants them; every posting; what people
// did. Empty where there is nothing to say.
std::string stands_text(const Book& book, const PaymentLife& life);
std::string postings_text(const Book& book, const PaymentLife& life);
std::string reviews_text(const Book& book, const PaymentLife& life);
// ,"stands":[…],"postings":[…],"reviews":[…] to go into an object.
std::string life_json(const Book& book, const PaymentLife& life);

}  // namespace tieout
