// The part of the book that people write: decisions again and again, reviews, closed periods.
#include "engine/book.h"

namespace tieout {

void Book::add(const EarlierDecision& row) {
    earlier_of_[row.payment].push_back(static_cast<std::uint32_t>(earlier.size()));
    earlier.push_back(row);
}

void Book::add(ReviewRow row) {
    if (row.payment != none<PaymentNo>()) {
        reviews_of_[row.payment].push_back(static_cast<std::uint32_t>(reviews.size()));
    }
    reviews.push_back(std::move(row));
}

std::vector<Sequence> Book::decisions_of(PaymentNo payment) const {
    std::vector<Sequence> all;
    if (const auto found = earlier_of_.find(payment); found != earlier_of_.end()) {
        for (const std::uint32_t row : found->second)
            all.push_back(earlier[row].decided);
    }
    if (payments[slot(payment)].decided != 0) all.push_back(payments[slot(payment)].decided);
    return all;
}

std::vector<std::uint32_t> Book::reviews_of(PaymentNo payment) const {
    const auto found = reviews_of_.find(payment);
    return found == reviews_of_.end() ? std::vector<std::uint32_t>{} : found->second;
}

bool Book::is_locked(PaymentNo payment) const {
    const auto found = reviews_of_.find(payment);
    if (found == reviews_of_.end()) return false;
    for (auto row = found->second.rbegin(); row != found->second.rend(); ++row) {
        const ReviewAction action = reviews[*row].action;
        if (action == ReviewAction::release) return false;
        if (moves_money(action)) return true;
    }
    return false;
}

std::optional<Date> Book::closed_through(EntityNo entity) const {
    for (const PeriodRow& row : periods) {
        if (row.entity == entity) return row.closed_through;
    }
    return std::nullopt;
}

}  // namespace tieout
