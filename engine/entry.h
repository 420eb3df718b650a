// An entry is one fact of the journal: what was taken in, what was decided, what was posted.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "engine/book.h"
#include "engine/intake.h"
#include "engine/match.h"
#include "engine/payment.h"
#include "engine/posting.h"

namespace tieout {

enum class RunKind : std::uint8_t {
    load,
    apply,
    policy,
    review,
    hand_off
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
    Minor other = 0;  // no receivable by now, as its lines tell: apply() counts those
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

// A person did something about a payment, an exception or an item: who, what and why. What it posts
// stands in the entries behind it.
struct Reviewed {
    ReviewRow row;  // its run and entry are where it stands
    std::uint32_t candidate = 0;
    std::string code;
    std::string note;
    std::string owner;
    std::optional<Date> hold_until;

    friend bool operator==(const Reviewed&, const Reviewed&) = default;
};

// An order beyond its maker's limits waits for somebody else.
struct ActionProposed {
    ReviewOrder order;
    ProposalRow row;    // its entry is where it stands
    std::string needs;  // which limit it is beyond

    friend bool operator==(const ActionProposed&, const ActionProposed&) = default;
};

struct ProposalDecided {
    ProposalNo proposal{};
    ProposalState state = ProposalState::rejected;
    std::string user;
    std::string note;

    friend bool operator==(const ProposalDecided&, const ProposalDecided&) = default;
};

// A posting that is of items only, not of a payment: a claim closed, a small balance given up.
struct ItemsAdjusted {
    EntityNo entity{};
    Currency currency;
    Posting posting;

    friend bool operator==(const ItemsAdjusted&, const ItemsAdjusted&) = default;
};

// A claim that is owed after all is disputed no more.
struct DisputeEnded {
    ItemNo item{};

    friend bool operator==(const DisputeEnded&, const DisputeEnded&) = default;
};

// The ERP changed an item's amount: what is open changes by as much.
struct ItemAmended {
    ItemNo item{};
    Minor amount = 0;  // from now on
    Minor more = 0;    // than before; negative: less
    Date day;

    friend bool operator==(const ItemAmended&, const ItemAmended&) = default;
};

// The books of an entity are closed through a day, or opened again behind it.
struct PeriodSet {
    PeriodRow row;

    friend bool operator==(const PeriodSet&, const PeriodSet&) = default;
};

// The ERP answered to a posting. A rejection opens the exception that the row names; an acceptance
// behind a rejection closes it.
struct PostingAnswered {
    ErpAnswer row;

    friend bool operator==(const PostingAnswered&, const PostingAnswered&) = default;
};

// A consumer was given a package of postings; it lies where he takes it before this is journalled.
struct ExportMade {
    ExportRow row;  // without its `entry` and `made`

    friend bool operator==(const ExportMade&, const ExportMade&) = default;
};

// A sum of any number of amounts as the journal spells it: its upper and lower 64 bits.
struct WideSum {
    std::int64_t high = 0;
    std::uint64_t low = 0;

    static WideSum of(WideMinor sum) {
        return {static_cast<std::int64_t>(sum >> 64), static_cast<std::uint64_t>(sum)};
    }

    WideMinor value() const { return (static_cast<WideMinor>(high) << 64) + low; }

    friend bool operator==(const WideSum&, const WideSum&) = default;
};

// What one statement or batch of a bank file brought to one account of ours, and what of it the
// book had already: the cash side of the tie-out. A unit of our own exchange format has one for
// each account, entity and currency in it.
struct UnitTaken {
    Digest file;
    std::uint32_t file_ordinal = 0;  // of the file within the run, as PaymentTaken::file
    std::uint32_t unit = 0;          // of the unit within its file
    std::string kind;
    std::string identity;  // the bank's own name for it
    Mark account_mark;     // keyed mark of the account's number; none: it names no account
    std::string shown;     // the last four of the account's number
    AccountNo account = none<AccountNo>();
    EntityNo entity{};
    Currency currency;
    std::optional<Date> as_of;
    std::optional<Minor> opening;  // balances that are booked
    std::optional<Minor> closing;
    UnitState state = UnitState::taken;
    std::string reason;  // why it is not taken
    std::uint32_t movements = 0;
    WideSum credits;
    WideSum debits;
    std::uint32_t known_movements = 0;  // of these the book had so many before
    WideSum known_credits;
    WideSum known_debits;

    friend bool operator==(const UnitTaken&, const UnitTaken&) = default;
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
    PayerForgotten,
    Reviewed,
    ActionProposed,
    ProposalDecided,
    ItemsAdjusted,
    DisputeEnded,
    PeriodSet,
    ItemAmended,
    PostingAnswered,
    ExportMade,
    UnitTaken>;

// Brings the texts of an entry into a store, so that the entry may outlive what it was read from.
void keep_texts(Entry& entry, TextStore& texts);

}  // namespace tieout
