// Postings as they are handed to the ERP: each with the payment whose money it moves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/payment.h"
#include "engine/ports.h"
#include "engine/posting.h"

namespace tieout {

// The most postings that one package holds; what is more waits for the next.
inline constexpr std::uint64_t hand_offs_max = 1'000'000;

struct HandOff {
    Posting posting;
    RunNo run{};
    PaymentNo no{};  // none: items alone were adjusted
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    Reason reason = Reason::nothing;  // of the decision that made it
    Payment payment;                  // without its remittance and memo
    ErpState state = ErpState::pending;
    std::string document;  // the ERP's number of it
};

struct HandOffs {
    std::vector<HandOff> all;  // by posting number, without gaps
    TextStore texts;           // of their payments
};

// What a posting is about; no payment: items alone were adjusted.
struct PostingPlace {
    PaymentNo payment = none<PaymentNo>();
    EntityNo entity{};
    CustomerNo customer = none<CustomerNo>();
    Currency currency;
};

// Which postings, and as the journal stood before which entry (0: as it stands).
struct HandOffRange {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    Sequence before = 0;
};

// Reads them from the journal. Requires: 1 <= first <= last <= book.postings. Refused (usage) when
// there are more than hand_offs_max; refused (damaged, io) when the journal cannot be read. Cost:
// the journal from the last export that knew none of them to the last of them, and on to its end
// when the ERP has answered to any.
Result<HandOffs> read_hand_offs(
    const Book& book, const Journal& journal, const Secrets& secrets, const HandOffRange& range
);

// The payments of some postings, in the order given. Requires: ascending numbers of postings made.
Result<std::vector<PostingPlace>> places_of_postings(
    const Book& book, const Journal& journal, const std::vector<std::uint64_t>& postings
);

}  // namespace tieout
