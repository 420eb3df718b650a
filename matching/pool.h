// The pool is what one payer family owes: the items a payment without references may be paying.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/book.h"
#include "engine/clearing.h"
#include "matching/subset_sum.h"

namespace tieout {

// What payments of this batch have already taken of items, by magnitude; the book stays untouched.
class Taken {
public:
    void take(ItemNo item, Minor amount) { taken_[slot(item)] += amount < 0 ? -amount : amount; }

    // What a clearing closes of its items: cash and adjustments.
    void take(const Clearing& clearing) {
        for (const ClearedItem& each : clearing.items) {
            Minor closes = each.cash < 0 ? -each.cash : each.cash;
            for (const Adjustment& adjustment : each.adjustments)
                closes += adjustment.amount;
            take(each.item, closes);
        }
    }

    // What is left of the item's open amount, without its side.
    Minor left(const Book& book, ItemNo item) const {
        const Minor open = book.item(item).open;
        if (taken_.empty()) return open;
        const auto found = taken_.find(slot(item));
        return found == taken_.end() ? open : open - found->second;
    }

    void clear() { taken_.clear(); }

private:
    std::unordered_map<std::uint32_t, Minor> taken_;
};

// An item with the signed amount that would clear it.
struct PoolItem {
    ItemNo item{};
    Minor amount = 0;
};

// What is taken or left as one: an item, or an invoice together with the credits that name it.
struct PoolElement {
    Minor amount = 0;
    std::uint32_t first = 0;  // in Pool::items
    std::uint32_t count = 0;
    std::uint32_t place = 0;  // its class in Pool::sums
    std::uint32_t order = 0;  // number of its purchase order, 0: none
    std::optional<Date> due;
    std::optional<Date> invoiced;
    bool is_disputed = false;
    bool is_remainder = false;  // what an earlier payment left of an invoice
};

struct Pool {
    std::vector<PoolItem> items;
    std::vector<PoolElement> elements;       // by due date, invoice date, document: oldest first
    SumPool sums;                            // classes of interchangeable elements, ascending
    std::vector<std::uint32_t> class_first;  // of each class in class_elements; one more at the end
    std::vector<std::uint32_t> class_elements;  // elements by class, oldest first
    std::uint32_t orders = 0;   // number of purchase orders with two elements or more
    bool is_too_large = false;  // amounts whose sum might leave 64 bits

    std::span<const std::uint32_t> elements_of(std::uint32_t place) const {
        return std::span(class_elements)
            .subspan(class_first[place], class_first[place + 1] - class_first[place]);
    }
};

// Who owes, to whom, in which money.
struct PoolScope {
    std::span<const CustomerNo> customers;  // the family
    EntityNo entity{};
    Currency currency;
};

// Gathers what is left open (matching.md 1.4): a credit that names its invoice is netted with it
// first, so an invoice cancelled by its credit is in no set; items are interchangeable only with
// equal amount, kind, customer, entity, site, terms, discount, tax and dispute. Cost O(n log n).
Pool make_pool(const Book& book, const PoolScope& scope, const Taken& taken);

// The items of a set, older copies first, as they would be cleared.
std::vector<PoolItem> items_of(const Pool& pool, const Picks& picks);

// In how many ways interchangeable items could fill the set; 1: no choice. Saturates at 10^9.
std::uint64_t ways_of(const Pool& pool, const Picks& picks);

}  // namespace tieout
