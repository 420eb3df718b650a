// The aging: what is open as of a day, by days past due, in buckets that sum to the whole.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/date.h"
#include "engine/money.h"

namespace tieout {

enum class AgingBasis : std::uint8_t {
    due_date,
    invoice_date,
    posting_date
};
enum class AgingBy : std::uint8_t {
    customer,
    entity,
    owner
};

struct AgingRequest {
    Date as_of;
    AgingBasis basis = AgingBasis::due_date;
    AgingBy by = AgingBy::customer;
    // Upper limits in days, rising: {0, 30, 60, 90} makes current, 1-30, 31-60, 61-90 and 91+.
    std::vector<int> limits = {0, 30, 60, 90};
    // Only this currency; none: all of them.
    Currency currency = {};
    // For the basis posting_date: by item number, the day of the run that brought it
    // (JournalFacts::items_taken_on).
    std::span<const std::optional<Date>> taken_on = {};
};

// One line, in one currency of one entity. Invariant: total = sum of buckets + disputed - credits -
// unapplied, all as positive amounts.
struct AgingRow {
    EntityNo entity{};
    Currency currency;
    std::string key;                 // customer number, entity or owner
    std::vector<WideMinor> buckets;  // limits.size() + 1, undisputed invoices and debit memos
    WideMinor disputed = 0;
    WideMinor credits = 0;    // open credit memos
    WideMinor unapplied = 0;  // unapplied cash and cash on account
    WideMinor total = 0;
};

struct Aging {
    std::vector<AgingRow> rows;          // by entity, key and currency, bytewise
    std::vector<AgingRow> totals;        // per entity and currency, key empty
    std::vector<AgingRow> unidentified;  // per entity and currency: outside receivables, in total
};

// As of a day by posting dates: applications posted after it are undone, items dated after it are
// not in it, so that the answer is the same whenever it is asked. Days past due are as_of - due
// date (basis due) or as_of - invoice date; an item without the one uses the other. By posting date
// an item is as old as its place in the book, or younger where its invoice date is later. Cost
// O(items + changes).
Aging age(const Book& book, const AgingRequest& request);

// Names of the buckets: "current", "1-30", ..., "91+"; by invoice or posting date the first is
// "0-30".
std::vector<std::string> bucket_names(const AgingRequest& request);

}  // namespace tieout
