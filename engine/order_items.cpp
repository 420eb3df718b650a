#include "engine/order_items.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/claim_items.h"
#include "engine/clearing.h"
#include "engine/discount_tax.h"
#include "engine/order_draft.h"
#include "engine/payment_state.h"

namespace tieout {

namespace {

constexpr std::size_t items_max = 10'000;  // of one order

Minor differences_of(const OrderedItem& each) {
    return add(
        add(add(each.discount, each.write_off), add(each.deduction, each.withheld)), each.fee
    );
}

// The cash of each item: as ordered, else what the item needs; one item without an amount may be
// paid in part by what there is.
Result<std::vector<Minor>> cash_of_items(const OrderDraft& draft, Minor available) {
    std::vector<Minor> cash;
    WideMinor sum = 0;
    for (const OrderedItem& each : draft.order.items) {
        const OpenItem& item = draft.book.item(each.item);
        const Minor needed = item.is_credit() ? -item.open : item.open - differences_of(each);
        Minor takes = each.cash.value_or(needed);
        const bool is_part =
            !each.cash && draft.order.items.size() == 1 && !item.is_credit() && takes > available;
        if (is_part) takes = available;
        const Minor low = item.is_credit() ? -item.open : 0;
        const Minor high = item.is_credit() ? 0 : item.open - differences_of(each);
        if (takes < low || takes > high) {
            return no_order(fmt::format(
                "{}: {} cash and {} of differences do not fit, open is {}",
                item.document,
                draft.amount(takes),
                draft.amount(differences_of(each)),
                draft.amount(item.open)
            ));
        }
        cash.push_back(takes);
        sum += takes;
    }
    if (sum < 0) return no_order("the credits come to more than the invoices");
    if (sum > available) {
        return no_order(fmt::format(
            "the items take {}, only {} is free",
            format_amount_wide(sum, draft.plan.currency),
            draft.amount(available)
        ));
    }
    return cash;
}

// The tax within the discount of an item, when the policy splits it off.
Minor tax_of(const OrderDraft& draft, const OrderedItem& each) {
    if (!draft.book.policy.split_discount_tax) return 0;
    return tax_of_discount(draft.book.item(each.item), each.discount);
}

// In time, and by payment in full where the policy wants that: not by a part.
bool is_earned_discount(const OrderDraft& draft, const OrderedItem& each, Minor takes) {
    const Date paid = draft.payment == none<PaymentNo>() ? draft.order.day : draft.row.booking_date;
    const OpenItem& item = draft.book.item(each.item);
    const Policy& policy = draft.book.policy;
    const bool is_whole =
        !policy.discount_only_if_paid_in_full || add(takes, differences_of(each)) == item.open;
    return is_whole && each.discount <= earned_discount(item, policy, paid);
}

void say_item(OrderDraft& draft, const OrderedItem& each, Minor takes) {
    const OpenItem& item = draft.book.item(each.item);
    const Minor closes = (item.is_credit() ? -takes : takes) + differences_of(each);
    std::string words = fmt::format("{}: {} cash", item.document, draft.amount(takes));
    const auto part = [&](const char* name, Minor value) {
        if (value != 0) words += fmt::format(" + {} {}", draft.amount(value), name);
    };
    part("discount", each.discount - tax_of(draft, each));
    part("tax of the discount", tax_of(draft, each));
    part("write-off", each.write_off);
    part("claim", each.deduction);
    part("withheld tax", each.withheld);
    part("fee", each.fee);
    draft.say(words + fmt::format(", {} stays open", draft.amount(item.open - closes)));
}

// What closes a part of an invoice besides cash, each cent on its own account.
void put_differences(OrderDraft& draft, const OrderedItem& each, Minor takes, LineSheet& sheet) {
    const OpenItem& item = draft.book.item(each.item);
    const auto put = [&](PostingKind kind, GlRole account, Minor value) {
        if (value == 0) return;
        sheet.credit(kind, GlRole::receivable, value, each.item);
        sheet.debit(kind, account, value);
    };
    if (each.discount != 0) {
        const bool is_earned = is_earned_discount(draft, each, takes);
        const Minor tax = tax_of(draft, each);
        const Minor net = each.discount - tax;
        is_earned ? put(PostingKind::earned_discount, GlRole::earned_discount, net)
                  : put(PostingKind::unearned_discount, GlRole::unearned_discount, net);
        put(PostingKind::tax, GlRole::tax, tax);
    }
    put(PostingKind::write_off, GlRole::write_off, each.write_off);
    put(PostingKind::fee, GlRole::fee, each.fee);
    draft.plan.written_off = add(draft.plan.written_off, given_up_of(draft, each, takes));
    const auto claim =
        [&](PostingKind kind, Minor value, std::string_view document, std::string_view code) {
            if (value == 0) return;
            const ItemNo opened =
                draft.open_item(claim_of_invoice(item, value, draft.day(), document, code));
            sheet.credit(kind, GlRole::receivable, value, each.item);
            sheet.debit(kind, GlRole::receivable, value, opened);
        };
    const std::string& code = code_of(draft, each);
    claim(PostingKind::claim, each.deduction, each.claim, code);
    claim(PostingKind::withholding, each.withheld, certificate_document(item), withholding_reason);
}

// What is left is the payer's: unapplied, or on account when the order says so.
void place_rest(OrderDraft& draft, LineSheet& sheet, Minor used) {
    const Minor unknown = std::max<Minor>(0, draft.row.unidentified - used);
    Minor later = std::max<Minor>(0, used - draft.row.unidentified);
    const Minor unapplied = std::max<Minor>(0, draft.row.unapplied - later);
    if (draft.order.rest_on_account) {
        sheet.debit(PostingKind::unidentified, GlRole::unidentified, unknown);
        sheet.debit(PostingKind::unapplied, GlRole::unapplied, unapplied);
        sheet.credit(PostingKind::on_account, GlRole::on_account, add(unknown, unapplied));
    } else {
        sheet.debit(PostingKind::unidentified, GlRole::unidentified, unknown);
        sheet.credit(PostingKind::unapplied, GlRole::unapplied, unknown);
    }
    const Minor left = free_of(draft.row) - used;
    if (left > 0)
        draft.say(fmt::format(
            "{} of the payment is {}",
            draft.amount(left),
            draft.order.rest_on_account ? "on account" : "unapplied"
        ));
}

}  // namespace

Minor given_up_of(const OrderDraft& draft, const OrderedItem& each, Minor takes) {
    const Minor discount = is_earned_discount(draft, each, takes) ? 0 : each.discount;
    return add(add(each.write_off, each.fee), discount);
}

const std::string& code_of(const OrderDraft& draft, const OrderedItem& each) {
    return each.reason.empty() ? draft.order.code : each.reason;
}

Result<void> plan_assign(OrderDraft& draft) {
    if (auto has = draft.needs_payment(); !has) return has;
    if (draft.order.items.empty() && draft.order.customer == none<CustomerNo>()) {
        return no_order("items, or a customer, expected");
    }
    if (draft.order.items.size() > items_max)
        return no_order(fmt::format("at most {} items of one order", items_max));
    for (const OrderedItem& each : draft.order.items) {
        if (auto good = draft.check_item(each); !good) return good;
    }
    const auto who = draft.payer();
    if (!who) return tl::make_unexpected(who.error());
    const auto cash = cash_of_items(draft, free_of(draft.row));
    if (!cash) return tl::make_unexpected(cash.error());
    if (free_of(draft.row) == 0 && draft.order.items.empty())
        return no_order("no cent of the payment is free");
    draft.hand_over(*who);
    LineSheet sheet;
    WideMinor used = 0;
    for (std::size_t i = 0; i < draft.order.items.size(); ++i) {
        const Minor takes = (*cash)[i];
        used += takes;
        sheet.credit(PostingKind::cash, GlRole::receivable, takes, draft.order.items[i].item);
        put_differences(draft, draft.order.items[i], takes, sheet);
        say_item(draft, draft.order.items[i], takes);
    }
    draft.take_free(sheet, static_cast<Minor>(used));
    draft.plan.cash = static_cast<Minor>(used);
    place_rest(draft, sheet, static_cast<Minor>(used));
    draft.decide(sheet, *who, 0);
    return {};
}

Result<void> plan_differences(OrderDraft& draft) {
    if (draft.order.items.empty()) return no_order("items expected");
    for (const OrderedItem& each : draft.order.items) {
        if (auto good = draft.check_item(each); !good) return good;
        if (each.cash.value_or(0) != 0) return no_order("amounts of differences expected, no cash");
        const OpenItem& item = draft.book.item(each.item);
        if (item.is_credit()) return no_order(item.document + " is a credit");
        if (differences_of(each) == 0 || differences_of(each) > item.open) {
            return no_order(fmt::format(
                "{}: an amount up to {} expected", item.document, draft.amount(item.open)
            ));
        }
    }
    LineSheet sheet;
    const CustomerNo who = draft.plan.customer == none<CustomerNo>()
                               ? draft.book.item(draft.order.items.front().item).customer
                               : draft.plan.customer;
    for (const OrderedItem& each : draft.order.items) {
        put_differences(draft, each, 0, sheet);
        say_item(draft, each, 0);
    }
    if (draft.payment == none<PaymentNo>()) {
        draft.adjust(sheet);
    } else {
        draft.decide(sheet, who, 0);
    }
    return {};
}

}  // namespace tieout
