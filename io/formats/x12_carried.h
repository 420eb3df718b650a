// An X12 820 that another message carries: addenda of an ACH entry, {8200} of a wire.
#pragma once

#include <span>
#include <string_view>

#include "engine/payment.h"
#include "io/formats/source.h"
#include "io/formats/x12_advice.h"
#include "io/formats/x12_segments.h"

namespace tieout {

struct X12Carried {
    std::string_view text;
    std::uint64_t first_line = 0;      // of the text
    std::span<const X12Piece> pieces;  // where it was put together
    X12Place payment;                  // of the payment that it explains
    Minor amount = 0;                  // of that payment
    Currency currency;
};

enum class X12CarriedState : std::uint8_t {
    left_out,  // it cannot be read: nothing was put on the payment
    loose,     // segments without their set, or a set without its end or its count
    whole,     // a set 820 from ST to SE, of as many segments as it states
};

bool is_carried_x12(std::string_view text);

// `reader` may have read others; its faults are warnings here. Puts lines, trace, the payer's
// account and memo on the payment, or leaves them out whole with a warning. Sums that differ are
// warnings: the money is proved by what carries the advice.
X12CarriedState read_carried_x12(
    const X12Carried& carried,
    Payment& payment,
    X12AdviceReader& reader,
    TextStore& texts,
    FaultList& warnings
);

}  // namespace tieout
