// The addenda {8200} of a wire: an X12 820 as lines of the payment, anything else as text.
#pragma once

#include "engine/payment.h"
#include "io/formats/fedwire_tags.h"
#include "io/formats/source.h"

namespace tieout {

// Puts the lines of a whole 820 on the payment, when it has none, and gives its notes; else gives
// the addenda as they stand, with a warning where they begin as X12 does. `tag` holds the addenda
// without their length.
std::string_view read_fedwire_addenda(
    const FedwireTag& tag, Payment& payment, TextStore& texts, FaultList& warnings
);

}  // namespace tieout
