// An entry is one fact of the journal: what was taken in, what was decided, what was posted.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "engine/book.h"
#include "engine/match.h"
#include "engine/payment.h"
#include "engine/posting.h"

namespace tieout {

enum class RunKind : std::uint8_t {
    load,
    apply,
    policy,
    review
};

// A run begins; its entries take effect at RunCommitted, all together or not at all.
struct RunOpened {
    RunNo run{};
    RunKind kind = RunKind::apply;
    std::string user;
    std::int64_t time_ms = 0;  // wall clock handed in by the program, UTC; decides nothing
    Date as_of;
    Digest policy;
    std::string program;  // version that decided
    // Orders of an apply run, without which it cannot be decided again (since version 2).
    std::optional<Date> decided_on;  // the day for what waited, when one was named
    bool judges_all = false;         // all that waited, not only what news may concern

    friend bool operator==(const RunOpened&, const RunOpened&) = default;
};

struct RunCommitted {
    RunNo run{};
    std::uint64_t entries = 0;  // between opened and committed

    friend bool operator==(const RunCommitted&, const RunCommitted&) = default;
};

struct RunAbandoned {
    RunNo run{};

    friend bool operator==(const RunAbandoned&, const RunAbandoned&) = default;
};

struct PolicySet {
    std::string text;  // policy_text()

    friend bool operator==(const PolicySet&, const PolicySet&) = default;
};

struct EntityTaken {
    Entity row;

    friend bool operator==(const EntityTaken&, const EntityTaken&) = default;
};

struct AccountTaken {
    OurAccount row;

    friend bool operator==(const AccountTaken&, const AccountTaken&) = default;
};

// A customer, new or changed; found by number.
struct CustomerTaken {
    Customer row;

    friend bool operator==(const CustomerTaken&, const CustomerTaken&) = default;
};

// An item, new or sent again; found by entity and key. Sent again it keeps its open amount.
struct ItemTaken {
    OpenItem row;

    friend bool operator==(const ItemTaken&, const ItemTaken&) = default;
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

    friend bool operator==(const FileTaken&, const FileTaken&) = default;
};

// A bank movement that is new to the book. Its texts are kept elsewhere (engine/texts.h): by the
// file it was read from, or by the bytes of the journal it was decoded from. Payer name, payer
// account and memo lie in `sealed`.
struct PaymentTaken {
    Text payment;      // id
    Mark fingerprint;  // sha256_mark of the id, where it is known already; never journalled
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
    std::uint32_t file = 0;     // ordinal of the file within the run
    std::uint64_t ordinal = 0;  // of the movement within the file, from 1
    std::uint64_t source_line = 0;
    Text customer;  // number as the input states it
    Text check_number;
    Text bank_reference;
    Text trace;
    Text original;
    std::vector<RemittanceLine> remittance;
    Text key_owner;                // owner of the key of `sealed`
    Text sealed;                   // payer_name, payer_account, memo
    bool has_advice = false;       // some of its lines came apart from it (since version 2)
    bool is_of_statement = false;  // a statement brought it, not a channel's file (since version 2)
};

bool operator==(const PaymentTaken& a, const PaymentTaken& b);  // but for the fingerprint

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

    friend bool operator==(const PaymentDecided&, const PaymentDecided&) = default;
};

// Something to look at that belongs to no payment: an orphan advice, an untied deposit.
struct ExceptionOpened {
    ExceptionItem row;
    std::string detail;

    friend bool operator==(const ExceptionOpened&, const ExceptionOpened&) = default;
};

struct ExceptionClosed {
    ExceptionNo exception{};

    friend bool operator==(const ExceptionClosed&, const ExceptionClosed&) = default;
};

// Advice that came without its money.
struct RemittanceTaken {
    Text remittance;
    Text trace;
    EntityNo entity{};
    Currency currency;
    std::optional<Minor> total;
    std::optional<Date> date;
    std::vector<RemittanceLine> lines;
    Text key_owner;
    Text sealed;  // payer_name
    // Since version 2:
    Text payment;                         // id that it names
    bool is_kept_again = false;           // it waited; an earlier entry holds it, too
    bool is_behind = false;               // it came with details of money taken before
    PaymentNo money = none<PaymentNo>();  // that money, when it waited

    friend bool operator==(const RemittanceTaken&, const RemittanceTaken&) = default;
};

// Details or a summary of one deposit were seen: the amounts are what is added.
struct DepositSeen {
    Deposit row;

    friend bool operator==(const DepositSeen&, const DepositSeen&) = default;
};

// Advice without its money, or money without its advice, waits under a name.
struct NameWaits {
    WaitingName row;         // without its `advice`
    std::uint32_t back = 0;  // so many entries before this one stands the advice; 0: money

    friend bool operator==(const NameWaits&, const NameWaits&) = default;
};

// A statement follows on in the chain of its account.
struct StatementTaken {
    StatementRow row;

    friend bool operator==(const StatementTaken&, const StatementTaken&) = default;
};

// A state file was written that `rebuild` may start from.
struct CheckpointMade {
    Sequence sequence = 0;  // last entry that the state holds
    std::string file;
    Digest digest;

    friend bool operator==(const CheckpointMade&, const CheckpointMade&) = default;
};

// Earlier payments, or a person, taught an account or a name; found by kind, mark and customer.
// Taught again it counts its lessons; taught by a person it is no longer forgotten.
struct PayerLearned {
    LearnedRow row;

    friend bool operator==(const PayerLearned&, const PayerLearned&) = default;
};

// What was learned is taken back: it identifies nobody until a person teaches it again.
struct PayerForgotten {
    LearnedNo learned{};

    friend bool operator==(const PayerForgotten&, const PayerForgotten&) = default;
};

using Entry = std::variant<
    RunOpened,
    RunCommitted,
    RunAbandoned,
    PolicySet,
    EntityTaken,
    AccountTaken,
    CustomerTaken,
    ItemTaken,
    FileTaken,
    PaymentTaken,
    PaymentDecided,
    ExceptionOpened,
    ExceptionClosed,
    RemittanceTaken,
    DepositSeen,
    CheckpointMade,
    NameWaits,
    StatementTaken,
    PayerLearned,
    PayerForgotten>;

// Brings the texts of an entry into a store, so that the entry may outlive what it was read from.
void keep_texts(Entry& entry, TextStore& texts);

}  // namespace tieout
