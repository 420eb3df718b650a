// The fields of every entry and row, named once: encoding and decoding walk the same list.
#pragma once

#include <concepts>
#include <type_traits>

#include "engine/book.h"
#include "engine/entry.h"

namespace tieout {

// The same function serves a constant value (writing) and a changeable one (reading). A list may
// only grow at its end, and then with a new version of the record (FORMAT.md).
template <class T, class U>
concept Either = std::same_as<std::remove_const_t<T>, U>;

// What a walk may ask of a field besides its type: `since` names the version that added it,
// `hidden` marks sealed bytes and keyed marks, which differ from book to book; `place` marks
// positions in the journal and numbers of runs, which an abandoned run shifts.
template <class V, Either<EvidenceTerm> T>
void fields(V& v, T& x) {
    v(x.kind), v(x.centibits), v(x.count);
}

template <class V, Either<CandidateItem> T>
void fields(V& v, T& x) {
    v(x.item), v(x.amount);
}

template <class V, Either<Candidate> T>
void fields(V& v, T& x) {
    v(x.items), v(x.customer), v(x.certificate), v(x.tier), v(x.score_bp), v(x.difference);
}

template <class V, Either<PostingLine> T>
void fields(V& v, T& x) {
    v(x.kind), v(x.side), v(x.account), v(x.item), v(x.amount);
}

template <class V, Either<Posting> T>
void fields(V& v, T& x) {
    v(x.number), v(x.reverses), v(x.customer), v(x.posting_date), v(x.lines);
}

template <class V, Either<RemittanceLine> T>
void fields(V& v, T& x) {
    v(x.line), v(x.reference), v(x.kind), v(x.customer), v(x.entity), v(x.gross), v(x.discount);
    v(x.deduction), v(x.reason), v(x.tax), v(x.withheld), v(x.net);
}

template <class V, Either<Entity> T>
void fields(V& v, T& x) {
    v(x.entity), v(x.name), v(x.base_currency), v(x.time_zone), v(x.calendar), v(x.address);
    v(x.tax_id), v(x.language);
}

template <class V, Either<OurAccount> T>
void fields(V& v, T& x) {
    v.hidden(x.mark), v.hidden(x.bare), v(x.shown), v(x.entity), v(x.currency), v(x.role);
    v(x.cash_source);
    v(x.lockbox), v(x.gl), v.hidden(x.sealed);
}

template <class V, Either<Customer> T>
void fields(V& v, T& x) {
    v(x.number), v(x.entity), v(x.parent), v(x.currency), v(x.credit_limit), v(x.texts);
    v.hidden(x.name_marks), v.hidden(x.account_marks), v.hidden(x.sealed);
}

template <class V, Either<OpenItem> T>
void fields(V& v, T& x) {
    v(x.customer), v(x.entity), v(x.kind), v(x.currency), v(x.instalment), v(x.amount), v(x.open);
    v(x.discount_amount), v(x.tax_amount), v(x.disputed), v(x.invoice_date), v(x.due_date);
    v(x.discount_date), v(x.cleared_date), v(x.document), v(x.texts);
}

template <class V, Either<PaymentRow> T>
void fields(V& v, T& x) {
    v(x.fingerprint), v.place(x.taken), v.place(x.decided), v.place(x.run), v(x.entity),
        v(x.account);
    v(x.payer), v(x.kind), v(x.status), v(x.certificate), v(x.reason), v(x.tier), v(x.currency);
    v(x.booking_date), v(x.amount), v(x.applied), v(x.adjusted), v(x.on_account), v(x.unapplied);
    v(x.unidentified), v(x.other), v(x.returned), v(x.refunded);
    v(x.trace), v(x.reference);
}

template <class V, Either<ExceptionItem> T>
void fields(V& v, T& x) {
    v(x.payment), v(x.reason), v(x.entity), v(x.customer), v(x.currency), v(x.amount), v(x.opened);
    v(x.is_open), v.place(x.entry), v(x.owner), v(x.hold_until);
}

template <class V, Either<ItemChange> T>
void fields(V& v, T& x) {
    v(x.item), v(x.payment), v(x.posting_date), v(x.reduced);
}

template <class V, Either<SuspenseChange> T>
void fields(V& v, T& x) {
    v(x.payment), v(x.entity), v(x.customer), v(x.currency), v(x.posting_date), v(x.unapplied);
    v(x.unidentified), v(x.on_account);
}

template <class V, Either<Deposit> T>
void fields(V& v, T& x) {
    v.hidden(x.key), v(x.currency), v(x.date), v(x.entity), v(x.details), v(x.summary);
}

template <class V, Either<FileRow> T>
void fields(V& v, T& x) {
    v(x.digest), v.hidden(x.identity), v.place(x.run), v(x.quarantined);
}

template <class V, Either<WaitingName> T>
void fields(V& v, T& x) {
    v.hidden(x.name), v(x.payment), v(x.exception), v.place(x.advice);
}

template <class V, Either<StatementRow> T>
void fields(V& v, T& x) {
    v.hidden(x.account), v(x.currency), v(x.as_of), v(x.opening), v(x.closing), v(x.gap);
}

template <class V, Either<LearnedRow> T>
void fields(V& v, T& x) {
    v(x.kind), v.hidden(x.mark), v(x.customer), v(x.payment), v.place(x.run), v(x.lessons);
    v(x.taught), v(x.hits), v(x.last_hit), v(x.is_forgotten), v.hidden(x.sealed);
}

template <class V, Either<EarlierDecision> T>
void fields(V& v, T& x) {
    v(x.payment), v.place(x.decided);
}

template <class V, Either<ReviewRow> T>
void fields(V& v, T& x) {
    v(x.action), v(x.payment), v(x.exception), v.place(x.run), v.place(x.entry), v(x.proposal);
    v(x.customer), v(x.currency), v(x.amount), v(x.written_off), v(x.day), v(x.user), v(x.undoes);
}

template <class V, Either<ProposalRow> T>
void fields(V& v, T& x) {
    v(x.action), v(x.state), v(x.payment), v(x.exception), v(x.customer), v(x.currency);
    v(x.amount), v(x.day), v.place(x.entry), v.hidden(x.content), v(x.maker), v(x.decided_by);
}

template <class V, Either<PeriodRow> T>
void fields(V& v, T& x) {
    v(x.entity), v(x.closed_through);
}

template <class V, Either<OrderedItem> T>
void fields(V& v, T& x) {
    v(x.item), v(x.cash), v(x.discount), v(x.write_off), v(x.deduction), v(x.withheld), v(x.fee);
    v(x.reason), v(x.claim);
}

template <class V, Either<ReviewOrder> T>
void fields(V& v, T& x) {
    v(x.action), v(x.payment), v(x.exception), v(x.customer), v(x.items), v(x.amount), v(x.fee);
    v(x.rest_on_account), v(x.candidate), v(x.code), v(x.note), v(x.owner), v(x.hold_until);
    v(x.day), v(x.review);
}

template <class V, Either<ErpAnswer> T>
void fields(V& v, T& x) {
    v(x.posting), v(x.state), v(x.day), v(x.document), v(x.reason), v(x.exception);
}

template <class V, Either<ExportRow> T>
void fields(V& v, T& x) {
    v(x.consumer), v(x.format), v(x.mapping), v(x.first), v(x.last), v(x.rows), v(x.digest);
    v(x.day), v.place(x.entry), v(x.made);
}

template <class V, Either<RunOpened> T>
void fields(V& v, T& x) {
    v(x.run), v(x.kind), v(x.user), v(x.time_ms), v(x.as_of), v(x.policy), v(x.program);
    v.since(2, x.decided_on), v.since(2, x.judges_all);
}

template <class V, Either<RunCommitted> T>
void fields(V& v, T& x) {
    v(x.run), v(x.entries);
}

template <class V, Either<RunAbandoned> T>
void fields(V& v, T& x) {
    v(x.run);
}

template <class V, Either<PolicySet> T>
void fields(V& v, T& x) {
    v(x.text);
}

// The version in which entries of a kind are written; a version before is read, and what was added
// since has its default.
template <class T>
constexpr std::uint8_t version_of() {
    const bool is_second = std::same_as<T, RunOpened> || std::same_as<T, PaymentTaken> ||
                           std::same_as<T, RemittanceTaken>;
    return is_second ? 2 : 1;
}

template <class V, class T>
    requires Either<T, EntityTaken> || Either<T, AccountTaken> || Either<T, CustomerTaken> ||
             Either<T, ItemTaken> || Either<T, DepositSeen> || Either<T, PayerLearned> ||
             Either<T, PostingAnswered> || Either<T, ExportMade>
void fields(V& v, T& x) {
    fields(v, x.row);
}

template <class V, Either<FileTaken> T>
void fields(V& v, T& x) {
    fields(v, x.row);
    v(x.name), v(x.format), v(x.units_taken), v(x.units_quarantined), v(x.movements);
    v(x.duplicates);
}

template <class V, Either<PaymentTaken> T>
void fields(V& v, T& x) {
    v(x.payment), v(x.kind), v(x.is_credit), v(x.method), v(x.channel), v(x.entity), v(x.account);
    v(x.currency), v(x.amount), v(x.booking_date), v(x.value_date), v(x.file), v(x.ordinal);
    v(x.source_line), v(x.customer), v(x.check_number), v(x.bank_reference), v(x.trace);
    v(x.original), v(x.remittance), v(x.key_owner), v.hidden(x.sealed);
    v.since(2, x.has_advice), v.since(2, x.is_of_statement);
}

template <class V, Either<PaymentDecided> T>
void fields(V& v, T& x) {
    v(x.payment), v(x.status), v(x.reason), v(x.certificate), v(x.tier), v(x.payer);
    v(x.payer_bp), v(x.score_bp), v(x.proved_k), v(x.alternatives), v(x.alternatives_capped);
    v(x.expected_spurious_ppm), v(x.opens_exception), v(x.other), v(x.terms), v(x.candidates);
    v(x.detail), v.nested(x.posting);
}

template <class V, Either<ExceptionOpened> T>
void fields(V& v, T& x) {
    fields(v, x.row);
    v(x.detail);
}

template <class V, Either<ExceptionClosed> T>
void fields(V& v, T& x) {
    v(x.exception);
}

template <class V, Either<RemittanceTaken> T>
void fields(V& v, T& x) {
    v(x.remittance), v(x.trace), v(x.entity), v(x.currency), v(x.total), v(x.date), v(x.lines);
    v(x.key_owner), v.hidden(x.sealed);
    v.since(2, x.payment), v.since(2, x.is_kept_again), v.since(2, x.is_behind);
    v.since(2, x.money);
}

template <class V, Either<NameWaits> T>
void fields(V& v, T& x) {
    fields(v, x.row);
    v(x.back);
}

template <class V, Either<StatementTaken> T>
void fields(V& v, T& x) {
    fields(v, x.row);
}

template <class V, Either<PayerForgotten> T>
void fields(V& v, T& x) {
    v(x.learned);
}

template <class V, Either<Reviewed> T>
void fields(V& v, T& x) {
    v.nested(x.row), v(x.candidate), v(x.code), v(x.note), v(x.owner), v(x.hold_until);
}

template <class V, Either<ActionProposed> T>
void fields(V& v, T& x) {
    v.nested(x.order), v.nested(x.row), v(x.needs);
}

template <class V, Either<ProposalDecided> T>
void fields(V& v, T& x) {
    v(x.proposal), v(x.state), v(x.user), v(x.note);
}

template <class V, Either<ItemsAdjusted> T>
void fields(V& v, T& x) {
    v(x.entity), v(x.currency), v.nested(x.posting);
}

template <class V, Either<DisputeEnded> T>
void fields(V& v, T& x) {
    v(x.item);
}

template <class V, Either<PeriodSet> T>
void fields(V& v, T& x) {
    fields(v, x.row);
}

template <class V, Either<ItemAmended> T>
void fields(V& v, T& x) {
    v(x.item), v(x.amount), v(x.more), v(x.day);
}

template <class V, Either<CheckpointMade> T>
void fields(V& v, T& x) {
    v(x.sequence), v(x.file), v(x.digest);
}

template <class V, Either<WideSum> T>
void fields(V& v, T& x) {
    v(x.high), v(x.low);
}

template <class V, Either<UnitTaken> T>
void fields(V& v, T& x) {
    v(x.file), v(x.file_ordinal), v(x.unit), v(x.kind), v(x.identity), v.hidden(x.account_mark);
    v(x.shown), v(x.account), v(x.entity), v(x.currency), v(x.as_of), v(x.opening), v(x.closing);
    v(x.state), v(x.reason), v(x.movements), fields(v, x.credits), fields(v, x.debits);
    v(x.known_movements), fields(v, x.known_credits), fields(v, x.known_debits);
}

// The last enumerator of each enumeration: what lies beyond it is refused.
constexpr RunKind last_of(RunKind) {
    return RunKind::hand_off;
}

constexpr TermKind last_of(TermKind) {
    return TermKind::payer_name_word;
}

constexpr LearnedKind last_of(LearnedKind) {
    return LearnedKind::alias;
}

constexpr ReviewAction last_of(ReviewAction) {
    return ReviewAction::release;
}

constexpr ProposalState last_of(ProposalState) {
    return ProposalState::rejected;
}

constexpr Certificate last_of(Certificate) {
    return Certificate::reviewed;
}

constexpr PostingKind last_of(PostingKind) {
    return PostingKind::refund;
}

constexpr Side last_of(Side) {
    return Side::credit;
}

constexpr GlRole last_of(GlRole) {
    return GlRole::gain_loss;
}

constexpr RemittanceKind last_of(RemittanceKind) {
    return RemittanceKind::on_account;
}

constexpr ItemKind last_of(ItemKind) {
    return ItemKind::claim;
}

constexpr MovementKind last_of(MovementKind) {
    return MovementKind::other;
}

constexpr PaymentMethod last_of(PaymentMethod) {
    return PaymentMethod::sepa;
}

constexpr Channel last_of(Channel) {
    return Channel::direct_debit;
}

constexpr PaymentStatus last_of(PaymentStatus) {
    return PaymentStatus::not_ar;
}

constexpr Reason last_of(Reason) {
    return Reason::taken_back;
}

constexpr ErpState last_of(ErpState) {
    return ErpState::rejected;
}

constexpr UnitState last_of(UnitState) {
    return UnitState::not_cash;
}

// Row numbers are enumerations of 32 bits, closed lists are enumerations of 8.
template <class T>
concept RowNumber = std::is_enum_v<T> && sizeof(T) == 4;
template <class T>
concept ClosedList = std::is_enum_v<T> && sizeof(T) == 1;

}  // namespace tieout
