#include "engine/order_undo.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "engine/order_draft.h"
#include "engine/payment_history.h"
#include "engine/payment_state.h"

namespace tieout {

namespace {

// Turned lines must leave every item within its amount: what came after stands in the way.
Result<void> check_turned(const OrderDraft& draft, const std::vector<PostingLine>& lines) {
    const auto beyond = item_beyond(draft.book, lines);
    if (!beyond) return {};
    const OpenItem& item = draft.book.item(*beyond);
    return no_order(fmt::format(
        "{} {} was settled by something else since: take that back first",
        word_of(item.kind),
        item.document
    ));
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
    std::set<ItemNo> seen;
    for (const OrderedItem& each : draft.order.items) {
        if (slot(each.item) >= draft.book.items.size()) return no_order("there is no such item");
        if (!seen.insert(each.item).second)
            return no_order(draft.book.item(each.item).document + " is named twice");
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

// Which reviews stand: one that was undone does not, unless the undoing was undone.
std::vector<bool> standing(const Book& book) {
    std::vector<bool> stands(book.reviews.size(), true);
    for (const ReviewRow& row : book.reviews) {
        bool value = false;
        for (std::uint32_t undone = row.undoes; undone != 0;
             undone = book.reviews[undone - 1].undoes) {
            stands[undone - 1] = value;
            value = !value;
        }
    }
    return stands;
}

// The review to undo: the one that was said, else the latest about the payment that stands and
// undoes nothing itself.
Result<std::uint32_t> review_to_undo(const OrderDraft& draft) {
    const Book& book = draft.book;
    const std::vector<bool> stands = standing(book);
    if (draft.order.review != 0) {
        if (draft.order.review > book.reviews.size()) return no_order("there is no such review");
        const std::uint32_t row = draft.order.review - 1;
        if (book.reviews[row].payment != draft.payment)
            return no_order(fmt::format("R{} is about something else", draft.order.review));
        if (!moves_money(book.reviews[row].action)) return no_order("it posted nothing");
        if (!stands[row]) return no_order("it is undone already");
        return row;
    }
    const std::vector<std::uint32_t> reviews = book.reviews_of(draft.payment);
    for (auto row = reviews.rbegin(); row != reviews.rend(); ++row) {
        const ReviewRow& review = book.reviews[*row];
        if (stands[*row] && moves_money(review.action) && review.undoes == 0) return *row;
    }
    return no_order("nobody decided about the payment: take it back by `unapply` or `return`");
}

// Nothing that moved money came after the review, but what was undone again; and no run decided
// since, as what it did is no review that could be undone first.
Result<void> check_is_last(const OrderDraft& draft, std::uint32_t row) {
    const Book& book = draft.book;
    const std::vector<bool> stands = standing(book);
    std::vector<Sequence> by_runs;
    for (const Sequence at : book.decisions_of(draft.payment)) {
        if (at > book.reviews[row].entry) by_runs.push_back(at);
    }
    for (const std::uint32_t later : book.reviews_of(draft.payment)) {
        const ReviewRow& review = book.reviews[later];
        if (later < row || !moves_money(review.action)) continue;
        const bool is_undone_since =
            later == row || !stands[later] || (review.undoes != 0 && review.undoes > row + 1);
        if (!is_undone_since) {
            return no_order(fmt::format("R{} came after it: undo that first", later + 1));
        }
        const auto made = postings_of_review(draft.journal, review.entry);
        if (!made) return tl::make_unexpected(made.error());
        std::erase_if(by_runs, [&](Sequence at) { return at >= review.entry && at <= made->last; });
    }
    if (by_runs.empty()) return {};
    return no_order("a later run decided about the payment: take it back by `unapply`");
}

Result<void> turn(OrderDraft& draft, const Posting& posting, LineSheet& sheet) {
    sheet.take_turned(posting.lines);
    const auto lines = sheet.lines();
    if (auto good = check_turned(draft, lines); !good) return good;
    draft.say(fmt::format("posting {} is undone", posting.number));
    say_turned(draft, lines);
    return {};
}

// Money that a bank's file took back comes again: its last decision is posted back.
Result<void> undo_return(OrderDraft& draft) {
    const auto decisions = decisions_about(draft.book, draft.journal, draft.payment);
    if (!decisions) return tl::make_unexpected(decisions.error());
    const Posting& last = decisions->back().posting;
    LineSheet sheet;
    if (auto good = turn(draft, last, sheet); !good) return good;
    draft.plan.cash = draft.row.amount;
    draft.decide(sheet, last.customer, last.number);
    return {};
}

// The posting that is taken back: the latest about the payment that settled one of these items.
Result<std::uint64_t> last_posting_on(
    const OrderDraft& draft, const std::vector<PostingLine>& lines
) {
    const auto decisions = decisions_about(draft.book, draft.journal, draft.payment);
    if (!decisions) return tl::make_unexpected(decisions.error());
    std::uint64_t last = 0;
    for (const PaymentDecided& each : *decisions) {
        for (const PostingLine& line : each.posting.lines) {
            const bool settles = line.account == GlRole::receivable && line.side == Side::credit;
            const bool is_one = std::any_of(lines.begin(), lines.end(), [&](const auto& turned) {
                return turned.item == line.item && turned.account == GlRole::receivable;
            });
            if (settles && is_one) last = each.posting.number;
        }
    }
    return last;
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
    const auto reverses = last_posting_on(draft, lines);
    if (!reverses) return tl::make_unexpected(reverses.error());
    draft.plan.cash = static_cast<Minor>(cash);
    say_turned(draft, lines);
    draft.decide(sheet, draft.row.payer, *reverses);
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
    const bool has_payment = draft.payment != none<PaymentNo>();
    if (!has_payment && draft.order.review == 0) return draft.needs_payment();
    const auto row = review_to_undo(draft);
    if (!row) {
        const bool is_back = has_payment && draft.order.review == 0 && draft.row.returned != 0;
        return is_back ? undo_return(draft) : tl::make_unexpected(row.error());
    }
    if (has_payment) {
        if (auto last = check_is_last(draft, *row); !last) return last;
    }
    const auto made = postings_of_review(draft.journal, draft.book.reviews[*row].entry);
    if (!made) return tl::make_unexpected(made.error());
    for (auto each = made->decisions.rbegin(); each != made->decisions.rend(); ++each) {
        if (each->posting.lines.empty()) continue;
        LineSheet sheet;
        if (auto good = turn(draft, each->posting, sheet); !good) return good;
        draft.decide(sheet, each->posting.customer, each->posting.number);
        draft.plan.cash = draft.row.amount;
    }
    for (const ItemsAdjusted& each : made->adjustments) {
        LineSheet sheet;
        if (auto good = turn(draft, each.posting, sheet); !good) return good;
        draft.plan.customer = each.posting.customer;
        draft.adjust(sheet, each.posting.number);
    }
    if (draft.plan.words.empty()) return no_order("nothing was posted that could be undone");
    draft.undoes = *row + 1;
    return {};
}

}  // namespace tieout
