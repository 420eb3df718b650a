#include "engine/outside_change.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/payment_history.h"
#include "engine/payment_state.h"
#include "engine/period.h"

namespace tieout {

namespace {

class Amending {
public:
    Amending(const Book& book, const Journal& journal, Date day)
        : book_(book), journal_(journal), day_(day), postings_(book.postings) {}

    Result<void> amend(const SentAmount& sent) {
        const OpenItem& item = book_.item(sent.item);
        const Minor open = item.open + (sent.amount - item.amount);
        const Minor excess = open < 0 ? -open : 0;
        if (auto given = give_back(sent, excess); !given) return given;
        entries_.emplace_back(ItemAmended{
            sent.item, sent.amount, sent.amount - item.amount, posting_day(book_, item.entity, day_)
        });
        if (excess == 0) report(sent, item);
        return {};
    }

    std::vector<Entry> take() { return std::move(entries_); }

private:
    // The payments that stand on the item, the latest first.
    std::vector<PaymentNo> payments_on(ItemNo item) const {
        std::vector<PaymentNo> payments;
        for (auto change = book_.item_changes.rbegin(); change != book_.item_changes.rend();
             ++change) {
            if (change->item != item || change->payment == none<PaymentNo>()) continue;
            const bool is_known =
                std::find(payments.begin(), payments.end(), change->payment) != payments.end();
            if (!is_known) payments.push_back(change->payment);
        }
        return payments;
    }

    Result<void> give_back(const SentAmount& sent, Minor excess) {
        if (excess == 0) return {};
        for (const PaymentNo payment : payments_on(sent.item)) {
            const auto posted = posted_for(book_, journal_, payment);
            if (!posted) return tl::make_unexpected(posted.error());
            Minor& given = given_[{payment, sent.item}];
            for (const PostingLine& line : *posted) {
                const bool is_cash = line.account == GlRole::receivable && line.item == sent.item &&
                                     line.kind == PostingKind::cash;
                if (!is_cash || line.side == Side::debit) continue;
                const Minor part = std::min(line.amount - given, excess);
                if (part <= 0) continue;
                give_back_of(payment, sent, part);
                given += part;
                excess -= part;
            }
            if (excess == 0) return {};
        }
        const OpenItem& item = book_.item(sent.item);
        return refuse(
            ErrorKind::input,
            fmt::format(
                "{}: the ERP sends {}, but {} of it was settled without cash: take that back first",
                item.document,
                format_amount(sent.amount, item.currency),
                format_amount(item.amount - item.open, item.currency)
            )
        );
    }

    // So much of the payment's cash leaves the item and waits unapplied, for a person.
    void give_back_of(PaymentNo payment, const SentAmount& sent, Minor amount) {
        const OpenItem& item = book_.item(sent.item);
        const auto [found, is_new] = rows_.try_emplace(payment, book_.payment(payment));
        PaymentRow& row = found->second;
        PaymentDecided decided;
        decided.payment = payment;
        decided.posting.lines = {
            {PostingKind::cash, Side::debit, GlRole::receivable, sent.item, amount},
            {PostingKind::unapplied, Side::credit, GlRole::unapplied, none<ItemNo>(), amount}
        };
        for (const PostingLine& line : decided.posting.lines)
            count_line(book_, row, line);
        decided.posting.number = ++postings_;
        decided.posting.customer = row.payer;
        decided.posting.posting_date =
            posting_day(book_, row.entity, std::max(day_, row.booking_date));
        decided.payer = row.payer;
        decided.status = status_of(row);
        decided.certificate = Certificate::policy;
        decided.reason = Reason::outside_change;
        decided.opens_exception = is_new;
        decided.other = row.other;
        decided.detail = fmt::format(
            "the ERP lowered {} from {} to {}: {} of the payment is unapplied",
            item.document,
            format_amount(item.amount, item.currency),
            format_amount(sent.amount, item.currency),
            format_amount(amount, item.currency)
        );
        entries_.emplace_back(std::move(decided));
    }

    void report(const SentAmount& sent, const OpenItem& item) {
        ExceptionItem row;
        row.reason = Reason::outside_change;
        row.entity = item.entity;
        row.customer = item.customer;
        row.currency = item.currency;
        row.amount =
            sent.amount > item.amount ? sent.amount - item.amount : item.amount - sent.amount;
        row.opened = day_;
        entries_.emplace_back(ExceptionOpened{
            std::move(row),
            fmt::format(
                "{}: the ERP changed its amount from {} to {}; {} stays open",
                item.document,
                format_amount(item.amount, item.currency),
                format_amount(sent.amount, item.currency),
                format_amount(item.open + sent.amount - item.amount, item.currency)
            )
        });
    }

    const Book& book_;
    const Journal& journal_;
    Date day_;
    std::uint64_t postings_;
    std::map<PaymentNo, PaymentRow> rows_;  // as what was given back leaves them
    std::map<std::pair<PaymentNo, ItemNo>, Minor> given_;
    std::vector<Entry> entries_;
};

}  // namespace

Result<std::vector<Entry>> amend_items(
    const Book& book, const Journal& journal, const std::vector<SentAmount>& sent, Date day
) {
    Amending amending(book, journal, day);
    for (const SentAmount& each : sent) {
        if (auto done = amending.amend(each); !done) return tl::make_unexpected(done.error());
    }
    return amending.take();
}

std::optional<ExceptionOpened> open_amount_differs(const Book& book, ItemNo item, Minor erp_open) {
    const OpenItem& held = book.item(item);
    ExceptionItem row;
    row.reason = Reason::outside_change;
    row.entity = held.entity;
    row.customer = held.customer;
    row.currency = held.currency;
    row.amount = erp_open > held.open ? erp_open - held.open : held.open - erp_open;
    row.opened = held.invoice_date.value_or(Date{});
    const bool is_known =
        std::any_of(book.exceptions.begin(), book.exceptions.end(), [&](const auto& each) {
            return each.is_open && each.reason == row.reason && each.customer == row.customer &&
                   each.currency == row.currency && each.amount == row.amount;
        });
    if (is_known) return std::nullopt;
    return ExceptionOpened{
        std::move(row),
        fmt::format(
            "{}: the ERP sends {} open, the book holds {} of {}",
            held.document,
            format_amount(erp_open, held.currency),
            format_amount(held.open, held.currency),
            format_amount(held.amount, held.currency)
        )
    };
}

}  // namespace tieout
