// The running text of a BAI2 movement: who paid, where a bank writes keys and values in one line.
#pragma once

#include <string_view>

namespace tieout {

// Views of the text; empty where it does not say.
struct Bai2RunningText {
    std::string_view payer_name;
    std::string_view trace;  // trace number of an ACH entry
};

// Reads the ways in which banks of the United States describe ACH entries and wires on one line:
//   ORIG CO NAME:ACME CORP ORIG ID:123 ... SEC:CCD TRACE#:021000021234567 ... IND NAME:US
//   ACME CORP DES:PAYMENT ID:INV1 INDN:US CO ID:123 CCD
//   FEDWIRE CREDIT VIA: BANK/021000021 B/O: ACME CORP REF: ...
//   WT FED#01234 BANK OF ACME /ORG=ACME CORP SRF# ... TRN# ...
// Blanks are squeezed. Anything else says nothing. Cost: linear.
Bai2RunningText read_bai2_running_text(std::string_view text);

}  // namespace tieout
