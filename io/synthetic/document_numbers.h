// Invoice numbers of a made-up book, and what payers make of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/date.h"
#include "io/synthetic/dice.h"

namespace tieout {

// Number of the n-th document (from 1) of a series that began in some year. Every series writes
// its numbers its own way: with prefix and year, running digits, digits with a check digit.
enum class NumberSeries : std::uint8_t {
    prefix_year,    // INV-2026-001234
    running,        // 90012345
    check_digit,    // 20045671: the last one by Luhn (ISO/IEC 7812-1)
    month_running,  // RE2603-01234
    slash_year,     // 26/SI004711
    credit_prefix,  // CM-10442
    own             // 1042-0017: the customer's own, with his number in front
};

std::string document_number(
    NumberSeries series, std::uint64_t running, Date day, std::string_view own_prefix
);

// Slips of those who type and machines that read; each returns the number as it is written then.
// The number may come back as it was when it has no place for the slip.
std::string truncated_number(Dice& dice, std::string_view number);
std::string transposed_number(Dice& dice, std::string_view number);
std::string misread_number(Dice& dice, std::string_view number);
std::string number_without_digit(Dice& dice, std::string_view number);
std::string other_number(Dice& dice, std::string_view number);
// Without the letters in front.
std::string bare_number(std::string_view number);

}  // namespace tieout
