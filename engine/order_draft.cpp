#include "engine/order_draft.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/payment_state.h"
#include "engine/period.h"

namespace tieout {

OrderDraft::OrderDraft(
    const Book& the_book,
    const Journal& the_journal,
    const PlannedBefore& planned,
    const ReviewOrder& the_order
)
    : book(the_book),
      journal(the_journal),
      before(planned),
      order(the_order),
      postings(planned.postings),
      items(planned.items) {}

// What the order is about: a payment, or an exception of one, or items alone.
Result<void> OrderDraft::find_subject() {
    payment = order.payment;
    if (order.exception != none<ExceptionNo>()) {
        if (slot(order.exception) >= book.exceptions.size())
            return no_order("there is no such exception");
        const ExceptionItem& exception = book.exceptions[slot(order.exception)];
        if (!exception.is_open) return no_order("the exception is answered already");
        if (payment == none<PaymentNo>()) payment = exception.payment;
        if (payment != exception.payment) return no_order("the exception is about another payment");
        plan.entity = exception.entity;
        plan.currency = exception.currency;
        plan.customer = exception.customer;
    }
    if (payment == none<PaymentNo>()) return find_items_subject();
    if (slot(payment) >= book.payments.size()) return no_order("there is no such payment");
    row = book.payment(payment);
    plan.entity = row.entity;
    plan.currency = row.currency;
    plan.customer = row.payer;
    if (moves_money(order.action) && row.kind != MovementKind::receipt) {
        return no_order(
            fmt::format("a {} is no receipt: nothing of it can be applied", word_of(row.kind))
        );
    }
    if (moves_money(order.action) && before.used_payments.contains(payment)) {
        return no_order("another order of the same run is about this payment");
    }
    return {};
}

Result<void> OrderDraft::find_items_subject() {
    if (order.review != 0) {
        if (order.review > book.reviews.size()) return no_order("there is no such review");
        const ReviewRow& review = book.reviews[order.review - 1];
        plan.currency = review.currency;
        plan.customer = review.customer;
        if (review.customer != none<CustomerNo>())
            plan.entity = book.customer(review.customer).entity;
        return {};
    }
    if (order.items.empty()) return {};
    const ItemNo first = order.items.front().item;
    if (slot(first) >= book.items.size()) return no_order("there is no such item");
    plan.entity = book.item(first).entity;
    plan.currency = book.item(first).currency;
    plan.customer = book.item(first).customer;
    return {};
}

std::string OrderDraft::amount(Minor value) const {
    return format_amount(value, plan.currency);
}

void OrderDraft::say(std::string words) {
    plan.words.push_back(std::move(words));
}

Result<void> OrderDraft::needs_payment() const {
    if (payment == none<PaymentNo>())
        return no_order("a payment, or an exception of one, expected");
    return {};
}

Result<void> OrderDraft::needs_free_money() const {
    if (auto has = needs_payment(); !has) return has;
    if (free_of(row) == 0)
        return no_order("no cent of the payment is free: all of it stands somewhere");
    return {};
}

// Who pays: as ordered, as known, or whose items they are when that is one family.
Result<CustomerNo> OrderDraft::payer() const {
    if (order.customer != none<CustomerNo>()) return order.customer;
    if (row.payer != none<CustomerNo>()) return row.payer;
    std::optional<CustomerNo> family;
    for (const OrderedItem& each : order.items) {
        const CustomerNo one = book.family(book.item(each.item).customer);
        if (family && *family != one) return no_order("items of several customers: say who paid");
        family = one;
    }
    if (!family) return no_order("nobody is known as payer: say who paid");
    return order.items.size() == 1 ? book.item(order.items.front().item).customer : *family;
}

Result<void> OrderDraft::check_item(const OrderedItem& each) {
    if (slot(each.item) >= book.items.size()) return no_order("there is no such item");
    const OpenItem& item = book.item(each.item);
    if (!seen_.insert(each.item).second) return no_order(item.document + " is named twice");
    if (before.used_items.contains(each.item)) {
        return no_order(item.document + " is used by another order of the same run");
    }
    if (item.currency != plan.currency) {
        return no_order(fmt::format(
            "{} is in {}, the payment in {}",
            item.document,
            item.currency.letters(),
            plan.currency.letters()
        ));
    }
    if (item.entity != plan.entity) {
        return no_order(item.document + " belongs to another entity of ours");
    }
    if (!item.is_open()) return no_order(item.document + " is closed: nothing of it is open");
    const Minor parts[] = {each.discount, each.write_off, each.deduction, each.withheld, each.fee};
    for (const Minor part : parts) {
        if (part < 0) return no_order(item.document + ": a difference is not negative");
        if (part > 0 && item.is_credit())
            return no_order(item.document + " is a credit: it has cash only");
    }
    return {};
}

bool OrderDraft::is_taken(const OpenItem& item) const {
    return book.find_item(item).has_value() ||
           std::any_of(opened_.begin(), opened_.end(), [&](const OpenItem& each) {
               return each.customer == item.customer && each.document == item.document &&
                      each.instalment == item.instalment;
           });
}

Date OrderDraft::day() const {
    const Date decided =
        payment == none<PaymentNo>() ? order.day : std::max(order.day, row.booking_date);
    return posting_day(book, plan.entity, decided);
}

// Money that is somebody's goes through unidentified before it is another's, so that each
// posting is of one customer.
void OrderDraft::hand_over(CustomerNo to) {
    if (row.payer == none<CustomerNo>() || row.payer == to) return;
    if (row.unapplied == 0 && row.on_account == 0) return;
    LineSheet sheet;
    const Minor all = add(row.unapplied, row.on_account);
    sheet.debit(PostingKind::unapplied, GlRole::unapplied, row.unapplied);
    sheet.debit(PostingKind::on_account, GlRole::on_account, row.on_account);
    sheet.credit(PostingKind::unidentified, GlRole::unidentified, all);
    decide(sheet, row.payer, 0);
}

// Takes so much of the free money out of where it is.
void OrderDraft::take_free(LineSheet& sheet, Minor used) const {
    const auto out = [&](PostingKind kind, GlRole account, Minor held) {
        const Minor part = std::min(held, used);
        sheet.debit(kind, account, part);
        used -= part;
    };
    out(PostingKind::unidentified, GlRole::unidentified, row.unidentified);
    out(PostingKind::unapplied, GlRole::unapplied, row.unapplied);
    out(PostingKind::on_account, GlRole::on_account, row.on_account);
    check(used == 0, "no more is used than is free");
}

// A decision about the payment with these lines; counts where its cents are then.
void OrderDraft::decide(const LineSheet& sheet, CustomerNo posted_to, std::uint64_t reverses) {
    PaymentDecided decided;
    decided.payment = payment;
    decided.posting.lines = sheet.lines();
    for (const PostingLine& line : decided.posting.lines)
        count_line(book, row, line);
    check(balances(decided.posting.lines), "the lines of an order balance");
    check(used_of(row) == row.amount, "every cent of a receipt is accounted for");
    const bool has_lines = !decided.posting.lines.empty();
    decided.posting.number = has_lines ? ++postings : 0;
    decided.posting.reverses = reverses;
    decided.posting.customer = has_lines ? posted_to : none<CustomerNo>();
    decided.posting.posting_date = has_lines ? day() : Date{};
    row.payer = row.unidentified == row.amount ? none<CustomerNo>() : posted_to;
    decided.payer = row.payer;
    decided.status = status_of(row);
    decided.certificate = Certificate::reviewed;
    decided.payer_bp = decided.payer == none<CustomerNo>() ? 0 : 10'000;
    decided.other = row.other;
    plan.customer = row.payer;
    decisions_.push_back(plan.entries.size());
    plan.entries.emplace_back(std::move(decided));
}

// A posting of items alone.
void OrderDraft::adjust(const LineSheet& sheet, std::uint64_t reverses) {
    ItemsAdjusted entry;
    entry.entity = plan.entity;
    entry.currency = plan.currency;
    entry.posting.number = ++postings;
    entry.posting.reverses = reverses;
    entry.posting.customer = plan.customer;
    entry.posting.posting_date = day();
    entry.posting.lines = sheet.lines();
    plan.entries.emplace_back(std::move(entry));
}

// The review itself stands before what it posts; exceptions are answered, kept or opened.
void OrderDraft::finish() {
    if (!decisions_.empty()) settle_exceptions();
    Reviewed entry;
    entry.row.action = order.action;
    entry.row.payment = payment;
    entry.row.exception = order.exception;
    entry.row.customer = plan.customer;
    entry.row.currency = plan.currency;
    entry.row.amount = plan.cash;
    entry.row.written_off = plan.written_off;
    entry.row.day = order.day;
    entry.row.user = before.user;
    entry.row.undoes = undoes;
    entry.candidate = order.candidate;
    entry.code = order.code;
    entry.note = order.note;
    entry.owner = order.owner;
    entry.hold_until = order.hold_until;
    plan.content = sha256(content_text());
    plan.entries.insert(plan.entries.begin(), std::move(entry));
}

void OrderDraft::settle_exceptions() {
    auto& last = std::get<PaymentDecided>(plan.entries[decisions_.back()]);
    const bool waits = row.unapplied != 0 || row.unidentified != 0;
    std::optional<Reason> asked;
    for (std::size_t i = 0; i < book.exceptions.size(); ++i) {
        const ExceptionItem& each = book.exceptions[i];
        if (!each.is_open || each.payment != payment) continue;
        if (each.reason == Reason::erp_rejected) continue;  // asks about a posting, not the money
        if (waits) {
            asked = each.reason;
        } else {
            plan.entries.emplace_back(ExceptionClosed{static_cast<ExceptionNo>(i)});
        }
    }
    last.detail = fmt::format("{} by {}", word_of(order.action), before.user);
    if (!order.note.empty()) last.detail += ": " + order.note;
    if (!waits) return;
    const bool is_back =
        order.action == ReviewAction::unapply || order.action == ReviewAction::undo;
    last.reason = asked.value_or(is_back ? Reason::taken_back : Reason::over_pay);
    last.opens_exception = !asked;
}

// What an approval is bound to: the order, the decision that it finds, and every line.
std::string OrderDraft::content_text() const {
    std::string text = fmt::format(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}\n",
        word_of(order.action),
        slot(order.payment),
        slot(order.exception),
        slot(order.customer),
        order.amount,
        order.fee,
        order.code,
        order.note,
        payment == none<PaymentNo>() ? 0 : book.payment(payment).decided
    );
    const auto put = [&](const Posting& posting) {
        for (const PostingLine& line : posting.lines) {
            text += fmt::format(
                "{}|{}|{}|{}|{}\n",
                word_of(line.kind),
                word_of(line.side),
                static_cast<int>(line.account),
                slot(line.item) < before.items ? slot(line.item) : none_no,
                line.amount
            );
        }
    };
    for (const Entry& entry : plan.entries) {
        if (const auto* decided = std::get_if<PaymentDecided>(&entry)) put(decided->posting);
        if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) put(adjusted->posting);
        if (const auto* taken = std::get_if<ItemTaken>(&entry)) {
            text += fmt::format(
                "{}|{}|{}\n",
                taken->row.document,
                taken->row.amount,
                taken->row.texts.get(ItemText::reason)
            );
        }
        if (const auto* ended = std::get_if<DisputeEnded>(&entry))
            text += fmt::format("{}\n", slot(ended->item));
    }
    return text;
}

ItemNo OrderDraft::open_item(OpenItem item) {
    while (is_taken(item))
        ++item.instalment;
    opened_.push_back(item);
    plan.entries.emplace_back(ItemTaken{std::move(item)});
    return static_cast<ItemNo>(items++);
}

}  // namespace tieout
