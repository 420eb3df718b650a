// Bank files made on the spot: many statements or batches, balanced, with known sums.
#pragma once

#include <cstddef>
#include <string>

#include "engine/money.h"

namespace tieout {

struct BankFile {
    std::string text;
    std::size_t movements = 0;
    std::size_t units = 0;
    WideMinor sum = 0;  // of the movements' amounts
};

// Each makes a file of about `bytes`, the same one in every run. All controls tie, nothing in it
// is doubtful: a reader that says otherwise is wrong.
BankFile make_bai2(std::size_t bytes);
BankFile make_lockbox(std::size_t bytes);  // at most 999,999 records: its trailer has six digits
BankFile make_nacha(std::size_t bytes);
BankFile make_mt940(std::size_t bytes);
BankFile make_x12(std::size_t bytes);
BankFile make_camt(std::size_t bytes);
BankFile make_coda(std::size_t bytes);
BankFile make_cfonb(std::size_t bytes);
BankFile make_edifact(std::size_t bytes);
BankFile make_csv(std::size_t bytes);     // an export with a running balance
BankFile make_ndjson(std::size_t bytes);  // of our own format

}  // namespace tieout
