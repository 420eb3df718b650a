// Advice and money that come apart wait for each other under names that both of them know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/entry.h"
#include "engine/payment.h"
#include "engine/ports.h"

namespace tieout {

// A payer with what his advice states of the payment: total, currency and day.
std::string payer_name_key(std::string_view name, Minor total, Currency currency, Date date);

// The name of a payer with what is known of his payment.
Mark waiting_payer(
    const Secrets& secrets, std::string_view payer, Minor total, Currency currency, Date date
);

// The names under which money can be asked for: its id, its traces, the check number, and the payer
// with amount and day. As keyed marks, so that the book shows nobody's name.
std::vector<Mark> names_of(const Secrets& secrets, const Payment& payment);
// The names under which an advice asks: the id when it states one, else the trace (which may be a
// check number), else payer, total and date. None when it says nothing of the kind.
std::vector<Mark> names_of(const Secrets& secrets, const Remittance& advice);

// A payment as an entry has it, the texts of persons opened when their key is still there; texts
// are the entry's own or kept by `texts`.
Payment payment_of(
    const PaymentTaken& taken, const Secrets& secrets, const Book& book, TextStore& texts
);

// What the journal holds of a payment that was taken, as it was read from its file; the texts of
// persons are opened when their key is still there. Nothing when the entry is of another kind.
// Cost: a read of up to 1 MiB of the journal.
std::optional<Payment> recall_payment(
    const Journal& journal, const Secrets& secrets, const Book& book, PaymentNo no, TextStore& texts
);
// An advice as an entry has it, likewise; the id that it names is found by its mark alone.
Remittance advice_of(
    RemittanceTaken taken, const Secrets& secrets, const Book& book, TextStore& texts
);
std::optional<Remittance> recall_advice(
    const Journal& journal, const Secrets& secrets, const Book& book, Sequence at, TextStore& texts
);

// The advice that came behind a payment, which waits with it under an exception. Cost: a mark for
// each of the payment's names, a read of the journal for each advice.
std::vector<Remittance> advice_beside(
    const Journal& journal,
    const Secrets& secrets,
    const Book& book,
    const Payment& payment,
    ExceptionNo exception,
    TextStore& texts
);

// The entry of a kind at one place of the journal.
template <class Wanted>
Result<Wanted> entry_at(const Journal& journal, Sequence sequence, TextStore& texts) {
    std::optional<Wanted> found;
    auto read = journal.read(sequence, [&](Sequence at, const Entry& entry) {
        if (at != sequence || !std::holds_alternative<Wanted>(entry)) return false;
        Entry kept = entry;
        keep_texts(kept, texts);
        found = std::get<Wanted>(std::move(kept));
        return false;
    });
    if (!read) return tl::make_unexpected(std::move(read).error());
    if (!found) {
        return refuse(
            ErrorKind::damaged,
            "entry " + std::to_string(sequence) + " of the journal is of another kind"
        );
    }
    return std::move(*found);
}

}  // namespace tieout
