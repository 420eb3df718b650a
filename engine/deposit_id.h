// A deposit in transit is known by channel, account, currency, day and amount.
#pragma once

#include <compare>
#include <string>
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

// "lockbox deposit"; what the bank books as one entry without naming a channel is a "batch".
inline std::string words_of_deposit(Channel channel) {
    if (channel == Channel::statement) return "batch";
    return std::string(word_of(channel)) + " deposit";
}

// What a deposit is known by. `tag` tells apart what is counted under it: the amount of a channel
// file ("deposit") and its items ("items"), and what a statement's own details made ("statement",
// "statement items"). Tags that begin with "day" count all of a day; "total" and "credit" are of no
// day, "any account" neither of a day nor of an account.
struct DepositId {
    Channel channel{};
    AccountNo account{};
    Currency currency;
    Date date;
    Minor amount = 0;

    friend auto operator<=>(const DepositId&, const DepositId&) = default;

    DepositId days_on(int days) const {
        return {channel, account, currency, add_days(date, days), amount};
    }

    DepositId in(AccountNo other) const { return {channel, other, currency, date, amount}; }

    DepositId of(Minor other) const { return {channel, account, currency, date, other}; }

    Mark mark(std::string_view tag = "deposit") const {
        const bool is_any = tag == "any account";
        return sha256_mark(fmt::format(
            "{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
            tag,
            is_any ? "" : word_of(channel),
            is_any ? none_no : slot(account),
            currency.letters(),
            is_any || tag == "total" || tag == "credit" ? "" : format_date(date),
            tag.starts_with("day") ? 0 : amount
        ));
    }
};

}  // namespace tieout
