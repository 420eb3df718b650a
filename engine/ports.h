// What the engine asks of the world: a matcher, a journal and secrets; called per batch.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/book.h"
#include "engine/digest.h"
#include "engine/entry.h"
#include "engine/error.h"
#include "engine/match.h"
#include "engine/payment.h"

namespace tieout {

// Hides personal data. Safe for concurrent callers.
class Secrets {
public:
    virtual ~Secrets() = default;
    // A keyed HMAC of the text: finds equal texts without showing them. 128 bits, never none.
    virtual Mark mark(std::string_view text) const = 0;
    // AES-256-GCM under the owner's key ("customer/10017", "payment/P12…"), bound to `row`; makes
    // the owner's key when there is none yet.
    virtual Result<std::string> seal(
        std::string_view owner, std::string_view row, std::string_view text
    ) = 0;
    // Refused when the key was deleted, the row differs or a byte was changed.
    virtual Result<std::string> open(
        std::string_view owner, std::string_view row, std::string_view sealed
    ) const = 0;
    // Makes new keys durable; called before the entries that need them are appended.
    virtual Result<void> sync() = 0;
};

// The truth: entries in order. One writer.
class Journal {
public:
    virtual ~Journal() = default;
    virtual Sequence last() const = 0;  // sequence of the last durable entry
    // Appends entries behind `expected_head` and returns the last sequence once all of them, and
    // the anchor behind them, are durable. After an error no further write is tried.
    virtual Result<Sequence> append(std::span<const Entry> entries, Sequence expected_head) = 0;
    // Calls visit(sequence, entry) from `from` to the end, until it returns false.
    virtual Result<void> read(
        Sequence from, const std::function<bool(Sequence, const Entry&)>& visit
    ) const = 0;
};

// What is known of receipts that waited and are judged again. An amount alone says no more than it
// did when nothing came that it could pay: what others closed since is chance, not evidence.
struct WaitedBefore {
    // Of each payment of the request: nothing for a new one, else the payer for whom it was judged,
    // none when he was not certain.
    std::span<const std::optional<CustomerNo>> payers;
    std::span<const ItemNo> fresh;  // items that came since, ascending

    std::optional<CustomerNo> payer_of(std::size_t payment) const {
        return payers.empty() ? std::nullopt : payers[payment];
    }
};

// One batch to be judged: the receipts of a run against the book as it stood before it.
struct MatchRequest {
    const Book& book;
    const Policy& policy;
    const Secrets& secrets;
    std::span<const Payment* const> payments;  // receipts only, in input order
    std::span<const EntityNo> entities;        // of each payment
    WaitedBefore waited = {};
};

// Finds out what payments pay. The answer depends on the request only: not on thread count, and not
// on the order of payments that do not share items.
class Matcher {
public:
    virtual ~Matcher() = default;
    // Fills one answer a payment, blank so far, in the order of the request.
    virtual void match(const MatchRequest& request, std::span<Match* const> answers) = 0;
};

}  // namespace tieout
