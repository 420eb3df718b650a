#include "engine/apply.h"

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/digest.h"
#include "engine/payment_state.h"

namespace tieout {

namespace {

// One entry being applied: the book, where it stands, and what it changes.
struct Step {
    Book& book;
    Sequence sequence;
    std::vector<ChangedRow>& changed;

    void touch(RowTable table, std::size_t row) {
        changed.push_back({table, static_cast<std::uint32_t>(row)});
    }
};

void take(Step& step, const RunOpened& entry) {
    check(slot(entry.run) == step.book.runs, "runs are numbered without gaps");
    ++step.book.runs;
}

void take(Step&, const RunCommitted&) {}

void take(Step&, const RunAbandoned&) {}

void take(Step& step, const PolicySet& entry) {
    auto policy = policy_of_text(entry.text);
    check(policy.has_value(), "a policy in the journal can be read");
    step.book.policy = std::move(*policy);
    step.touch(RowTable::policy, 0);
}

void take(Step& step, const EntityTaken& entry) {
    if (const auto known = step.book.find_entity(entry.row.entity)) {
        step.book.entities[slot(*known)] = entry.row;
        step.touch(RowTable::entities, slot(*known));
        return;
    }
    step.touch(RowTable::entities, slot(step.book.add(entry.row)));
}

void take(Step& step, const AccountTaken& entry) {
    if (const auto known = step.book.find_account(entry.row.mark)) {
        step.book.accounts[slot(*known)] = entry.row;
        step.touch(RowTable::accounts, slot(*known));
        return;
    }
    step.touch(RowTable::accounts, slot(step.book.add(entry.row)));
}

void take(Step& step, const CustomerTaken& entry) {
    const auto known = step.book.find_customer(entry.row.number);
    if (known) {
        step.book.customers[slot(*known)] = entry.row;
        step.book.reindex(*known);
    }
    step.touch(RowTable::customers, slot(known ? *known : step.book.add(entry.row)));
}

void take(Step& step, const ItemTaken& entry) {
    const OpenItem& row = entry.row;
    check(row.open >= 0 && row.open <= row.amount, "an item's open amount lies within its amount");
    const auto known = step.book.find_item(row);
    if (!known) {
        step.touch(RowTable::items, slot(step.book.add(row)));
        return;
    }
    // Sent again: what describes the item is taken over; what is ours to say stays.
    OpenItem& item = step.book.items[slot(*known)];
    check(item.customer == row.customer, "an item keeps its customer");
    check(item.currency == row.currency, "an item keeps its currency");
    check(item.kind == row.kind, "an item keeps its kind");
    const Minor amount = item.amount;
    const Minor open = item.open;
    const auto cleared = item.cleared_date;
    item = row;
    item.amount = amount;
    item.open = open;
    item.cleared_date = cleared;
    step.book.reindex(*known);
    step.touch(RowTable::items, slot(*known));
}

void take(Step& step, const FileTaken& entry) {
    step.book.add(entry.row);
    step.touch(RowTable::files, step.book.files.size() - 1);
}

void take(Step& step, const PaymentTaken& entry) {
    PaymentRow row;
    row.fingerprint = entry.fingerprint.is_none() ? sha256_mark(entry.payment) : entry.fingerprint;
    check(!step.book.find_payment(row.fingerprint), "a payment is taken once");
    check(entry.amount >= 0, "a movement's amount is not negative");
    row.taken = step.sequence;
    row.run = static_cast<RunNo>(step.book.runs - 1);
    row.entity = entry.entity;
    row.account = entry.account;
    row.kind = entry.kind;
    row.currency = entry.currency;
    row.booking_date = entry.booking_date;
    row.amount = entry.amount;
    if (!entry.trace.empty()) row.trace = text_hash(entry.trace);
    if (!entry.bank_reference.empty()) row.reference = text_hash(entry.bank_reference);
    step.touch(RowTable::payments, slot(step.book.add(row)));
}

// Takes a receivable line into its item; returns by how much the open amount falls.
Minor reduce(OpenItem& item, const PostingLine& line) {
    const bool is_settling = (line.side == Side::credit) != item.is_credit();
    const Minor reduced = is_settling ? line.amount : -line.amount;
    item.open = subtract(item.open, reduced);
    return reduced;
}

// Of each item as the whole posting leaves it: lines of one posting may open a claim and pay it, in
// any order.
void check_items(const Book& book, const Posting& posting) {
    for (const PostingLine& line : posting.lines) {
        if (line.account != GlRole::receivable) continue;
        const OpenItem& item = book.item(line.item);
        check(item.open >= 0, "a posting never takes more of an item than is open");
        check(item.open <= item.amount, "a reversal never opens more of an item than its amount");
    }
}

// Takes a receivable line into its item and notes the change, for aging as of a day before it.
void take_item_line(Step& step, PaymentNo payment, const PostingLine& line, Date day) {
    check(slot(line.item) < step.book.items.size(), "a receivable line names an item of the book");
    OpenItem& item = step.book.items[slot(line.item)];
    const Minor reduced = reduce(item, line);
    item.cleared_date = item.is_open() ? std::nullopt : std::optional<Date>(day);
    auto& changes = step.book.item_changes;
    const bool same = !changes.empty() && changes.back().item == line.item &&
                      changes.back().payment == payment && changes.back().posting_date == day;
    if (same) {
        changes.back().reduced = add(changes.back().reduced, reduced);
    } else {
        changes.push_back({line.item, payment, day, reduced});
    }
    step.touch(RowTable::item_states, slot(line.item));
    step.touch(RowTable::item_changes, changes.size() - 1);
}

void take_line(Step& step, PaymentNo payment, const PostingLine& line, Date day) {
    PaymentRow& row = step.book.payments[slot(payment)];
    count_line(step.book, row, line);
    if (line.account != GlRole::receivable) return;
    check(slot(line.item) < step.book.items.size(), "a receivable line names an item of the book");
    check(
        step.book.items[slot(line.item)].currency == row.currency,
        "an item is paid in its own currency"
    );
    take_item_line(step, payment, line, day);
}

void count_posting(Step& step, const Posting& posting) {
    check(balances(posting.lines), "a posting of the journal balances");
    check(posting.number == step.book.postings + 1, "postings are numbered without gaps");
    step.book.postings = posting.number;
}

void take_posting(Step& step, PaymentNo payment, const Posting& posting) {
    if (posting.lines.empty()) return;
    count_posting(step, posting);
    const PaymentRow before = step.book.payments[slot(payment)];
    for (const PostingLine& line : posting.lines) {
        take_line(step, payment, line, posting.posting_date);
    }
    check_items(step.book, posting);
    const PaymentRow& after = step.book.payments[slot(payment)];
    const auto note = [&](CustomerNo customer, Minor unapplied, Minor unknown, Minor on_account) {
        if (unapplied == 0 && unknown == 0 && on_account == 0) return;
        step.book.suspense_changes.push_back(
            {payment,
             after.entity,
             customer,
             after.currency,
             posting.posting_date,
             unapplied,
             unknown,
             on_account}
        );
        step.touch(RowTable::suspense_changes, step.book.suspense_changes.size() - 1);
    };
    // What nobody is known for belongs to nobody, also when it leaves there.
    note(none<CustomerNo>(), 0, after.unidentified - before.unidentified, 0);
    note(
        posting.customer,
        after.unapplied - before.unapplied,
        0,
        after.on_account - before.on_account
    );
}

// Rows that say whose account or name it is, and were right so far, are used longer.
void count_hits(Step& step, const PaymentDecided& entry) {
    if (entry.payer == none<CustomerNo>()) return;
    const Date day = step.book.payments[slot(entry.payment)].booking_date;
    for (const EvidenceTerm& term : entry.terms) {
        if (term.kind != TermKind::payer_learned) continue;
        check(
            term.count >= 1 && term.count <= step.book.learned.size(),
            "a decision rests on what was learned before"
        );
        LearnedRow& row = step.book.learned[term.count - 1];
        ++row.hits;
        row.last_hit = std::max(row.last_hit.value_or(day), day);
        step.touch(RowTable::learned, term.count - 1);
    }
}

void open_exception(Step& step, ExceptionItem row) {
    row.entry = step.sequence;
    step.book.exceptions.push_back(std::move(row));
    step.touch(RowTable::exceptions, step.book.exceptions.size() - 1);
}

void take(Step& step, const PaymentDecided& entry) {
    check(slot(entry.payment) < step.book.payments.size(), "a decision is about a payment taken");
    take_posting(step, entry.payment, entry.posting);
    PaymentRow& row = step.book.payments[slot(entry.payment)];
    if (row.decided != 0) {
        step.book.add(EarlierDecision{entry.payment, row.decided});
        step.touch(RowTable::earlier, step.book.earlier.size() - 1);
    }
    row.decided = step.sequence;
    row.status = entry.status;
    row.reason = entry.reason;
    row.certificate = entry.certificate;
    row.tier = entry.tier;
    row.payer = entry.payer;
    if (row.kind == MovementKind::receipt) {
        check(used_of(row) == row.amount, "every cent of a receipt is accounted for");
    }
    step.touch(RowTable::payments, slot(entry.payment));
    count_hits(step, entry);
    if (!entry.opens_exception) return;
    ExceptionItem exception;
    exception.payment = entry.payment;
    exception.reason = entry.reason;
    exception.entity = row.entity;
    exception.customer = entry.payer;
    exception.currency = row.currency;
    exception.amount = row.amount;
    exception.opened = row.booking_date;
    open_exception(step, std::move(exception));
}

void take(Step& step, const ExceptionOpened& entry) {
    open_exception(step, entry.row);
}

void take(Step& step, const ExceptionClosed& entry) {
    check(slot(entry.exception) < step.book.exceptions.size(), "an exception closed was opened");
    step.book.exceptions[slot(entry.exception)].is_open = false;
    step.touch(RowTable::exceptions, slot(entry.exception));
}

void take(Step&, const RemittanceTaken&) {}

void take(Step& step, const DepositSeen& entry) {
    const auto known = step.book.find_deposit(entry.row.key);
    if (!known) {
        step.touch(RowTable::deposits, step.book.add(entry.row));
        return;
    }
    Deposit& row = step.book.deposits[*known];
    row.details = add(row.details, entry.row.details);
    row.summary = add(row.summary, entry.row.summary);
    step.touch(RowTable::deposits, *known);
}

void take(Step&, const CheckpointMade&) {}

void take(Step&, const UnitTaken&) {}

void take(Step& step, const NameWaits& entry) {
    check(slot(entry.row.exception) < step.book.exceptions.size(), "what waits has an exception");
    WaitingName row = entry.row;
    row.advice = entry.back == 0 ? 0 : step.sequence - entry.back;
    step.book.add(row);
    step.touch(RowTable::waiting, step.book.waiting.size() - 1);
}

void take(Step& step, const StatementTaken& entry) {
    step.book.add(entry.row);
    step.touch(RowTable::statements, step.book.statements.size() - 1);
}

void take(Step& step, const PayerLearned& entry) {
    const LearnedRow& row = entry.row;
    check(slot(row.customer) < step.book.customers.size(), "a payer learned is a customer");
    const auto known = step.book.find_learned(row.kind, row.mark, row.customer);
    if (!known) {
        step.touch(RowTable::learned, slot(step.book.add(row)));
        return;
    }
    LearnedRow& held = step.book.learned[slot(*known)];
    const bool is_by_person = row.payment == none<PaymentNo>();
    held.lessons += row.lessons;
    held.taught = std::max(held.taught, row.taught);
    if (is_by_person) held.is_forgotten = false;
    step.touch(RowTable::learned, slot(*known));
}

void take(Step& step, const PayerForgotten& entry) {
    check(slot(entry.learned) < step.book.learned.size(), "what is forgotten was learned");
    step.book.learned[slot(entry.learned)].is_forgotten = true;
    step.touch(RowTable::learned, slot(entry.learned));
}

void take(Step& step, const Reviewed& entry) {
    ReviewRow row = entry.row;
    row.run = static_cast<RunNo>(step.book.runs - 1);
    row.entry = step.sequence;
    const bool has_exception = row.exception != none<ExceptionNo>();
    check(
        !has_exception || slot(row.exception) < step.book.exceptions.size(),
        "a review is of an exception of the book"
    );
    check(
        row.payment == none<PaymentNo>() || slot(row.payment) < step.book.payments.size(),
        "a review is of a payment of the book"
    );
    if (has_exception) {
        ExceptionItem& exception = step.book.exceptions[slot(row.exception)];
        if (row.action == ReviewAction::own) exception.owner = entry.owner;
        if (row.action == ReviewAction::hold) exception.hold_until = entry.hold_until;
        if (row.action == ReviewAction::release) exception.hold_until.reset();
        step.touch(RowTable::exceptions, slot(row.exception));
    }
    step.book.add(std::move(row));
    step.touch(RowTable::reviews, step.book.reviews.size() - 1);
}

void take(Step& step, const ActionProposed& entry) {
    ProposalRow row = entry.row;
    row.entry = step.sequence;
    step.book.proposals.push_back(std::move(row));
    step.touch(RowTable::proposals, step.book.proposals.size() - 1);
}

void take(Step& step, const ProposalDecided& entry) {
    check(slot(entry.proposal) < step.book.proposals.size(), "a proposal decided was made");
    ProposalRow& row = step.book.proposals[slot(entry.proposal)];
    check(row.state == ProposalState::waiting, "a proposal is decided once");
    check(
        entry.state != ProposalState::approved || entry.user != row.maker,
        "nobody approves what he proposed himself"
    );
    row.state = entry.state;
    row.decided_by = entry.user;
    step.touch(RowTable::proposals, slot(entry.proposal));
}

void take(Step& step, const ItemsAdjusted& entry) {
    count_posting(step, entry.posting);
    for (const PostingLine& line : entry.posting.lines) {
        if (line.account != GlRole::receivable) continue;
        take_item_line(step, none<PaymentNo>(), line, entry.posting.posting_date);
    }
    check_items(step.book, entry.posting);
}

void take(Step& step, const DisputeEnded& entry) {
    check(slot(entry.item) < step.book.items.size(), "a dispute that ended is about an item");
    step.book.items[slot(entry.item)].disputed = 0;
    step.touch(RowTable::items, slot(entry.item));
}

void take(Step& step, const ItemAmended& entry) {
    check(slot(entry.item) < step.book.items.size(), "an amount that changed is of an item");
    OpenItem& item = step.book.items[slot(entry.item)];
    check(add(item.amount, entry.more) == entry.amount, "an amount changes by what is said");
    item.open = add(item.open, entry.more);
    item.amount = entry.amount;
    check(
        item.open >= 0 && item.open <= item.amount, "an item's open amount lies within its amount"
    );
    item.cleared_date = item.is_open() ? std::nullopt : std::optional<Date>(entry.day);
    step.book.item_changes.push_back({entry.item, none<PaymentNo>(), entry.day, -entry.more});
    step.touch(RowTable::items, slot(entry.item));
    step.touch(RowTable::item_states, slot(entry.item));
    step.touch(RowTable::item_changes, step.book.item_changes.size() - 1);
}

void take(Step& step, const PeriodSet& entry) {
    for (std::size_t i = 0; i < step.book.periods.size(); ++i) {
        if (step.book.periods[i].entity != entry.row.entity) continue;
        step.book.periods[i] = entry.row;
        step.touch(RowTable::periods, i);
        return;
    }
    step.book.periods.push_back(entry.row);
    step.touch(RowTable::periods, step.book.periods.size() - 1);
}

void take(Step& step, const PostingAnswered& entry) {
    const ErpAnswer& row = entry.row;
    check(row.state != ErpState::pending, "an answer says accepted or rejected");
    check(
        row.posting >= 1 && row.posting <= step.book.exported(),
        "the ERP answers to what it was given"
    );
    const ErpAnswer* const before = step.book.answer_of(row.posting);
    if (before == nullptr) {
        step.touch(RowTable::erp_answers, step.book.add(row));
        return;
    }
    check(
        before->state == ErpState::rejected && row.state == ErpState::accepted,
        "only a rejected posting is answered again, and then accepted"
    );
    const auto at = static_cast<std::size_t>(before - step.book.erp_answers.data());
    step.book.erp_answers[at] = row;
    step.touch(RowTable::erp_answers, at);
}

void take(Step& step, const ExportMade& entry) {
    ExportRow row = entry.row;
    const std::uint64_t had = step.book.exported_to(row.consumer);
    check(row.first >= 1 && row.first <= had + 1, "an export passes over no posting");
    check(row.first <= row.last && row.last <= step.book.postings, "an export is of postings made");
    row.entry = step.sequence;
    row.made = step.book.postings;
    step.book.add(std::move(row));
    step.touch(RowTable::exports, step.book.exports.size() - 1);
}

}  // namespace

void apply(Book& book, Sequence sequence, const Entry& entry, std::vector<ChangedRow>& changed) {
    check(sequence > book.applied, "entries are applied once and in order");
    Step step{book, sequence, changed};
    std::visit([&](const auto& each) { take(step, each); }, entry);
    book.applied = sequence;
}

void prefetch(const Book& book, const Entry& entry) {
    if (const auto* taken = std::get_if<PaymentTaken>(&entry)) {
        book.prefetch_payment(taken->fingerprint);
    } else if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
        for (const PostingLine& line : decided->posting.lines) {
            if (line.item != none<ItemNo>()) book.prefetch_item(line.item);
        }
    }
}

void RunFilter::apply_one(Sequence sequence, const Entry& entry, std::vector<ChangedRow>& changed) {
    apply(book_, sequence, entry, changed);
    if (applied_) applied_(sequence, entry);
}

void RunFilter::take(Sequence sequence, Entry entry, std::vector<ChangedRow>& changed) {
    if (const auto* opened = std::get_if<RunOpened>(&entry)) {
        check(!run_, "a run is closed before the next begins");
        run_ = opened->run;
    }
    if (!run_) {
        apply_one(sequence, entry, changed);
        return;
    }
    const bool is_committed = std::holds_alternative<RunCommitted>(entry);
    const bool is_abandoned = std::holds_alternative<RunAbandoned>(entry);
    keep_texts(entry, texts_);
    held_.emplace_back(sequence, std::move(entry));
    if (!is_committed && !is_abandoned) return;
    for (const auto& [at, each] : held_) {
        const bool counts = is_committed || std::holds_alternative<RunOpened>(each) ||
                            std::holds_alternative<RunAbandoned>(each);
        if (counts && at > book_.applied) apply_one(at, each, changed);
    }
    held_.clear();
    texts_.clear();
    run_.reset();
}

}  // namespace tieout
