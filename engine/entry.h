// An entry is one fact of the journal: what was taken in, what was decided, what was posted.
#pragma once

#include "engine/book.h"
#include "engine/match.h"
#include "engine/payment.h"
#include "engine/posting.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tieout {

enum class RunKind : std::uint8_t { load, apply, policy, review };

// A run begins; its entries take effect at RunCommitted, all together or not at all.
struct RunOpened {
    RunNo run{};
    RunKind kind = RunKind::apply;
    std::string user;
    std::int64_t time_ms = 0;  // wall clock handed in by the program, UTC; decides nothing
    Date as_of;
    Digest policy;
    std::string program;  // version that decided
};

struct RunCommitted {
    RunNo run{};
    std::uint64_t entries = 0;  // between opened and committed
};

struct RunAbandoned {
    RunNo run{};
};

struct PolicySet {
    std::string text;  // policy_text()
};

struct EntityTaken {
    Entity row;
};

struct AccountTaken {
    OurAccount row;
};

// A customer, new or changed; found by number.
struct CustomerTaken {
    Customer row;
};

// An item, new or sent again; found by entity and key. Sent again it keeps its open amount.
struct ItemTaken {
    OpenItem row;
};

// A bank file that was judged in this run.
struct FileTaken {
    FileRow row;
    std::string name;
    std::string format;
    std::uint32_t units_taken = 0;
    std::uint32_t units_quarantined = 0;
    std::uint32_t movements = 0;
    std::uint32_t duplicates = 0;
};

// A bank movement that is new to the book. Payer name, payer account and memo lie in `sealed`.
struct PaymentTaken {
    std::string payment;  // id
    MovementKind kind = MovementKind::receipt;
    bool is_credit = true;
    PaymentMethod method = PaymentMethod::other;
    Channel channel = Channel::statement;
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    Currency currency;
    Minor amount = 0;
    Date booking_date;
    std::optional<Date> value_date;
    std::uint32_t file = 0;      // ordinal of the file within the run
    std::uint64_t ordinal = 0;   // of the movement within the file, from 1
    std::uint64_t source_line = 0;
    std::string customer;        // number as the input states it
    std::string check_number;
    std::string bank_reference;
    std::string trace;
    std::string original;
    std::vector<RemittanceLine> remittance;
    std::string key_owner;  // owner of the key of `sealed`
    std::string sealed;     // payer_name, payer_account, memo
};

// What was decided about a payment, with its reasons, its posting and its exception item. A later
// decision of the same payment replaces it in the book; the journal keeps both.
struct PaymentDecided {
    PaymentNo payment{};
    PaymentStatus status = PaymentStatus::exception;
    Reason reason = Reason::nothing;
    Certificate certificate = Certificate::none;
    std::uint8_t tier = 0;
    CustomerNo payer = none<CustomerNo>();
    std::int32_t payer_bp = 0;
    std::int32_t score_bp = 0;
    std::uint32_t proved_k = 0;
    std::uint32_t alternatives = 0;
    bool alternatives_capped = false;
    std::uint32_t expected_spurious_ppm = 0;
    bool opens_exception = false;
    Minor other = 0;  // money of a receipt that is not receivables
    std::vector<EvidenceTerm> terms;
    std::vector<Candidate> candidates;
    std::string detail;
    Posting posting;  // no lines: nothing is posted
};

// Something to look at that belongs to no payment: an orphan advice, an untied deposit.
struct ExceptionOpened {
    ExceptionItem row;
    std::string detail;
};

struct ExceptionClosed {
    ExceptionNo exception{};
};

// Advice that came without its money.
struct RemittanceTaken {
    std::string remittance;
    std::string trace;
    EntityNo entity{};
    Currency currency;
    std::optional<Minor> total;
    std::optional<Date> date;
    std::vector<RemittanceLine> lines;
    std::string key_owner;
    std::string sealed;  // payer_name
};

// Details or a summary of one deposit were seen: the amounts are what is added.
struct DepositSeen {
    Deposit row;
};

// A state file was written that `rebuild` may start from.
struct CheckpointMade {
    Sequence sequence = 0;  // last entry that the state holds
    std::string file;
    Digest digest;
};

using Entry = std::variant<
    RunOpened, RunCommitted, RunAbandoned, PolicySet, EntityTaken, AccountTaken, CustomerTaken,
    ItemTaken, FileTaken, PaymentTaken, PaymentDecided, ExceptionOpened, ExceptionClosed,
    RemittanceTaken, DepositSeen, CheckpointMade>;

}  // namespace tieout
