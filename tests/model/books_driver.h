// Speaks to the engine for the model test: deeds become files, orders and entries of real books.
#pragma once

#include <string>

#include "tests/model/model.h"
#include "tests/support/memory_books.h"

namespace tieout::reference {

// What came of a deed.
struct Answer {
    bool is_refused = false;
    bool is_proposed = false;
    std::string words;
};

Answer carry_out(MemoryBooks& books, const Deed& deed, const Model& model);
// What the journal tells from this entry on.
RunFacts facts_since(const MemoryBooks& books, std::size_t entries);
// The first difference between books and model, or an invariant broken; empty when there is none.
std::string first_difference(const MemoryBooks& books, const Model& model, Day today);
std::string customer_of(const Book& book, CustomerNo customer);
Posting plain_posting(
    const Book& book, const tieout::Posting& posting, Currency currency, int receipt
);

}  // namespace tieout::reference
