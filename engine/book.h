// The book: every customer, open item, payment and exception, as the journal says they stand.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/hand_off.h"
#include "engine/ids.h"
#include "engine/learned.h"
#include "engine/master_data.h"
#include "engine/packed_texts.h"
#include "engine/payment.h"
#include "engine/policy.h"
#include "engine/reason.h"
#include "engine/review.h"
#include "engine/slot_table.h"

namespace tieout {

// A legal entity of ours.
struct Entity {
    std::string entity;
    std::string name;
    Currency base_currency;
    std::string time_zone;
    std::string calendar;
    std::string address;
    std::string tax_id;
    std::string language;

    friend bool operator==(const Entity&, const Entity&) = default;
};

// A bank account of ours. The number itself is sealed; `mark` finds it (Secrets::mark of its
// account_form), `bare` finds it where a bank leaves the routing number out, `shown` is its last
// four.
struct OurAccount {
    Mark mark;
    Mark bare;
    std::string shown;
    EntityNo entity{};
    Currency currency;
    std::string role;
    std::string cash_source;
    std::string lockbox;
    std::string gl;
    std::string sealed;

    friend bool operator==(const OurAccount&, const OurAccount&) = default;
};

enum class CustomerText : std::uint8_t {
    country,
    language,
    terms,
    procedure,
    segment,
    owner,
    count
};

// Who owes. Name, address, e-mail, aliases and accounts lie in `sealed`; what finds him is marked.
struct Customer {
    std::string number;
    EntityNo entity{};
    CustomerNo parent = none<CustomerNo>();
    Currency currency;
    std::optional<Minor> credit_limit;
    PackedTexts<CustomerText> texts;
    std::vector<Mark> name_marks;     // of every name_form of his name and aliases
    std::vector<Mark> account_marks;  // of the account_form of his bank accounts
    std::string sealed;               // CustomerRecord's personal fields, under the customer's key

    friend bool operator==(const Customer&, const Customer&) = default;
};

enum class ItemText : std::uint8_t {
    key,
    purchase_order,
    references,
    terms,
    site,
    tax_code,
    applies_to,
    reason,  // of a claim: code of the deduction
    count
};

// An invoice, memo, claim or on-account item. Amounts are positive, the kind gives the side;
// invariant: 0 <= open <= amount.
struct OpenItem {
    CustomerNo customer{};
    EntityNo entity{};
    ItemKind kind = ItemKind::invoice;
    Currency currency;
    std::uint32_t instalment = 1;
    Minor amount = 0;
    Minor open = 0;
    Minor discount_amount = 0;
    Minor tax_amount = 0;
    Minor disputed = 0;
    std::optional<Date> invoice_date;
    std::optional<Date> due_date;
    std::optional<Date> discount_date;
    std::optional<Date> cleared_date;
    std::string document;
    PackedTexts<ItemText> texts;

    bool is_credit() const { return kind == ItemKind::credit_memo || kind == ItemKind::on_account; }

    bool is_open() const { return open > 0; }

    // What the customer owes by it: positive for invoices, negative for credits.
    Minor owed() const { return is_credit() ? -open : open; }

    // The ERP's opaque key; default customer/document/instalment is not stored.
    std::string_view key_text() const { return texts.get(ItemText::key); }

    friend bool operator==(const OpenItem&, const OpenItem&) = default;
};

// Calls take(text) for every number under which the item may be named: document, key, purchase
// order and references.
template <class Take>
void each_number(const OpenItem& item, Take&& take) {
    take(std::string_view(item.document));
    if (item.texts.bytes().empty()) return;
    take(item.texts.get(ItemText::key));
    take(item.texts.get(ItemText::purchase_order));
    std::string_view list = item.texts.get(ItemText::references);
    while (!list.empty()) {
        const std::size_t bar = list.find('|');
        take(list.substr(0, bar));
        list.remove_prefix(bar == std::string_view::npos ? list.size() : bar + 1);
    }
}

// One bank movement that was taken and what became of it. Invariant for receipts: amount = applied
// + on_account + unapplied + unidentified + other + returned + refunded.
struct PaymentRow {
    Mark fingerprint;      // sha256_mark of the payment id
    Sequence taken = 0;    // entry that took it: texts and remittance are read from there
    Sequence decided = 0;  // entry that decided it last
    RunNo run{};
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    CustomerNo payer = none<CustomerNo>();
    MovementKind kind = MovementKind::receipt;
    PaymentStatus status = PaymentStatus::exception;
    Certificate certificate = Certificate::none;
    Reason reason = Reason::nothing;
    std::uint8_t tier = 0;
    Currency currency;
    Date booking_date;
    Minor amount = 0;
    Minor applied = 0;
    Minor adjusted = 0;
    Minor on_account = 0;
    Minor unapplied = 0;
    Minor unidentified = 0;
    Minor other = 0;
    Minor returned = 0;
    Minor refunded = 0;
    std::uint64_t trace = 0;      // text_hash of its trace, 0 none
    std::uint64_t reference = 0;  // text_hash of the bank's reference, 0 none

    friend bool operator==(const PaymentRow&, const PaymentRow&) = default;
};

// Something a person must see. It stays in the book when it is closed.
struct ExceptionItem {
    PaymentNo payment = none<PaymentNo>();
    Reason reason = Reason::nothing;
    EntityNo entity{};
    CustomerNo customer = none<CustomerNo>();
    Currency currency;
    Minor amount = 0;
    Date opened;
    bool is_open = true;
    Sequence entry = 0;  // where detail and candidates are read
    std::string owner;
    std::optional<Date> hold_until;

    friend bool operator==(const ExceptionItem&, const ExceptionItem&) = default;
};

// A change of an item by a decision: what aging as of a past day undoes. One a cleared item.
struct ItemChange {
    ItemNo item{};
    PaymentNo payment = none<PaymentNo>();
    Date posting_date;
    Minor reduced = 0;  // by how much `open` fell (cash and adjustments together)

    friend bool operator==(const ItemChange&, const ItemChange&) = default;
};

// Cash of a customer, or of nobody known, that is not on items; for the aging's own column.
struct SuspenseChange {
    PaymentNo payment{};
    EntityNo entity{};
    CustomerNo customer = none<CustomerNo>();  // none: unidentified
    Currency currency;
    Date posting_date;
    Minor unapplied = 0;
    Minor unidentified = 0;
    Minor on_account = 0;

    friend bool operator==(const SuspenseChange&, const SuspenseChange&) = default;
};

// Money the bank reported as one sum whose details come, or came, by another channel.
struct Deposit {
    Mark key;  // of entity, account or lockbox, currency, date, channel
    Currency currency;
    Date date;
    EntityNo entity{};
    Minor details = 0;  // cash made by details
    Minor summary = 0;  // what summary lines stated

    friend bool operator==(const Deposit&, const Deposit&) = default;
};

// A name under which advice that waits for its money, or money that waits for advice, is found. It
// counts as long as its exception is open.
struct WaitingName {
    Mark name;                              // keyed: engine/waiting.h
    PaymentNo payment = none<PaymentNo>();  // the money that waits; none: advice
    ExceptionNo exception{};
    Sequence advice = 0;  // entry of the advice, 0 for money

    friend bool operator==(const WaitingName&, const WaitingName&) = default;
};

// A statement of booked balances that was taken: the next one of the account follows on from it.
struct StatementRow {
    Mark account;  // keyed mark of its number
    Currency currency;
    Date as_of;
    Minor opening = 0;
    Minor closing = 0;
    Minor gap = 0;  // by how much it does not follow on, when a person accepted that

    friend bool operator==(const StatementRow&, const StatementRow&) = default;
};

// A file that was seen: its bytes and its logical identity.
struct FileRow {
    Digest digest;
    Mark identity;  // of format and logical identity; none if the file states none
    RunNo run{};
    bool quarantined = false;

    friend bool operator==(const FileRow&, const FileRow&) = default;
};

// The rows of a book in the order of their numbers, with look-ups over them. Changed only by
// apply() (engine/apply.h); safe for concurrent readers while nobody changes it.
class Book {
public:
    std::vector<Entity> entities;
    std::vector<OurAccount> accounts;
    std::vector<Customer> customers;
    std::vector<OpenItem> items;
    std::vector<PaymentRow> payments;
    std::vector<ExceptionItem> exceptions;
    std::vector<ItemChange> item_changes;
    std::vector<SuspenseChange> suspense_changes;
    std::vector<Deposit> deposits;
    std::vector<FileRow> files;
    std::vector<WaitingName> waiting;
    std::vector<StatementRow> statements;
    std::vector<LearnedRow> learned;
    std::vector<EarlierDecision> earlier;
    std::vector<ReviewRow> reviews;
    std::vector<ProposalRow> proposals;
    std::vector<PeriodRow> periods;
    std::vector<ErpAnswer> erp_answers;
    std::vector<ExportRow> exports;
    Policy policy;
    std::uint32_t runs = 0;      // runs begun
    std::uint64_t postings = 0;  // postings made
    Sequence applied = 0;        // entry that was applied last

    std::optional<EntityNo> find_entity(std::string_view entity) const;
    // The account whose full number, or (when only one has it) whose number without the routing
    // part carries the mark.
    std::optional<AccountNo> find_account(const Mark& mark) const;
    std::optional<AccountNo> find_lockbox(std::string_view lockbox) const;
    std::optional<CustomerNo> find_customer(std::string_view number) const;
    std::optional<PaymentNo> find_payment(const Mark& fingerprint) const;
    // Payments whose trace or bank reference this may be: the texts themselves are in the journal.
    // At most 64, none for an empty text.
    std::vector<PaymentNo> payments_by_trace(std::string_view trace) const;
    std::optional<ItemNo> find_item(EntityNo entity, std::string_view key) const;
    // The row that stands for the same item: by its key, else customer, document and instalment.
    std::optional<ItemNo> find_item(const OpenItem& row) const;
    std::optional<std::uint32_t> find_deposit(const Mark& key) const;
    // What waits under a name, oldest first, at most 16.
    std::vector<const WaitingName*> waiting_for(const Mark& name) const;
    bool has_waiting_advice() const;
    // The statements of an account, in the order in which they were taken.
    std::vector<const StatementRow*> statements_of(const Mark& account) const;
    // What the ERP answered to a posting; nothing while it is pending.
    const ErpAnswer* answer_of(std::uint64_t posting) const;
    ErpState erp_state_of_posting(std::uint64_t posting) const;
    // The last posting that the consumer, or any consumer, was given; 0 none.
    std::uint64_t exported_to(std::string_view consumer) const;
    std::uint64_t exported() const;
    const FileRow* find_file(const Digest& digest) const;
    const FileRow* find_file_identity(const Mark& identity) const;

    // Customers that carry the mark, ascending, at most 16.
    std::vector<CustomerNo> customers_by_name(const Mark& mark) const;
    std::vector<CustomerNo> customers_by_account(const Mark& mark) const;
    // What was learned about an account or a name and not forgotten, ascending, at most 16.
    std::vector<LearnedNo> learned_by(LearnedKind kind, const Mark& mark) const;
    std::optional<LearnedNo> find_learned(LearnedKind kind, const Mark& mark, CustomerNo customer)
        const;

    // The decisions of a payment that have a place in the journal, oldest first.
    std::vector<Sequence> decisions_of(PaymentNo payment) const;
    // What people did about a payment, rows of `reviews`, oldest first.
    std::vector<std::uint32_t> reviews_of(PaymentNo payment) const;
    // A person settled it: the matcher leaves it alone.
    bool is_locked(PaymentNo payment) const;
    // The day through which the entity's books are closed; nothing when they never were.
    std::optional<Date> closed_through(EntityNo entity) const;

    // Items, open or closed, one of whose numbers (document, key, purchase order, references) has
    // this reference_form; appended to `found`, in no particular order, at most 64.
    void items_by_reference(std::string_view form, std::vector<ItemNo>& found) const;
    // Bring near what such a look-up will touch: first its cell, then, when that has come, the
    // items.
    void prefetch_customer(std::string_view number) const;
    void prefetch_customer_row(std::string_view number) const;
    void prefetch_reference(std::string_view form) const;
    void prefetch_reference_items(std::string_view form) const;
    void prefetch_item(ItemNo no) const;
    void prefetch_payment(const Mark& fingerprint) const;

    // Items of one customer in the order of their numbers; some of them may be closed.
    std::span<const ItemNo> items_of(CustomerNo customer) const;

    const OpenItem& item(ItemNo no) const { return items[slot(no)]; }

    const Customer& customer(CustomerNo no) const { return customers[slot(no)]; }

    const PaymentRow& payment(PaymentNo no) const { return payments[slot(no)]; }

    // The head of the customer's family: follows `parent` at most 8 steps.
    CustomerNo family(CustomerNo customer) const;

    // The item's key as printed: the ERP's, or customer/document/instalment.
    std::string key_of(ItemNo no) const;
    std::string key_of(const OpenItem& row) const;

    // Rows enter through these, so that the look-ups stay true. Used by apply() and by loading.
    EntityNo add(Entity row);
    AccountNo add(OurAccount row);
    CustomerNo add(Customer row);
    ItemNo add(OpenItem row);
    PaymentNo add(PaymentRow row);
    std::uint32_t add(Deposit row);
    void add(FileRow row);
    void add(const WaitingName& row);
    void add(const StatementRow& row);
    LearnedNo add(LearnedRow row);
    void add(const EarlierDecision& row);
    void add(ReviewRow row);
    std::uint32_t add(ErpAnswer row);
    void add(ExportRow row);
    void reindex(CustomerNo customer);  // after its parent changed or its marks grew
    void reindex(ItemNo item);          // after its numbers grew

    void reserve_items(std::size_t items);
    void reserve_payments(std::size_t payments);
    // Memory held by rows and look-ups, in bytes; the texts behind long strings are estimated.
    std::size_t bytes() const;

private:
    std::vector<CustomerNo> parents_;  // of each customer: all that finding a family touches
    SlotTable customer_numbers_;
    SlotTable customer_names_;
    SlotTable customer_accounts_;
    SlotTable item_keys_;
    SlotTable item_references_;
    SlotTable payment_fingerprints_;
    SlotTable payment_traces_;
    SlotTable account_marks_;
    SlotTable deposit_keys_;
    SlotTable waiting_names_;
    SlotTable learned_marks_;
    SlotTable answered_postings_;
    SlotTable file_digests_;
    SlotTable file_identities_;
    std::map<Mark, std::vector<std::uint32_t>> statements_of_;
    std::map<PaymentNo, std::vector<std::uint32_t>> earlier_of_;
    std::map<PaymentNo, std::vector<std::uint32_t>> reviews_of_;
    std::vector<std::vector<ItemNo>> items_of_customer_;
};

}  // namespace tieout
