// Teaching by people: whose account or name it is, and taking back what was learned.
#pragma once

#include <string_view>
#include <vector>

#include "engine/entry.h"
#include "engine/ports.h"

namespace tieout {

// What teaching an account or a name to a customer means, and what it would change.
struct Teaching {
    std::vector<Entry> entries;      // none: it is known already
    std::vector<PaymentNo> waiting;  // receipts that wait and came from it
    std::vector<CustomerNo> others;  // of other families that have it: it is, or becomes, shared
    bool is_master_data = false;     // the customer's own data has it
};

// Refused (usage) when nothing is left of the text once it is made comparable. Cost: the receipts
// that wait, read from the journal. The run that commits the entries is the one of the person.
Result<Teaching> teach_payer(
    const Book& book,
    const Journal& journal,
    Secrets& secrets,
    LearnedKind kind,
    std::string_view text,
    CustomerNo customer,
    Date day
);

// What taking back a row means: it identifies nobody from now on, and each receipt that it helped
// to settle and that still stands gets an exception, for a person to look at. Cost: the journal
// from the entry that took its first payment on, when it has hits; else nothing.
struct Forgetting {
    std::vector<Entry> entries;      // none: it was forgotten before
    std::vector<PaymentNo> settled;  // receipts that rest on it and stand
    std::vector<PaymentNo> waiting;  // receipts that wait on the account of its customer
};

// Refused (damaged, io) when the journal cannot be read to its end: then not all would be named.
Result<Forgetting> forget_payer(
    const Book& book, const Journal& journal, LearnedNo learned, Date day
);

}  // namespace tieout
