// A deposit in transit is known by channel, account, currency, day and amount.
#pragma once

#include <compare>
#include <string_view>

#include <fmt/core.h>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/ids.h"
#include "engine/money.h"
#include "engine/payment.h"

namespace tieout {

inline constexpr int days_before_max = 5;  // a statement may report a deposit so many days later

// Wires are booked on their own day; collected items may take days.
inline int days_before(Channel channel) {
    return channel == Channel::wire ? 0 : days_before_max;
}

// What a deposit is known by. `tag` tells the amount of a channel file ("deposit"), the whole of
// its day ("day") and what a statement's own details made ("statement") apart.
struct DepositId {
    Channel channel;
    AccountNo account;
    Currency currency;
    Date date;
    Minor amount;

    friend auto operator<=>(const DepositId&, const DepositId&) = default;

    Mark mark(std::string_view tag = "deposit") const {
        return sha256_mark(fmt::format(
            "{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
            tag,
            word_of(channel),
            slot(account),
            currency.letters(),
            format_date(date),
            tag == "day" ? 0 : amount
        ));
    }
};

}  // namespace tieout
