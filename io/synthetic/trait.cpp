#include "io/synthetic/trait.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Trait::count)> trait_words{
    "single",
    "several",
    "list",
    "due_group",
    "past_due",
    "balance",
    "lines",
    "advice",
    "memo",
    "short_list",
    "bare_number",
    "order_number",
    "nothing",
    "cut_memo",
    "wrong_number",
    "foreign_number",
    "truncated_number",
    "transposed_number",
    "misread_number",
    "lost_digit",
    "discount_in_time",
    "discount_late",
    "discount_on_freight",
    "deduction_coded",
    "deduction_uncoded",
    "part_payment",
    "rest_of_part",
    "short_pay",
    "over_pay",
    "bank_fee",
    "credit_netted",
    "parent_pays",
    "third_party",
    "unknown_payer",
    "account_unknown",
    "name_varied",
    "paid_twice",
    "sent_twice",
    "twin",
    "returned",
    "not_receivable"
};

}  // namespace

std::string_view word_of(Trait trait) {
    return trait_words.at(static_cast<std::size_t>(trait));
}

std::string words_of(const Traits& traits) {
    std::string words;
    for (std::size_t i = 0; i < traits.size(); ++i) {
        if (!traits.test(i)) continue;
        if (!words.empty()) words += '|';
        words += trait_words[i];
    }
    return words;
}

}  // namespace tieout
