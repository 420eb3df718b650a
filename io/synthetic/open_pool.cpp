#include "io/synthetic/open_pool.h"

namespace tieout {

namespace {

// Takes an item out of a list by putting the last one into its place.
void take_out(
    std::vector<std::uint32_t>& list, std::vector<std::uint32_t>& places, std::uint32_t item
) {
    const std::uint32_t at = places[item];
    list[at] = list.back();
    places[list[at]] = at;
    list.pop_back();
}

}  // namespace

OpenPool::OpenPool(const MadeBook& book)
    : book_(book),
      place_(book.items.size()),
      in_list_(book.items.size()),
      invoices_(book.customers.size()),
      credits_(book.customers.size()) {}

void OpenPool::reach(Date day) {
    for (; reached_ < book_.items.size(); ++reached_) {
        const MadeItem& item = book_.items[reached_];
        if (item.invoice_date >= day) return;
        if (item.is_cancelled) continue;
        const auto no = static_cast<std::uint32_t>(reached_);
        const bool is_credit = item.kind == ItemKind::credit_memo;
        auto& list = is_credit ? credits_[item.customer] : invoices_[item.customer];
        in_list_[no] = static_cast<std::uint32_t>(list.size());
        list.push_back(no);
        if (is_credit) continue;
        place_[no] = static_cast<std::uint32_t>(all_.size());
        all_.push_back(no);
    }
}

std::uint32_t OpenPool::draw(Dice& dice) const {
    std::uint32_t first = dice.one_of(all_);
    for (int i = 0; i < 2; ++i) {
        const std::uint32_t other = dice.one_of(all_);
        if (book_.items[other].due_date < book_.items[first].due_date) first = other;
    }
    return first;
}

void OpenPool::close(std::uint32_t item) {
    const MadeItem& row = book_.items[item];
    const bool is_credit = row.kind == ItemKind::credit_memo;
    take_out(is_credit ? credits_[row.customer] : invoices_[row.customer], in_list_, item);
    if (!is_credit) take_out(all_, place_, item);
}

}  // namespace tieout
