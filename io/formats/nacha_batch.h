// The header of an ACH batch (record 5): what its entries need of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/date.h"
#include "engine/texts.h"

namespace tieout {

struct AchBatchHeader {
    std::string sec;  // CCD, CTX, PPD, IAT ...
    Text company;
    std::string company_id;
    Text description;
    std::string odfi;
    std::string number;
    std::string service_class;
    std::string destination_currency;  // of IAT
    std::optional<Date> effective;
    std::optional<Date> settled;
    std::optional<Date> created;  // of the file
    std::uint64_t line = 0;
    std::uint64_t ordinal = 0;  // of the batch in its file, from 1

    // What the class and the description say of all entries.
    bool is_adv = false;
    bool is_iat = false;
    bool is_cie = false;
    bool is_corporate = false;      // CTX, ATX, TRX: its entries count their addenda
    bool is_informational = false;  // without money, whatever the code of the entry
    bool needs_name = false;        // TEL, WEB
    bool is_reversal = false;

    // Requires: class and description are set.
    void classify();
};

}  // namespace tieout
