// What the addenda of an ACH entry say it is for: an X12 820, single segments, or free text.
#pragma once

#include <span>
#include <string_view>

#include "engine/payment.h"
#include "io/formats/nacha_records.h"
#include "io/formats/source.h"
#include "io/formats/x12_advice.h"

namespace tieout {

// The payment related information of the addenda of one entry, in their order.
struct AchAddenda {
    std::span<const std::string_view> bodies;  // columns 4-83
    std::span<const X12Piece> places;
    const AchRecord& entry;
    Minor amount = 0;  // of the entry
    Currency currency;
};

// Puts lines, trace and the payer's account on the payment, or leaves them out whole with a
// warning. Gives the text where it is not understood, to be read by people.
Text read_ach_remittance(
    const AchAddenda& addenda,
    Payment& payment,
    X12AdviceReader& reader,
    TextStore& texts,
    FaultList& warnings
);

}  // namespace tieout
