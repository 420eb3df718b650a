#include "engine/payment_history.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/waiting.h"

namespace tieout {

Result<std::vector<PaymentDecided>> decisions_about(
    const Book& book, const Journal& journal, PaymentNo payment
) {
    const std::vector<Sequence> places = book.decisions_of(payment);
    if (places.size() > decisions_read_max) {
        return refuse(
            ErrorKind::usage,
            fmt::format("more than {} decisions about one payment", decisions_read_max)
        );
    }
    std::vector<PaymentDecided> decisions;
    TextStore texts;  // a decision owns its texts; only the reader asks for a store
    for (const Sequence at : places) {
        auto decided = entry_at<PaymentDecided>(journal, at, texts);
        if (!decided) return tl::make_unexpected(std::move(decided).error());
        if (decided->payment != payment) {
            return refuse(ErrorKind::damaged, fmt::format("entry {} decides another payment", at));
        }
        decisions.push_back(std::move(*decided));
    }
    return decisions;
}

Result<std::vector<PostingLine>> posted_for(
    const Book& book, const Journal& journal, PaymentNo payment
) {
    const auto decisions = decisions_about(book, journal, payment);
    if (!decisions) return tl::make_unexpected(decisions.error());
    LineSheet sheet;
    for (const PaymentDecided& each : *decisions)
        sheet.take(each.posting.lines);
    const PaymentRow& row = book.payment(payment);
    const bool is_whole =
        sheet.sum_of(GlRole::unapplied) == -static_cast<WideMinor>(row.unapplied) &&
        sheet.sum_of(GlRole::unidentified) == -static_cast<WideMinor>(row.unidentified) &&
        sheet.sum_of(GlRole::on_account) == -static_cast<WideMinor>(row.on_account);
    if (!is_whole) {
        return refuse(
            ErrorKind::damaged, "what was posted for a payment does not come to what it holds"
        );
    }
    return sheet.lines();
}

Result<ReviewPostings> postings_of_review(const Journal& journal, Sequence review) {
    ReviewPostings found;
    const auto read = journal.read(review, [&](Sequence at, const Entry& entry) {
        const bool is_end = std::holds_alternative<RunCommitted>(entry) ||
                            (at > review && std::holds_alternative<Reviewed>(entry));
        if (is_end || at - review >= review_entries_max) return false;
        found.last = at;
        if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
            found.decisions.push_back(*decided);
        } else if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
            found.adjustments.push_back(*adjusted);
        }
        return true;
    });
    if (!read) return tl::make_unexpected(read.error());
    return found;
}

std::vector<ItemNo> items_settled(const Book& book, const std::vector<PostingLine>& posted) {
    std::vector<ItemNo> items;
    for (const PostingLine& line : posted) {
        if (line.account != GlRole::receivable) continue;
        const bool is_settling = (line.side == Side::credit) != book.item(line.item).is_credit();
        const bool is_known = std::find(items.begin(), items.end(), line.item) != items.end();
        if (is_settling && !is_known) items.push_back(line.item);
    }
    return items;
}

std::optional<ItemNo> item_beyond(
    const Book& book,
    const std::vector<PostingLine>& lines,
    const std::map<ItemNo, WideMinor>& changes
) {
    std::map<ItemNo, WideMinor> open;
    for (const PostingLine& line : lines) {
        const bool is_of_book =
            line.account == GlRole::receivable && slot(line.item) < book.items.size();
        if (!is_of_book) continue;
        const OpenItem& item = book.item(line.item);
        const auto [found, is_new] = open.try_emplace(line.item, item.open);
        if (is_new) {
            const auto change = changes.find(line.item);
            found->second += change == changes.end() ? 0 : change->second;
        }
        const bool is_settling = (line.side == Side::credit) != item.is_credit();
        found->second += is_settling ? -static_cast<WideMinor>(line.amount) : line.amount;
    }
    for (const auto& [item, left] : open) {
        if (left < 0 || left > book.item(item).amount) return item;
    }
    return std::nullopt;
}

}  // namespace tieout
