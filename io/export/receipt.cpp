#include "io/export/receipt.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/check.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, 4> kind_words{
    "receipt", "application", "reversal", "adjustment"
};

// Goes along the lines of a posting and puts each where it belongs.
class LineTaker {
public:
    explicit LineTaker(Receipt& receipt) : receipt_(receipt) {}

    void take(const PostingLine& line) {
        const Minor credit = line.side == Side::credit ? line.amount : -line.amount;
        switch (line.account) {
            case GlRole::bank: bank = subtract(bank, credit); return;
            case GlRole::receivable: take_item(line, credit); return;
            case GlRole::unapplied: suspend(receipt_.unapplied, credit); return;
            case GlRole::unidentified: suspend(receipt_.unidentified, credit); return;
            case GlRole::on_account: suspend(receipt_.on_account, credit); return;
            default: receipt_.other = add(receipt_.other, credit); return;
        }
    }

    Minor bank = 0;
    Minor released = 0;  // taken out of suspense

private:
    void suspend(Minor& place, Minor credit) {
        if (credit < 0) {
            released = subtract(released, credit);
        } else {
            place = add(place, credit);
        }
    }

    void take_item(const PostingLine& line, Minor credit) {
        const auto [at, is_new] = places_.emplace(slot(line.item), receipt_.items.size());
        if (is_new) receipt_.items.push_back({line.item, 0, {}});
        ItemApplication& item = receipt_.items[at->second];
        if (line.kind == PostingKind::cash) {
            item.cash = add(item.cash, credit);
            return;
        }
        item.adjustments.push_back({line.kind, credit});
        receipt_.other = add(receipt_.other, credit);  // its counter-line takes it out again
    }

    Receipt& receipt_;
    std::unordered_map<std::uint32_t, std::size_t> places_;
};

}  // namespace

std::string_view word_of(HandOffKind kind) {
    return kind_words.at(static_cast<std::size_t>(kind));
}

bool is_discount(const ItemAdjustment& adjustment) {
    return adjustment.kind == PostingKind::earned_discount ||
           adjustment.kind == PostingKind::unearned_discount;
}

Minor ItemApplication::adjusted() const {
    Minor sum = 0;
    for (const ItemAdjustment& each : adjustments)
        sum = add(sum, each.amount);
    return sum;
}

Minor ItemApplication::discount() const {
    Minor sum = 0;
    for (const ItemAdjustment& each : adjustments) {
        if (is_discount(each)) sum = add(sum, each.amount);
    }
    return sum;
}

std::string_view beyond_advice(const Receipt& receipt) {
    if (receipt.kind == HandOffKind::reversal) return "it undoes what was handed over";
    if (receipt.kind == HandOffKind::adjustment) return "no money moved: items alone were adjusted";
    return {};
}

Minor Receipt::left() const {
    return add(add(on_account, unapplied), add(unidentified, other));
}

bool Receipt::consumes_credit() const {
    return std::any_of(items.begin(), items.end(), [](const ItemApplication& each) {
        return each.cash < 0;
    });
}

Receipt receipt_of(const HandOff& hand_off) {
    Receipt receipt;
    LineTaker taker(receipt);
    for (const PostingLine& line : hand_off.posting.lines)
        taker.take(line);
    const bool goes_back = taker.bank < 0 || hand_off.posting.reverses != 0;
    receipt.kind = goes_back         ? HandOffKind::reversal
                   : taker.bank != 0 ? HandOffKind::receipt
                                     : HandOffKind::application;
    receipt.amount = add(taker.bank, taker.released);
    if (goes_back) receipt.amount = taker.bank;
    if (hand_off.no == none<PaymentNo>()) receipt.kind = HandOffKind::adjustment;
    WideMinor sum = receipt.left();
    for (const ItemApplication& each : receipt.items)
        sum += each.cash;
    if (goes_back) sum -= taker.released;
    check(sum == receipt.amount, "a receipt's items and what is left add up to it");
    if (receipt.kind == HandOffKind::receipt) {
        check(
            receipt.amount <= hand_off.payment.amount, "no more is handed over than was received"
        );
    }
    return receipt;
}

}  // namespace tieout
