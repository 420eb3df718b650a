// What a book knows of persons: it is sealed when stored and found again by keyed marks.
#pragma once

#include <string>
#include <string_view>

#include "engine/account_form.h"
#include "engine/name_form.h"
#include "engine/packed_texts.h"
#include "engine/payment.h"
#include "engine/ports.h"

namespace tieout {

// The personal texts of a customer; aliases and bank accounts are lists split by '|'.
enum class CustomerPrivate : std::uint8_t {
    name,
    address,
    email,
    aliases,
    bank_accounts,
    count
};

// The personal texts of a payment.
enum class PayerPrivate : std::uint8_t {
    name,
    account,
    memo,
    count
};

// Owners of keys: erasing the key of an owner makes his texts unreadable for ever.
inline std::string key_owner_of_customer(std::string_view number) {
    return std::string("customer/").append(number);
}

inline std::string key_owner_of_payment(std::string_view payment) {
    return std::string("payment/").append(payment);
}

inline Mark mark_of_account(const Secrets& secrets, std::string_view account) {
    return secrets.mark(account_form(account));
}

inline Mark mark_of_name(const Secrets& secrets, const NameForm& form) {
    return secrets.mark(form.words);
}

}  // namespace tieout
