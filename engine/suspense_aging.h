// The aging of cash that is on no item: unapplied, on account and unidentified, by age of receipt.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/book.h"

namespace tieout {

enum class SuspenseKind : std::uint8_t {
    unapplied,     // the payer is known, the documents are not
    on_account,    // by instruction or policy
    unidentified,  // nobody is known as payer: outside receivables
};

std::string_view word_of(SuspenseKind kind);

// Cash of one customer, or of nobody known, in one currency of one entity. Invariant: total = sum
// of buckets.
struct SuspenseRow {
    EntityNo entity{};
    CustomerNo customer = none<CustomerNo>();
    Currency currency;
    SuspenseKind kind = SuspenseKind::unapplied;
    std::uint64_t receipts = 0;      // that hold some of it
    std::vector<WideMinor> buckets;  // limits.size() + 1
    WideMinor total = 0;
    std::optional<Date> oldest;  // booking of the oldest of them
};

struct SuspenseAgingRequest {
    Date as_of;
    std::vector<int> limits = {30, 60, 90};  // upper limits in days, rising
};

struct SuspenseAging {
    std::vector<SuspenseRow> rows;    // by entity, customer number, currency and kind
    std::vector<SuspenseRow> totals;  // per entity, currency and kind; without customer
};

// As of a day by posting dates; age is days from the receipt's booking. Cost O(changes log
// changes).
SuspenseAging age_suspense(const Book& book, const SuspenseAgingRequest& request);

// "0-30", "31-60" ... "91+".
std::vector<std::string> bucket_names(const SuspenseAgingRequest& request);

}  // namespace tieout
