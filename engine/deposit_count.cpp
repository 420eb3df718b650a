#include "engine/deposit_count.h"

namespace tieout {

Tally DepositCount::of(const Mark& key) const {
    Tally tally;
    if (const auto fresh = fresh_.find(key); fresh != fresh_.end()) tally = fresh->second;
    if (const auto known = book_.find_deposit(key)) {
        const Deposit& row = book_.deposits[*known];
        tally.details = add(tally.details, row.details);
        tally.summary = add(tally.summary, row.summary);
    }
    return tally;
}

void DepositCount::note(const Mark& key, const Movement& at, const Tally& more) {
    Tally& tally = fresh_[key];
    tally.details = add(tally.details, more.details);
    tally.summary = add(tally.summary, more.summary);
    DepositSeen& seen = outcome_.deposits.emplace_back();
    seen.row.key = key;
    seen.row.currency = at.payment.currency;
    seen.row.date = at.payment.booking_date;
    seen.row.entity = at.entity;
    seen.row.details = more.details;
    seen.row.summary = more.summary;
}

}  // namespace tieout
