// Master data files of the ERP: entities, accounts, customers, items, control balances, sales.
#pragma once

#include <string>
#include <string_view>

#include "engine/master_data.h"
#include "engine/parallel.h"
#include "io/formats/source.h"

namespace tieout {

struct MasterOptions {
    std::string kind;   // empty: known from the header or the first object
    Currency currency;  // where a row names none; none: such a row is a fault
};

// Every row that can be read, in the file's order, and a fault with line and column for every
// other. Refused only when the kind is not known or the header cannot be read.
Result<MasterFile> read_master_data(
    const Source& source, const MasterOptions& options, Parallel& parallel
);

// The kind that these column names belong to, or empty; also "payments" and "remittances".
std::string_view kind_of_columns(const std::vector<std::string>& names);

}  // namespace tieout
