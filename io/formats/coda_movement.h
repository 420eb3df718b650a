// One movement of a CODA statement: its records 2.1 to 3.3 gathered, and the payment they make.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/intake.h"
#include "io/formats/fixed_records.h"

namespace tieout {

// A record 2.1 with the 2.2, 2.3 and 3.x that follow it. Texts lie in the bytes of the file.
struct CodaMovement {
    std::string_view sequence;
    std::string_view detail;
    std::string_view reference;
    std::string_view code;  // type, family, operation, category
    std::string_view reason;
    std::string_view customer_reference;
    std::string_view account;
    std::string_view name;
    std::array<std::string_view, 3> communication;  // of 2.1, 2.2, 2.3
    std::string information;                        // of the 3.x, texts joined
    std::string_view information_name;
    std::optional<Date> value_date;
    std::optional<Date> entry_date;
    Minor amount = 0;
    bool is_credit = true;
    bool is_structured = false;
    bool is_refused = false;  // a direct debit that was not paid, or an R-transaction
    char globalisation = '0';
    std::uint64_t line = 0;

    void clear();
    void read_first(std::string_view record);       // 2.1, but not its number, side and amount
    void read_second(std::string_view record);      // 2.2
    void read_third(std::string_view record);       // 2.3
    bool add_information(std::string_view record);  // 3.x; false: beyond the limit

    bool is_leaf() const { return globalisation == '0'; }

private:
    void add_text(std::string_view text, std::size_t width);

    bool is_address_ = false;  // the last 3.1 was a name, 3.2 and 3.3 are its address
};

// Our account, as the old balance (record 1) writes it.
struct CodaAccount {
    std::string_view number;  // empty: it cannot be read
    std::string_view currency;
    std::size_t currency_column = 0;
};

CodaAccount coda_account(std::string_view record);

// Whether a Belgian structured communication of 12 digits passes its check (modulo 97).
bool is_belgian_reference(std::string_view digits);

// What the bank's code says the movement is: type, family and operation of Febelfin's list.
MovementKind coda_kind(std::string_view code, bool is_credit);

// The payment, without currency, account and booking date. A structured communication becomes a
// remittance line for all the money; `bad_reference` tells that it fails its check.
Payment coda_payment(const CodaMovement& movement, TextStore& texts, bool& bad_reference);

}  // namespace tieout
