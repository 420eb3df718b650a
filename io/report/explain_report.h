// Why a payment was decided as it was: its facts, the evidence term by term, and what was posted.
#pragma once

#include <string>

#include "engine/book.h"
#include "engine/entry.h"
#include "engine/personal.h"
#include "io/report/payment_story.h"

namespace tieout {

// What the journal holds of one payment, with its texts opened.
struct PaymentStory {
    TextStore kept;
    PaymentTaken taken;
    PaymentDecided decided;  // the last time the program judged it: its evidence
    PaymentLife life;
    PackedTexts<PayerPrivate> texts;
    std::string run;  // "run 3 by anna, policy 1a2b..., tieout 0.1.0"
};

// Sentences and a waterfall of terms in bits; account numbers are masked to their last four.
std::string explain_text(const Book& book, const PaymentStory& story);
// The same as one JSON object.
std::string explain_json(const Book& book, const PaymentStory& story);

}  // namespace tieout
