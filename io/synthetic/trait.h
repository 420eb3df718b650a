// What a payment of a made-up book is an example of: how it was paid, named and mistaken.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace tieout {

enum class Trait : std::uint8_t {
    single,        // one item
    several,       // two to six
    list,          // seven to forty
    due_group,     // all items of one due date
    past_due,      // all that is past due
    balance,       // all that is open
    lines,         // structured lines name the items
    advice,        // an advice apart from the money names them
    memo,          // free text names them
    short_list,    // "90001/02/03": only the first number is whole
    bare_number,   // the number without its prefix
    order_number,  // the purchase order instead of the invoice
    nothing,       // no item is named
    cut_memo,      // the text ends before all numbers are named
    wrong_number,
    foreign_number,  // a number of another customer's item
    truncated_number,
    transposed_number,
    misread_number,  // 0 and O, 1 and I, 5 and S, 8 and B
    lost_digit,
    discount_in_time,
    discount_late,
    discount_on_freight,  // taken on what the terms leave out
    deduction_coded,
    deduction_uncoded,
    part_payment,
    rest_of_part,  // an item that was paid in part before
    short_pay,
    over_pay,
    bank_fee,  // kept by the payer's bank
    credit_netted,
    parent_pays,
    third_party,
    unknown_payer,
    account_unknown,  // not in the customer's master data
    name_varied,
    paid_twice,  // a second movement for items that were paid
    sent_twice,  // the movement is reported in a second file
    twin,        // one of two payments that are equal in everything
    returned,
    not_receivable,  // a fee or a return, not a receipt
    count
};

using Traits = std::bitset<static_cast<std::size_t>(Trait::count)>;

std::string_view word_of(Trait trait);
// Words parted by |, in the order of the traits.
std::string words_of(const Traits& traits);

inline void put(Traits& traits, Trait trait) {
    traits.set(static_cast<std::size_t>(trait));
}

inline bool has(const Traits& traits, Trait trait) {
    return traits.test(static_cast<std::size_t>(trait));
}

}  // namespace tieout
