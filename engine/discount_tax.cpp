#include "engine/discount_tax.h"

#include <algorithm>
#include <array>

namespace tieout {

namespace {

bool is_discount(const Adjustment& adjustment) {
    return adjustment.kind == AdjustmentKind::earned_discount ||
           adjustment.kind == AdjustmentKind::unearned_discount;
}

bool has_discount(const Movement& movement) {
    if (!movement.is_judged) return false;
    const auto& items = movement.match.clearing.items;
    return std::any_of(items.begin(), items.end(), [](const ClearedItem& item) {
        return std::any_of(item.adjustments.begin(), item.adjustments.end(), is_discount);
    });
}

void split_on(const OpenItem& item, std::vector<Adjustment>& adjustments) {
    std::vector<Adjustment> parts;
    for (Adjustment& each : adjustments) {
        const Minor tax = is_discount(each) ? tax_of_discount(item, each.amount) : 0;
        each.amount -= tax;
        const std::string why(word_of(each.kind));
        if (each.amount != 0) parts.push_back(std::move(each));
        if (tax != 0) parts.push_back({AdjustmentKind::tax, tax, why});
    }
    adjustments = std::move(parts);
}

}  // namespace

Minor tax_of_discount(const OpenItem& item, Minor discount) {
    if (item.tax_amount <= 0 || item.tax_amount > item.amount) return 0;
    const std::array<Minor, 2> weights{item.amount - item.tax_amount, item.tax_amount};
    return split(discount, weights)[1];
}

void split_discount_tax(const Book& book, Parallel& parallel, CashOutcome& outcome) {
    if (!book.policy.split_discount_tax) return;
    for (const std::size_t at : movements_where(parallel, outcome, has_discount)) {
        for (ClearedItem& each : outcome.movements[at].match.clearing.items)
            split_on(book.item(each.item), each.adjustments);
    }
}

}  // namespace tieout
