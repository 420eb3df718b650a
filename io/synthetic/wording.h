// How a payer says what he pays: numbers in lines or in text, with his slips.
#pragma once

#include "io/synthetic/dice.h"
#include "io/synthetic/made_book.h"
#include "io/synthetic/profile.h"

namespace tieout {

// Letters of free text that a format carries.
std::size_t memo_max(MadeFormat format);
// Whether the format has structured remittance lines.
bool carries_lines(MadeFormat format);

// Fills how the lines of the payment are named: `shown` of each, has_lines, has_advice and memo,
// with the traits that this makes. Requires: lines and amounts are final.
void word_payment(Dice& dice, const Profile& profile, const MadeBook& book, MadePayment& payment);

}  // namespace tieout
