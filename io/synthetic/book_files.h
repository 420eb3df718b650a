// The files of a made-up book that are not a bank's: master data, advice, our payments, answers.
#pragma once

#include <span>
#include <string>

#include "io/synthetic/bank_files.h"

namespace tieout {

std::string write_entities();
std::string write_accounts(const MadeBook& book);
std::string write_customers(const MadeBook& book);
// Items first .. end - 1 of the book.
std::string write_items(const MadeBook& book, std::size_t first, std::size_t end);
// Advice apart from its money, of those of the payments that have one; empty when none has.
std::string write_remittances(const MadeBook& book, MadePayments payments);

// contracts.md 5: a row for each pair, with amount and what stays open where neither a policy nor
// an earlier payment decides them; payments that went back are left out. Requires: the payments
// have their ids.
std::string write_truth(const MadeBook& book);
// payment, currency, amount, left (what no item gets), source and traits of every movement.
std::string write_traits(const MadeBook& book);

}  // namespace tieout
