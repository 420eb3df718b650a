#include "engine/review_plan.h"

#include <array>
#include <utility>

#include <fmt/core.h>

#include "engine/claim_items.h"
#include "engine/clearing.h"
#include "engine/order_draft.h"
#include "engine/order_items.h"
#include "engine/order_money.h"
#include "engine/order_undo.h"

// Every order about money is one or two decisions, each a balanced posting:
//   onto items      out of unidentified, unapplied, on account (in this order) onto receivables;
//                   differences to their accounts; a deduction onto a claim, an item of its own
//   to another      out of the one's suspense into unidentified, from there into the other's
//   taken back      what stands on items turned round, its cash unapplied
//   given back      all that was posted turned round: the bank is credited
// What is left of a payment unapplied keeps, or opens, an exception: no cent waits unseen.

namespace tieout {

namespace {

constexpr std::array<std::string_view, 17> action_words{
    "assign",
    "on_account",
    "write_off",
    "deduct",
    "transfer",
    "refund",
    "not_ours",
    "unapply",
    "return",
    "undo",
    "claim_close",
    "claim_owed",
    "keep_open",
    "hold",
    "note",
    "own",
    "release"
};

Result<const OpenItem*> claim_of(const OrderDraft& draft) {
    if (draft.order.items.size() != 1 ||
        slot(draft.order.items.front().item) >= draft.book.items.size())
        return no_order("a claim expected");
    const OpenItem& item = draft.book.item(draft.order.items.front().item);
    if (item.kind != ItemKind::claim || !item.is_open())
        return no_order(item.document + " is no open claim");
    if (draft.before.used_items.contains(draft.order.items.front().item))
        return no_order(item.document + " is used by another order of the same run");
    return &item;
}

Result<void> close_claim(OrderDraft& draft) {
    const auto item = claim_of(draft);
    if (!item) return tl::make_unexpected(item.error());
    const Minor wanted = draft.order.amount == 0 ? (*item)->open : draft.order.amount;
    if (wanted <= 0 || wanted > (*item)->open)
        return no_order(fmt::format("an amount up to {} expected", draft.amount((*item)->open)));
    const bool is_tax = awaits_certificate(**item);
    const PostingKind kind = is_tax ? PostingKind::withholding : PostingKind::deduction;
    LineSheet sheet;
    sheet.credit(kind, GlRole::receivable, wanted, draft.order.items.front().item);
    sheet.debit(kind, is_tax ? GlRole::withholding : GlRole::deduction, wanted);
    draft.plan.claim_closed = wanted;
    draft.say(fmt::format(
        "claim {}: {} is {}",
        (*item)->document,
        draft.amount(wanted),
        is_tax ? "withheld tax with its certificate" : "accepted"
    ));
    draft.adjust(sheet);
    return {};
}

Result<void> owe_claim(OrderDraft& draft) {
    const auto item = claim_of(draft);
    if (!item) return tl::make_unexpected(item.error());
    if ((*item)->disputed == 0) return no_order((*item)->document + " is owed already");
    draft.say(fmt::format(
        "claim {}: {} is owed by {}",
        (*item)->document,
        draft.amount((*item)->open),
        draft.book.customer((*item)->customer).number
    ));
    draft.plan.entries.emplace_back(DisputeEnded{draft.order.items.front().item});
    return {};
}

Result<void> keep_open(OrderDraft& draft) {
    if (draft.order.exception == none<ExceptionNo>()) return no_order("an open exception expected");
    if (draft.payment != none<PaymentNo>() &&
        add(draft.row.unapplied, draft.row.unidentified) != 0) {
        return no_order("money waits under it: put it onto items or on account, or send it back");
    }
    draft.say("the exception is answered; what is open on items stays open");
    draft.plan.entries.emplace_back(ExceptionClosed{draft.order.exception});
    return {};
}

// Beyond the tolerance of the customer's segment nothing is given up, deducted or taken back
// without a reason code.
Result<void> has_reason(const OrderDraft& draft) {
    const ReviewOrder& order = draft.order;
    if (!draft.book.policy.limit_reason_required) return {};
    if (order.action == ReviewAction::give_back && order.code.empty())
        return no_order("a reason code of the return expected, such as R01");
    const bool may_differ = order.action == ReviewAction::assign ||
                            order.action == ReviewAction::write_off ||
                            order.action == ReviewAction::deduct;
    if (!may_differ) return {};
    for (const OrderedItem& each : order.items) {
        if (!code_of(draft, each).empty()) continue;
        const OpenItem& item = draft.book.item(each.item);
        if (each.deduction != 0)
            return no_order(item.document + ": a reason code of the deduction expected");
        const Minor needed = item.open - each.discount - each.write_off - each.fee;
        const bool is_assigned = draft.order.action == ReviewAction::assign;
        const Minor takes = is_assigned ? each.cash.value_or(needed) : 0;
        const Minor given = given_up_of(draft, each, takes);
        const Minor most =
            tolerated_under(draft.book, draft.book.policy, item.customer, item.amount);
        if (given <= most) continue;
        return no_order(fmt::format(
            "{}: a reason code expected: {} is given up, the tolerance is {}",
            item.document,
            draft.amount(given),
            draft.amount(most)
        ));
    }
    return {};
}

Result<void> act(OrderDraft& draft) {
    const bool has_exception = draft.order.exception != none<ExceptionNo>();
    switch (draft.order.action) {
        case ReviewAction::assign: return plan_assign(draft);
        case ReviewAction::write_off:
        case ReviewAction::deduct: return plan_differences(draft);
        case ReviewAction::on_account: return plan_on_account(draft);
        case ReviewAction::transfer: return plan_transfer(draft);
        case ReviewAction::refund:
            return plan_send_away(draft, PostingKind::refund, GlRole::refund);
        case ReviewAction::not_ours:
            return plan_send_away(draft, PostingKind::cash, GlRole::other_receipts);
        case ReviewAction::unapply: return plan_unapply(draft);
        case ReviewAction::give_back: return plan_give_back(draft);
        case ReviewAction::undo: return plan_undo(draft);
        case ReviewAction::claim_close: return close_claim(draft);
        case ReviewAction::claim_owed: return owe_claim(draft);
        case ReviewAction::keep_open: return keep_open(draft);
        case ReviewAction::hold:
            if (!draft.order.hold_until || *draft.order.hold_until <= draft.order.day) {
                return no_order("a day to come expected");
            }
            [[fallthrough]];
        case ReviewAction::own:
        case ReviewAction::release:
            if (!has_exception) return no_order("an open exception expected");
            return {};
        case ReviewAction::note:
            if (draft.order.note.empty()) return no_order("words expected");
            return {};
    }
    return no_order("an action of the list expected");
}

}  // namespace

std::string_view word_of(ReviewAction action) {
    return action_words.at(static_cast<std::size_t>(action));
}

ReviewPlanner::ReviewPlanner(const Book& book, const Journal& journal, std::string user)
    : book_(book), journal_(journal) {
    before_.user = std::move(user);
    before_.postings = book.postings;
    before_.items = static_cast<std::uint32_t>(book.items.size());
    after_ = before_;
}

Result<ReviewPlan> ReviewPlanner::plan(const ReviewOrder& order) {
    OrderDraft draft(book_, journal_, before_, order);
    if (auto found = draft.find_subject(); !found) return tl::make_unexpected(found.error());
    if (auto done = act(draft); !done) return tl::make_unexpected(done.error());
    if (auto has = has_reason(draft); !has) return tl::make_unexpected(has.error());
    draft.finish();
    after_ = before_;
    after_.postings = draft.postings;
    after_.items = draft.items;
    if (moves_money(order.action)) {
        if (draft.payment != none<PaymentNo>()) after_.used_payments.insert(draft.payment);
        for (const OrderedItem& each : order.items)
            after_.used_items.insert(each.item);
    }
    return std::move(draft.plan);
}

void ReviewPlanner::carry_out() {
    before_ = after_;
}

}  // namespace tieout
