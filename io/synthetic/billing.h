// Makes customers of very different size and what they are billed over the months.
#pragma once

#include <cstdint>
#include <vector>

#include "io/synthetic/dice.h"
#include "io/synthetic/made_book.h"
#include "io/synthetic/profile.h"

namespace tieout {

struct MadeSize {
    std::uint64_t customers = 100;
    std::uint64_t items = 1'000;
    std::uint64_t payments = 500;  // fewer when the items do not suffice
    std::uint64_t seed = 1;
};

// The first day on which payments arrive; a Monday.
Date made_first_day();
bool is_business_day(Date day);  // Monday to Friday
// Entity of ours that bills in this currency.
const char* entity_of(const MadeCustomer& customer);
bool is_euro(const MadeCustomer& customer);

// Customers with names, terms, accounts and families, and their items by invoice date. `formats`
// are those that may bring money, at least one; each customer pays through one of them that has his
// currency. Cost O(customers + items log items).
MadeBook bill(const MadeSize& size, const Profile& profile, const std::vector<MadeFormat>& formats);

// A bank account nobody else has, of a customer of this country.
std::string made_account(Dice& dice, std::string_view country, std::uint64_t running);
// An IBAN with its check digits (ISO 13616) from country and national number.
std::string iban_of(std::string_view country, std::string_view national);

}  // namespace tieout
