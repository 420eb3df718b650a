#include "engine/order_money.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/order_draft.h"
#include "engine/payment_state.h"

namespace tieout {

Result<void> plan_on_account(OrderDraft& draft) {
    if (auto has = draft.needs_free_money(); !has) return has;
    const auto who = draft.payer();
    if (!who) return tl::make_unexpected(who.error());
    const Minor wanted =
        draft.order.amount == 0 ? free_of(draft.row) - draft.row.on_account : draft.order.amount;
    if (wanted <= 0 || wanted > add(draft.row.unapplied, draft.row.unidentified)) {
        return no_order(fmt::format(
            "an amount up to {} expected",
            draft.amount(add(draft.row.unapplied, draft.row.unidentified))
        ));
    }
    draft.hand_over(*who);
    LineSheet sheet;
    draft.take_free(sheet, wanted);
    sheet.credit(PostingKind::on_account, GlRole::on_account, wanted);
    const Minor unknown = std::max<Minor>(0, draft.row.unidentified - wanted);
    sheet.debit(PostingKind::unidentified, GlRole::unidentified, unknown);
    sheet.credit(PostingKind::unapplied, GlRole::unapplied, unknown);
    draft.say(fmt::format(
        "{} on the account of {}", draft.amount(wanted), draft.book.customer(*who).number
    ));
    draft.plan.cash = wanted;
    draft.decide(sheet, *who, 0);
    return {};
}

Result<void> plan_transfer(OrderDraft& draft) {
    if (auto has = draft.needs_free_money(); !has) return has;
    if (draft.order.customer == none<CustomerNo>()) return no_order("say to whom");
    if (draft.order.customer == draft.row.payer) return no_order("it is theirs already");
    if (draft.order.amount != 0 && draft.order.amount != free_of(draft.row)) {
        return no_order("all of a payment that is on no item goes to one customer");
    }
    const Minor on_account = draft.row.on_account;
    draft.plan.cash = free_of(draft.row);
    draft.hand_over(draft.order.customer);
    LineSheet sheet;
    sheet.debit(PostingKind::unidentified, GlRole::unidentified, draft.row.unidentified);
    sheet.credit(PostingKind::on_account, GlRole::on_account, on_account);
    sheet.credit(PostingKind::unapplied, GlRole::unapplied, draft.row.unidentified - on_account);
    draft.say(fmt::format(
        "{} goes to {}",
        draft.amount(draft.plan.cash),
        draft.book.customer(draft.order.customer).number
    ));
    draft.decide(sheet, draft.order.customer, 0);
    return {};
}

Result<void> plan_send_away(OrderDraft& draft, PostingKind kind, GlRole account) {
    if (auto has = draft.needs_free_money(); !has) return has;
    if (account == GlRole::refund && draft.row.payer == none<CustomerNo>() &&
        draft.order.customer == none<CustomerNo>()) {
        return no_order("nobody is known as payer: say who paid");
    }
    const Minor wanted = draft.order.amount == 0 ? free_of(draft.row) : draft.order.amount;
    if (wanted < 0 || wanted > free_of(draft.row))
        return no_order(fmt::format("an amount up to {} expected", draft.amount(free_of(draft.row)))
        );
    LineSheet sheet;
    draft.take_free(sheet, wanted);
    sheet.credit(kind, account, wanted);
    draft.plan.refunded = wanted;
    draft.say(fmt::format(
        "{} {}",
        draft.amount(wanted),
        account == GlRole::refund ? "is to be paid back" : "is no receivable"
    ));
    draft.decide(sheet, draft.row.payer, 0);
    return {};
}

}  // namespace tieout
