#include "engine/order_undo.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "engine/order_draft.h"
#include "engine/payment_history.h"
#include "engine/payment_state.h"

namespace tieout {

namespace {

// Turned lines must leave every item within its amount: what came after stands in the way.
Result<void> check_turned(const OrderDraft& draft, const std::vector<PostingLine>& lines) {
    std::map<ItemNo, WideMinor> open;
    for (const PostingLine& line : lines) {
        if (line.account != GlRole::receivable) continue;
        const OpenItem& item = draft.book.item(line.item);
        auto [found, is_new] = open.try_emplace(line.item, item.open);
        const bool is_settling = (line.side == Side::credit) != item.is_credit();
        found->second += is_settling ? -static_cast<WideMinor>(line.amount) : line.amount;
    }
    for (const auto& [no_of, sum] : open) {
        const OpenItem& item = draft.book.item(no_of);
        if (sum >= 0 && sum <= item.amount) continue;
        return no_order(fmt::format(
            "{} {} was settled by something else since: take that back first",
            word_of(item.kind),
            item.document
        ));
    }
    return {};
}

void say_turned(OrderDraft& draft, const std::vector<PostingLine>& lines) {
    for (const PostingLine& line : lines) {
        if (line.account != GlRole::receivable) continue;
        draft.say(fmt::format(
            "{}: {} of {} is {}",
            draft.book.item(line.item).document,
            draft.amount(line.amount),
            word_of(line.kind),
            line.side == Side::debit ? "open again" : "taken back"
        ));
    }
}

bool is_settlement(GlRole account) {
    switch (account) {
        case GlRole::bank:
        case GlRole::unapplied:
        case GlRole::unidentified:
        case GlRole::on_account:
        case GlRole::refund:
        case GlRole::other_receipts:
        case GlRole::intercompany: return false;
        default: return true;
    }
}

Result<std::vector<PostingLine>> all_of(const std::vector<PostingLine>& posted) {
    std::vector<PostingLine> lines;
    for (const PostingLine& line : posted) {
        if (is_settlement(line.account)) lines.push_back(line);
    }
    return lines;
}

// Where a difference went: its account, or the claim that it opened.
Result<PostingLine> counter_of(
    const OrderDraft& draft, const std::vector<PostingLine>& posted, const PostingLine& line
) {
    PostingLine counter = line;
    counter.side = line.side == Side::credit ? Side::debit : Side::credit;
    const std::string& document = draft.book.item(line.item).document;
    for (const PostingLine& other : posted) {
        if (other.kind != line.kind || other.side != counter.side || other.amount < line.amount)
            continue;
        const bool has_item = other.item != none<ItemNo>();
        const bool is_claim =
            has_item && draft.book.item(other.item).kind == ItemKind::claim &&
            draft.book.item(other.item).texts.get(ItemText::applies_to) == document &&
            other.amount == line.amount;
        if (has_item && !is_claim) continue;
        counter.account = other.account;
        counter.item = other.item;
        return counter;
    }
    return no_order(document + ": its differences cannot be told apart from those of other items");
}

// Of the items ordered: their lines, and the counter-lines of their differences.
Result<std::vector<PostingLine>> some_of(
    const OrderDraft& draft, const std::vector<PostingLine>& posted
) {
    std::vector<PostingLine> lines;
    for (const OrderedItem& each : draft.order.items) {
        bool is_there = false;
        for (const PostingLine& line : posted) {
            if (line.account != GlRole::receivable || line.item != each.item) continue;
            is_there = true;
            lines.push_back(line);
            if (line.kind == PostingKind::cash) continue;
            auto counter = counter_of(draft, posted, line);
            if (!counter) return tl::make_unexpected(counter.error());
            lines.push_back(*counter);
        }
        if (!is_there)
            return no_order(
                draft.book.item(each.item).document + " was not settled by this payment"
            );
    }
    return lines;
}

// What the bank charged us for the return is the customer's: a debit memo of its own.
void charge_fee(OrderDraft& draft) {
    OpenItem row;
    row.customer = draft.row.payer;
    row.entity = draft.plan.entity;
    row.kind = ItemKind::debit_memo;
    row.currency = draft.plan.currency;
    row.amount = draft.order.fee;
    row.invoice_date = draft.day();
    row.due_date = draft.day();
    row.document = fmt::format("FEE-{}", slot(draft.payment) + 1);
    row.texts.set(ItemText::reason, draft.order.code);
    draft.say(
        fmt::format("{}: {} is charged for the return", row.document, draft.amount(draft.order.fee))
    );
    const ItemNo item = draft.open_item(std::move(row));
    LineSheet sheet;
    sheet.debit(PostingKind::fee, GlRole::receivable, draft.order.fee, item);
    sheet.credit(PostingKind::fee, GlRole::fee, draft.order.fee);
    draft.plan.customer = draft.row.payer;
    draft.adjust(sheet);
}

}  // namespace

Result<void> plan_unapply(OrderDraft& draft) {
    if (auto has = draft.needs_payment(); !has) return has;
    const auto posted = posted_for(draft.book, draft.journal, draft.payment);
    if (!posted) return tl::make_unexpected(posted.error());
    LineSheet sheet;
    const auto turned = draft.order.items.empty() ? all_of(*posted) : some_of(draft, *posted);
    if (!turned) return tl::make_unexpected(turned.error());
    sheet.take_turned(*turned);
    const auto lines = sheet.lines();
    if (lines.empty()) return no_order("the payment stands on no item");
    if (auto good = check_turned(draft, lines); !good) return good;
    WideMinor cash = 0;
    for (const PostingLine& line : lines)
        cash += line.side == Side::debit ? line.amount : -static_cast<WideMinor>(line.amount);
    if (cash < 0)
        return no_order("what is taken back took more than it brought: take back the whole payment"
        );
    const bool is_known = draft.row.payer != none<CustomerNo>();
    sheet.credit(
        is_known ? PostingKind::unapplied : PostingKind::unidentified,
        is_known ? GlRole::unapplied : GlRole::unidentified,
        static_cast<Minor>(cash)
    );
    draft.plan.cash = static_cast<Minor>(cash);
    say_turned(draft, lines);
    draft.decide(sheet, draft.row.payer, 0);
    return {};
}

Result<void> plan_give_back(OrderDraft& draft) {
    if (auto has = draft.needs_payment(); !has) return has;
    if (draft.row.returned != 0) return no_order("the money went back already");
    if (draft.row.refunded != 0 || draft.row.other != 0)
        return no_order("a part of it was paid back or is no receivable: undo that first");
    const auto posted = posted_for(draft.book, draft.journal, draft.payment);
    if (!posted) return tl::make_unexpected(posted.error());
    LineSheet sheet;
    sheet.take_turned(*posted);
    const auto lines = sheet.lines();
    if (lines.empty()) return no_order("nothing was posted for the payment");
    if (auto good = check_turned(draft, lines); !good) return good;
    draft.plan.cash = draft.row.amount;
    say_turned(draft, lines);
    draft.say(fmt::format("{} went back", draft.amount(draft.row.amount)));
    if (draft.order.fee < 0) return no_order("a fee is not negative");
    if (draft.order.fee > 0 && draft.row.payer == none<CustomerNo>())
        return no_order("nobody is known as payer: the fee cannot be charged");
    draft.decide(sheet, draft.row.payer, 0);
    if (draft.order.fee > 0) charge_fee(draft);
    return {};
}

Result<void> plan_undo(OrderDraft& draft) {
    if (auto has = draft.needs_payment(); !has) return has;
    const auto decisions = decisions_about(draft.book, draft.journal, draft.payment);
    if (!decisions) return tl::make_unexpected(decisions.error());
    const auto last = std::find_if(decisions->rbegin(), decisions->rend(), [](const auto& each) {
        return !each.posting.lines.empty();
    });
    if (last == decisions->rend()) return no_order("nothing was posted for the payment");
    const bool is_first = std::any_of(
        last->posting.lines.begin(),
        last->posting.lines.end(),
        [](const PostingLine& line) {
            return line.account == GlRole::bank && line.side == Side::debit;
        }
    );
    const bool was_returned = draft.row.returned > 0;
    if (is_first && !was_returned && decisions->size() == 1) {
        return no_order("the first posting of a payment is taken back by `unapply` or `return`");
    }
    LineSheet sheet;
    sheet.take_turned(last->posting.lines);
    const auto lines = sheet.lines();
    if (auto good = check_turned(draft, lines); !good) return good;
    draft.say(fmt::format("posting {} is undone", last->posting.number));
    say_turned(draft, lines);
    draft.plan.cash = draft.row.amount;
    draft.decide(sheet, last->posting.customer, last->posting.number);
    return {};
}

}  // namespace tieout
