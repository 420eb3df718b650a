#include "engine/payment_state.h"

#include "engine/check.h"

namespace tieout {

namespace {

bool opens_claim(const Book& book, const PostingLine& line) {
    if (line.kind != PostingKind::claim && line.kind != PostingKind::withholding) return false;
    return slot(line.item) >= book.items.size() || book.item(line.item).kind == ItemKind::claim;
}

}  // namespace

void count_line(const Book& book, PaymentRow& row, const PostingLine& line) {
    const Minor credit = line.side == Side::credit ? line.amount : -line.amount;
    const auto count = [&](Minor& cents) { cents = add(cents, credit); };
    switch (line.account) {
        case GlRole::receivable:
            if (opens_claim(book, line)) return;
            count(line.kind == PostingKind::cash ? row.applied : row.adjusted);
            return;
        case GlRole::bank:  // credited when the money goes back, debited again if that is undone
            if (line.side == Side::credit || row.returned > 0) count(row.returned);
            check(row.returned >= 0, "no more comes again than went back");
            return;
        case GlRole::unapplied: return count(row.unapplied);
        case GlRole::unidentified: return count(row.unidentified);
        case GlRole::on_account: return count(row.on_account);
        case GlRole::refund: return count(row.refunded);
        case GlRole::other_receipts:
        case GlRole::intercompany: return count(row.other);
        default: return;
    }
}

WideMinor used_of(const PaymentRow& row) {
    return static_cast<WideMinor>(row.applied) + row.on_account + row.unapplied + row.unidentified +
           row.other + row.returned + row.refunded;
}

Minor free_of(const PaymentRow& row) {
    return add(add(row.unapplied, row.unidentified), row.on_account);
}

PaymentStatus status_of(const PaymentRow& row) {
    if (add(row.returned, row.refunded) == row.amount) return PaymentStatus::returned;
    if (row.other == row.amount) return PaymentStatus::not_ar;
    const bool waits = row.unapplied != 0 || row.unidentified != 0;
    const bool is_used = row.applied != 0 || row.other != 0;
    if (waits) return is_used ? PaymentStatus::part_applied : PaymentStatus::exception;
    if (row.on_account == 0) return PaymentStatus::applied;
    return is_used ? PaymentStatus::part_applied : PaymentStatus::on_account;
}

}  // namespace tieout
