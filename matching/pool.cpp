#include "matching/pool.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <unordered_map>

#include "engine/alike.h"
#include "engine/reference_form.h"

namespace tieout {

namespace {

constexpr Minor sum_minor_max = 4'000'000'000'000'000'000;
constexpr std::uint64_t ways_max = 1'000'000'000;

Minor signed_left(const Book& book, ItemNo no, const Taken& taken) {
    const Minor left = taken.left(book, no);
    return book.item(no).is_credit() ? -left : left;
}

// Items of the scope that are still open, by number.
std::vector<PoolItem> open_items(const Book& book, const PoolScope& scope, const Taken& taken) {
    std::vector<PoolItem> open;
    for (const CustomerNo customer : scope.customers) {
        for (const ItemNo no : book.items_of(customer)) {
            const OpenItem& item = book.item(no);
            if (!item.is_open() || item.entity != scope.entity || item.currency != scope.currency) {
                continue;
            }
            const Minor amount = signed_left(book, no, taken);
            if (amount != 0) open.push_back(PoolItem{no, amount});
        }
    }
    std::sort(open.begin(), open.end(), [](const PoolItem& a, const PoolItem& b) {
        return a.item < b.item;
    });
    return open;
}

// For each credit that names an invoice of the pool: the place of that invoice, else its own.
std::vector<std::size_t> partners(const Book& book, const std::vector<PoolItem>& open) {
    std::vector<std::size_t> partner(open.size());
    std::iota(partner.begin(), partner.end(), std::size_t{0});
    std::unordered_map<std::string, std::size_t> documents;
    bool any = false;
    for (const PoolItem& each : open) {
        any = any || !book.item(each.item).texts.get(ItemText::applies_to).empty();
    }
    if (!any) return partner;
    for (std::size_t i = 0; i < open.size(); ++i) {
        const OpenItem& item = book.item(open[i].item);
        if (!item.is_credit()) documents.emplace(reference_form(item.document), i);
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
        const OpenItem& item = book.item(open[i].item);
        if (!item.is_credit()) continue;
        const std::string_view names = item.texts.get(ItemText::applies_to);
        if (names.empty()) continue;
        const auto found = documents.find(reference_form(names));
        if (found == documents.end()) continue;
        const OpenItem& invoice = book.item(open[found->second].item);
        if (invoice.customer == item.customer) partner[i] = found->second;
    }
    return partner;
}

void add_elements(const Book& book, const std::vector<PoolItem>& open, Pool& pool) {
    const std::vector<std::size_t> partner = partners(book, open);
    std::vector<std::vector<std::size_t>> credits(open.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (partner[i] != i) credits[partner[i]].push_back(i);
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (partner[i] != i) continue;
        const OpenItem& item = book.item(open[i].item);
        PoolElement element;
        element.amount = open[i].amount;
        for (const std::size_t credit : credits[i])
            element.amount += open[credit].amount;
        if (element.amount == 0) continue;  // cancelled: neither is a candidate
        element.first = static_cast<std::uint32_t>(pool.items.size());
        element.count = static_cast<std::uint32_t>(1 + credits[i].size());
        element.due = item.due_date ? item.due_date : item.invoice_date;
        element.invoiced = item.invoice_date;
        element.is_disputed = item.disputed > 0 || item.kind == ItemKind::claim;
        element.is_remainder = !item.is_credit() && open[i].amount < item.amount;
        pool.items.push_back(open[i]);
        for (const std::size_t credit : credits[i])
            pool.items.push_back(open[credit]);
        pool.elements.push_back(element);
    }
    // Shorter numbers are older ones: "998" before "1002".
    const auto age = [&](const PoolElement& each) {
        const ItemNo first = pool.items[each.first].item;
        const std::string_view document = book.item(first).document;
        return std::make_tuple(each.due, each.invoiced, document.size(), document, first);
    };
    std::sort(pool.elements.begin(), pool.elements.end(), [&](const auto& a, const auto& b) {
        return age(a) < age(b);
    });
}

// What two elements must share to be interchangeable. Netted elements are like no other.
auto likeness_of(const Book& book, const Pool& pool, const PoolElement& element) {
    const OpenItem& item = book.item(pool.items[element.first].item);
    return std::make_tuple(
        element.amount, element.count > 1 ? element.first + 1 : 0, likeness(item)
    );
}

void add_classes(const Book& book, Pool& pool) {
    std::vector<std::uint32_t>& order = pool.class_elements;
    order.resize(pool.elements.size());
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const PoolElement& left = pool.elements[a];
        const PoolElement& right = pool.elements[b];
        if (left.amount != right.amount) return left.amount < right.amount;
        return likeness_of(book, pool, left) < likeness_of(book, pool, right);
    });
    for (std::size_t i = 0; i < order.size(); ++i) {
        PoolElement& element = pool.elements[order[i]];
        const PoolElement* before = i > 0 ? &pool.elements[order[i - 1]] : nullptr;
        const bool is_like = before != nullptr && before->amount == element.amount &&
                             likeness_of(book, pool, *before) == likeness_of(book, pool, element);
        if (is_like) {
            ++pool.sums.copies.back();
        } else {
            pool.class_first.push_back(static_cast<std::uint32_t>(i));
            pool.sums.amounts.push_back(element.amount);
            pool.sums.copies.push_back(1);
        }
        element.place = static_cast<std::uint32_t>(pool.sums.classes() - 1);
    }
    pool.class_first.push_back(static_cast<std::uint32_t>(order.size()));
}

// Numbers the purchase orders that stand on two elements or more, in the order of their first one.
void number_orders(const Book& book, Pool& pool) {
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> orders;
    std::vector<std::string_view> seen;
    for (std::size_t i = 0; i < pool.elements.size(); ++i) {
        const OpenItem& item = book.item(pool.items[pool.elements[i].first].item);
        const std::string_view order = item.texts.get(ItemText::purchase_order);
        if (order.empty()) continue;
        auto& elements = orders[order];
        if (elements.empty()) seen.push_back(order);
        elements.push_back(static_cast<std::uint32_t>(i));
    }
    for (const std::string_view order : seen) {
        const auto& elements = orders[order];
        if (elements.size() < 2) continue;
        ++pool.orders;
        for (const std::uint32_t element : elements)
            pool.elements[element].order = pool.orders;
    }
}

}  // namespace

Pool make_pool(const Book& book, const PoolScope& scope, const Taken& taken) {
    Pool pool;
    const std::vector<PoolItem> open = open_items(book, scope, taken);
    WideMinor sum = 0;
    for (const PoolItem& each : open)
        sum += each.amount < 0 ? -each.amount : each.amount;
    if (sum > sum_minor_max) {
        pool.is_too_large = true;
        pool.class_first.push_back(0);
        return pool;
    }
    add_elements(book, open, pool);
    add_classes(book, pool);
    number_orders(book, pool);
    return pool;
}

std::vector<PoolItem> items_of(const Pool& pool, const Picks& picks) {
    std::vector<PoolItem> items;
    for (std::size_t i = 0; i < picks.size(); ++i) {
        std::size_t copy = 0;
        while (copy < i && picks[i - copy - 1] == picks[i])
            ++copy;
        const PoolElement& element = pool.elements[pool.elements_of(picks[i])[copy]];
        const auto first = pool.items.begin() + static_cast<std::ptrdiff_t>(element.first);
        items.insert(items.end(), first, first + static_cast<std::ptrdiff_t>(element.count));
    }
    return items;
}

std::uint64_t ways_of(const Pool& pool, const Picks& picks) {
    std::uint64_t ways = 1;
    for (std::size_t i = 0; i < picks.size();) {
        std::size_t end = i;
        while (end < picks.size() && picks[end] == picks[i])
            ++end;
        const std::uint64_t copies = pool.sums.copies[picks[i]];
        // C(copies, taken), factor by factor, so that every step is whole.
        for (std::uint64_t taken = 1; taken <= end - i; ++taken) {
            ways = ways * (copies - taken + 1) / taken;
            if (ways > ways_max) return ways_max;
        }
        i = end;
    }
    return ways;
}

}  // namespace tieout
