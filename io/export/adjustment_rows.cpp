#include "io/export/adjustment_rows.h"

#include <fmt/format.h>

#include "io/report/csv_line.h"

namespace tieout {

namespace {

constexpr std::string_view header =
    "External ID,Date,Company,Currency,Account,Debit,Credit,Customer,Invoice key,Reason,Memo\n";

// The account that takes what an adjustment closes (engine/posting.cpp posts it there).
GlRole role_of(PostingKind kind) {
    switch (kind) {
        case PostingKind::earned_discount: return GlRole::earned_discount;
        case PostingKind::unearned_discount: return GlRole::unearned_discount;
        case PostingKind::fee: return GlRole::fee;
        default: return GlRole::write_off;
    }
}

}  // namespace

void AdjustmentRows::put(const HandOff& hand_off, ItemNo item, const ItemAdjustment& adjustment) {
    if (out_.empty()) out_ = header;
    const Book& book = writer_.book;
    const std::string amount =
        writer_.amount(adjustment.amount < 0 ? -adjustment.amount : adjustment.amount, hand_off);
    const auto line = [&](GlRole role, bool is_debit) {
        CsvLine row(out_);
        row.cell(fmt::format("{}-{}-A", writer_.batch.consumer, hand_off.posting.number))
            .cell(writer_.names.day(hand_off.posting.posting_date))
            .cell(writer_.names.entity(writer_.entity(hand_off)))
            .cell(hand_off.payment.currency.letters())
            .cell(writer_.account(hand_off, role))
            .cell(is_debit ? amount : "")
            .cell(is_debit ? "" : amount)
            .cell(book.customer(book.item(item).customer).number)
            .cell(book.key_of(item))
            .cell(writer_.names.reason(word_of(adjustment.kind)))
            .cell(word_of(adjustment.kind))
            .end();
        ++writer_.package.rows;
    };
    line(role_of(adjustment.kind), adjustment.amount > 0);
    line(GlRole::receivable, adjustment.amount < 0);
}

void AdjustmentRows::add_to_package() {
    if (!out_.empty()) writer_.add("adjustments.csv", std::move(out_));
}

}  // namespace tieout
