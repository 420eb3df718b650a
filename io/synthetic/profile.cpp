#include "io/synthetic/profile.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace tieout {

namespace {

constexpr std::int64_t whole_bp = 10'000;
constexpr std::int64_t days_max = 3'660;

struct Rate {
    std::string_view key;
    std::int64_t Profile::* member;
    std::int64_t low = 0;
    std::int64_t high = whole_bp;
};

constexpr std::array rates{
    Rate{"time.days", &Profile::days, 1, days_max},
    Rate{"time.period_days", &Profile::period_days, 1, days_max},
    Rate{"book.euro_bp", &Profile::euro_bp},
    Rate{"book.size_flattening", &Profile::size_flattening, 1, 1'000'000},
    Rate{"book.opening_bp", &Profile::opening_bp},
    Rate{"book.median_minor", &Profile::median_minor, 1, 1'000'000'000},
    Rate{"book.spread", &Profile::spread, 0, 1'000},
    Rate{"book.price_list_bp", &Profile::price_list_bp},
    Rate{"book.credit_memo_bp", &Profile::credit_memo_bp},
    Rate{"book.family_bp", &Profile::family_bp},
    Rate{"book.own_series_bp", &Profile::own_series_bp},
    Rate{"book.purchase_order_bp", &Profile::purchase_order_bp},
    Rate{"book.discount_terms_bp", &Profile::discount_terms_bp},
    Rate{"book.freight_bp", &Profile::freight_bp},
    Rate{"payer.account_known_bp", &Profile::account_known_bp},
    Rate{"payer.accounts_max", &Profile::accounts_max, 1, 9},
    Rate{"payer.name_cut_bp", &Profile::name_cut_bp},
    Rate{"payer.name_short_bp", &Profile::name_short_bp},
    Rate{"payer.name_swapped_bp", &Profile::name_swapped_bp},
    Rate{"payer.name_typo_bp", &Profile::name_typo_bp},
    Rate{"payer.parent_pays_bp", &Profile::parent_pays_bp},
    Rate{"payer.third_party_bp", &Profile::third_party_bp},
    Rate{"payer.unknown_bp", &Profile::unknown_bp},
    Rate{"items.several_bp", &Profile::several_bp},
    Rate{"items.list_bp", &Profile::list_bp},
    Rate{"items.due_group_bp", &Profile::due_group_bp},
    Rate{"items.past_due_bp", &Profile::past_due_bp},
    Rate{"items.balance_bp", &Profile::balance_bp},
    Rate{"items.credit_netted_bp", &Profile::credit_netted_bp},
    Rate{"named.lines_bp", &Profile::lines_bp},
    Rate{"named.advice_bp", &Profile::advice_bp},
    Rate{"named.memo_bp", &Profile::memo_bp},
    Rate{"named.order_number_bp", &Profile::order_number_bp},
    Rate{"named.bare_number_bp", &Profile::bare_number_bp},
    Rate{"named.short_list_bp", &Profile::short_list_bp},
    Rate{"mistake.wrong_number_bp", &Profile::wrong_number_bp},
    Rate{"mistake.foreign_number_bp", &Profile::foreign_number_bp},
    Rate{"mistake.truncated_number_bp", &Profile::truncated_number_bp},
    Rate{"mistake.transposed_number_bp", &Profile::transposed_number_bp},
    Rate{"mistake.misread_number_bp", &Profile::misread_number_bp},
    Rate{"mistake.lost_digit_bp", &Profile::lost_digit_bp},
    Rate{"amount.discount_in_time_bp", &Profile::discount_in_time_bp},
    Rate{"amount.discount_late_bp", &Profile::discount_late_bp},
    Rate{"amount.discount_on_freight_bp", &Profile::discount_on_freight_bp},
    Rate{"amount.deduction_coded_bp", &Profile::deduction_coded_bp},
    Rate{"amount.deduction_uncoded_bp", &Profile::deduction_uncoded_bp},
    Rate{"amount.part_payment_bp", &Profile::part_payment_bp},
    Rate{"amount.short_bp", &Profile::short_bp},
    Rate{"amount.over_bp", &Profile::over_bp},
    Rate{"amount.bank_fee_bp", &Profile::bank_fee_bp},
    Rate{"repeat.paid_twice_bp", &Profile::paid_twice_bp},
    Rate{"repeat.sent_twice_bp", &Profile::sent_twice_bp},
    Rate{"repeat.twin_bp", &Profile::twin_bp},
    Rate{"repeat.returned_bp", &Profile::returned_bp},
    Rate{"repeat.fee_bp", &Profile::fee_bp},
};

}  // namespace

Result<void> set_rate(Profile& profile, std::string_view key, std::string_view value) {
    const auto* const rate =
        std::find_if(rates.begin(), rates.end(), [&](const Rate& each) { return each.key == key; });
    if (rate == rates.end()) {
        return refuse(ErrorKind::usage, fmt::format("there is no rate '{}'", key));
    }
    std::int64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_whole = read.ec == std::errc{} && read.ptr == value.data() + value.size();
    if (!is_whole || number < rate->low || number > rate->high) {
        return refuse(
            ErrorKind::usage,
            fmt::format("{} wants a whole number from {} to {}", key, rate->low, rate->high)
        );
    }
    profile.*(rate->member) = number;
    return {};
}

std::string profile_text(const Profile& profile) {
    std::string text;
    for (const Rate& rate : rates)
        text += fmt::format("{} = {}\n", rate.key, profile.*(rate.member));
    return text;
}

}  // namespace tieout
