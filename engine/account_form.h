// The comparable form of a bank account number: two spellings of one account have the same.
#pragma once

#include <string>
#include <string_view>

namespace tieout {

// Without blanks, dashes and dots, capital letters, and without leading zeros of the account part
// (contracts.md 3). An IBAN whose check digits agree is written as the country's own files write
// the account, because an MT940 or CFONB file of that account never shows the IBAN: bank code "/"
// account for Germany and Austria, sort code "/" account for the United Kingdom, bank and branch
// "/" account for France and Monaco, the national number alone for Belgium, Spain, Poland and
// Hungary (layouts: SWIFT IBAN Registry). All other IBANs stay, among them those of the
// Netherlands, whose account numbers name no bank. Cost: the length of the number.
std::string account_form(std::string_view account);
// The same of the number as it is written: an IBAN stays one.
std::string written_account_form(std::string_view account);
void append_account_form(std::string& text, std::string_view account);

// Account or check number without its leading zeros; the last of nothing but zeros stays.
std::string_view without_leading_zeros(std::string_view digits);

// The last four characters behind "****"; what may be shown outside the book.
std::string masked_account(std::string_view account);

}  // namespace tieout
