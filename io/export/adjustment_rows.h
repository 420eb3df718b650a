// Adjustments that an ERP's payment cannot carry, as lines of a general journal.
#pragma once

#include <string>
#include <string_view>

#include "io/export/package.h"

namespace tieout {

// Gathers two lines for each: the receivable of the customer, and the account of the kind.
class AdjustmentRows {
public:
    explicit AdjustmentRows(PackageWriter& writer) : writer_(writer) {}

    void put(const HandOff& hand_off, ItemNo item, const ItemAdjustment& adjustment);

    // The file, when there is any.
    void add_to_package();

private:
    PackageWriter& writer_;
    std::string out_;
};

}  // namespace tieout
