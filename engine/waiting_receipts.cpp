#include "engine/waiting_receipts.h"

#include <algorithm>

namespace tieout {

std::vector<WaitingReceipt> waiting_receipts(const Book& book) {
    std::vector<WaitingReceipt> waiting;
    for (std::size_t i = 0; i < book.exceptions.size(); ++i) {
        const ExceptionItem& open = book.exceptions[i];
        if (!open.is_open || open.payment == none<PaymentNo>() || open.hold_until) continue;
        if (open.reason == Reason::erp_rejected) continue;  // asks about a posting, not the money
        const PaymentRow& row = book.payment(open.payment);
        const bool is_whole = row.kind == MovementKind::receipt && row.amount > 0 &&
                              add(row.unapplied, row.unidentified) == row.amount;
        if (is_whole && !book.is_locked(open.payment))
            waiting.push_back({row.taken, open.payment, static_cast<ExceptionNo>(i)});
    }
    std::sort(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) {
        return std::pair(a.taken, a.exception) < std::pair(b.taken, b.exception);
    });
    // Once, whatever else is asked about it.
    const auto same = [](const auto& a, const auto& b) { return a.payment == b.payment; };
    waiting.erase(std::unique(waiting.begin(), waiting.end(), same), waiting.end());
    return waiting;
}

void each_waiting(
    const Journal& journal,
    const std::vector<WaitingReceipt>& waiting,
    const std::function<void(const WaitingReceipt&, const Entry&)>& take
) {
    constexpr Sequence near = 4'096;
    for (std::size_t i = 0; i < waiting.size();) {
        std::size_t next = i;
        const auto read = journal.read(waiting[i].taken, [&](Sequence at, const Entry& entry) {
            while (next < waiting.size() && at == waiting[next].taken)
                take(waiting[next++], entry);
            return next < waiting.size() && waiting[next].taken - at < near;
        });
        i = read ? std::max(next, i + 1) : waiting.size();
    }
}

}  // namespace tieout
