// Words of the command line that name something in the book: a payment, an exception, an item.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/book.h"
#include "engine/error.h"
#include "engine/ports.h"
#include "engine/review.h"

namespace tieout {

// Each is refused (not_found) with the word when the book has none, or several.
Result<PaymentNo> payment_named(const Book& book, const std::string& id);
Result<ExceptionNo> exception_named(const Book& book, const std::string& name);  // "E12" or "12"
Result<ProposalNo> proposal_named(const Book& book, const std::string& name);    // "A3" or "3"
// "R7": a row of the reviews, from 0; nothing when there is none.
std::optional<std::uint32_t> review_named(const Book& book, const std::string& name);
Result<CustomerNo> customer_named(const Book& book, const std::string& number);
Result<EntityNo> entity_named(const Book& book, const std::string& entity);

// The id of a payment; empty for none, or when the journal does not have it.
std::string payment_id(const Book& book, const Journal& journal, PaymentNo no);

// Where an item is looked for: of which entity and currency, and whose first.
struct ItemSearch {
    EntityNo entity{};
    Currency currency;
    CustomerNo payer = none<CustomerNo>();
    bool wants_claim = false;
};

// A document number or an ERP key. Of several items those that are open come before closed ones,
// those of the payer's family before others; still several are refused with their keys.
Result<ItemNo> item_named(const Book& book, const std::string& word, const ItemSearch& search);

// "90012", "90012=500.00", "90012=500.00+discount:10.00+write_off:0.50+claim:20.00": an item, its
// cash, and what closes it besides (discount, write_off, claim, withheld, fee), in its currency.
Result<OrderedItem> ordered_item(
    const Book& book, const std::string& words, const ItemSearch& search
);

}  // namespace tieout
