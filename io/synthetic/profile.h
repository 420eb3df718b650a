// The rates of a made-up book: how customers are, what payers do and which mistakes they make.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error.h"

namespace tieout {

// Every member has one key, "section.member", under which data/generate.toml documents it and gives
// its shipped value; without that file all rates are none. Names end in their unit: bp are basis
// points of what the comment in the file says.
struct Profile {
    std::int64_t days = 1;
    std::int64_t period_days = 1;
    std::int64_t euro_bp = 0;
    std::int64_t size_flattening = 1;
    std::int64_t opening_bp = 0;
    std::int64_t median_minor = 1;
    std::int64_t spread = 0;
    std::int64_t price_list_bp = 0;
    std::int64_t credit_memo_bp = 0;
    std::int64_t family_bp = 0;
    std::int64_t own_series_bp = 0;
    std::int64_t purchase_order_bp = 0;
    std::int64_t discount_terms_bp = 0;
    std::int64_t freight_bp = 0;
    std::int64_t account_known_bp = 0;
    std::int64_t accounts_max = 1;
    std::int64_t name_cut_bp = 0;
    std::int64_t name_short_bp = 0;
    std::int64_t name_swapped_bp = 0;
    std::int64_t name_typo_bp = 0;
    std::int64_t parent_pays_bp = 0;
    std::int64_t third_party_bp = 0;
    std::int64_t unknown_bp = 0;
    std::int64_t several_bp = 0;
    std::int64_t list_bp = 0;
    std::int64_t due_group_bp = 0;
    std::int64_t past_due_bp = 0;
    std::int64_t balance_bp = 0;
    std::int64_t credit_netted_bp = 0;
    std::int64_t lines_bp = 0;
    std::int64_t advice_bp = 0;
    std::int64_t memo_bp = 0;
    std::int64_t order_number_bp = 0;
    std::int64_t bare_number_bp = 0;
    std::int64_t short_list_bp = 0;
    std::int64_t wrong_number_bp = 0;
    std::int64_t foreign_number_bp = 0;
    std::int64_t truncated_number_bp = 0;
    std::int64_t transposed_number_bp = 0;
    std::int64_t misread_number_bp = 0;
    std::int64_t lost_digit_bp = 0;
    std::int64_t discount_in_time_bp = 0;
    std::int64_t discount_late_bp = 0;
    std::int64_t discount_on_freight_bp = 0;
    std::int64_t deduction_coded_bp = 0;
    std::int64_t deduction_uncoded_bp = 0;
    std::int64_t part_payment_bp = 0;
    std::int64_t short_bp = 0;
    std::int64_t over_bp = 0;
    std::int64_t bank_fee_bp = 0;
    std::int64_t paid_twice_bp = 0;
    std::int64_t sent_twice_bp = 0;
    std::int64_t twin_bp = 0;
    std::int64_t returned_bp = 0;
    std::int64_t fee_bp = 0;

    friend bool operator==(const Profile&, const Profile&) = default;
};

// Sets one rate from its key and value as text ("book.euro_bp", "4000"); refused when the key is
// unknown, the value is no whole number or it is out of range.
Result<void> set_rate(Profile& profile, std::string_view key, std::string_view value);

// All rates in the order of the file, one "key = value" a line.
std::string profile_text(const Profile& profile);

}  // namespace tieout
