#include "engine/posting.h"

#include <algorithm>
#include <array>

#include "engine/check.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, 15> kind_words{
    "cash",
    "earned_discount",
    "unearned_discount",
    "deduction",
    "claim",
    "write_off",
    "fee",
    "tax",
    "withholding",
    "on_account",
    "unapplied",
    "unidentified",
    "intercompany",
    "gain_loss",
    "refund"
};

struct AdjustmentPosting {
    PostingKind kind;
    GlRole account;
};

AdjustmentPosting posting_of(AdjustmentKind kind) {
    switch (kind) {
        case AdjustmentKind::earned_discount:
            return {PostingKind::earned_discount, GlRole::earned_discount};
        case AdjustmentKind::unearned_discount:
            return {PostingKind::unearned_discount, GlRole::unearned_discount};
        case AdjustmentKind::deduction: return {PostingKind::deduction, GlRole::deduction};
        case AdjustmentKind::write_off: return {PostingKind::write_off, GlRole::write_off};
        case AdjustmentKind::fee: return {PostingKind::fee, GlRole::fee};
        case AdjustmentKind::tax: return {PostingKind::tax, GlRole::tax};
        case AdjustmentKind::withholding: return {PostingKind::withholding, GlRole::receivable};
        case AdjustmentKind::claim: return {PostingKind::claim, GlRole::receivable};
    }
    check(false, "an adjustment is of a known kind");
    return {PostingKind::write_off, GlRole::write_off};
}

}  // namespace

void LineSheet::take(std::span<const PostingLine> lines) {
    for (const PostingLine& line : lines) {
        sums_[{line.kind, line.account, line.item}] +=
            line.side == Side::debit ? line.amount : -static_cast<WideMinor>(line.amount);
    }
}

void LineSheet::take_turned(std::span<const PostingLine> lines) {
    for (const PostingLine& line : lines) {
        sums_[{line.kind, line.account, line.item}] -=
            line.side == Side::debit ? line.amount : -static_cast<WideMinor>(line.amount);
    }
}

WideMinor LineSheet::sum_of(GlRole account) const {
    WideMinor all = 0;
    for (const auto& [key, sum] : sums_)
        all += std::get<GlRole>(key) == account ? sum : 0;
    return all;
}

std::vector<PostingLine> LineSheet::lines() const {
    std::vector<PostingLine> lines;
    for (const auto& [key, sum] : sums_) {
        if (sum == 0) continue;
        const auto [kind, account, item] = key;
        const auto size = narrow(sum < 0 ? -sum : sum);
        check(size.has_value(), "the lines of a posting are amounts");
        lines.push_back({kind, sum > 0 ? Side::debit : Side::credit, account, item, *size});
    }
    return lines;
}

std::string_view gl_account(const Policy& policy, GlRole role) {
    switch (role) {
        case GlRole::bank: return policy.gl_bank;
        case GlRole::receivable: return policy.gl_receivable;
        case GlRole::unapplied: return policy.gl_unapplied;
        case GlRole::unidentified: return policy.gl_unidentified;
        case GlRole::on_account: return policy.gl_on_account;
        case GlRole::earned_discount: return policy.gl_earned_discount;
        case GlRole::unearned_discount: return policy.gl_unearned_discount;
        case GlRole::write_off: return policy.gl_write_off;
        case GlRole::fee: return policy.gl_fee;
        case GlRole::clearing: return policy.gl_clearing;
        case GlRole::deduction: return policy.gl_deduction;
        case GlRole::tax: return policy.gl_tax;
        case GlRole::withholding: return policy.gl_withholding;
        case GlRole::refund: return policy.gl_refund;
        case GlRole::intercompany: return policy.gl_intercompany;
        case GlRole::other_receipts: return policy.gl_other_receipts;
        case GlRole::gain_loss: return policy.gl_gain_loss;
    }
    check(false, "a role of the general ledger is of the list");
    return {};
}

bool balances(std::span<const PostingLine> lines) {
    WideMinor sum = 0;
    for (const PostingLine& line : lines) {
        if (line.amount <= 0) return false;
        sum += line.side == Side::debit ? line.amount : -static_cast<WideMinor>(line.amount);
    }
    return sum == 0;
}

void make_posting_lines(const Clearing& clearing, Minor amount, std::vector<PostingLine>& lines) {
    lines.clear();
    lines.reserve(2 + clearing.items.size());
    const auto put = [&](PostingKind kind, Side side, GlRole account, ItemNo item, Minor value) {
        if (value != 0) lines.push_back({kind, side, account, item, value});
    };
    put(PostingKind::cash, Side::debit, GlRole::bank, none<ItemNo>(), amount);
    for (const ClearedItem& cleared : clearing.items) {
        if (cleared.cash >= 0) {
            put(PostingKind::cash, Side::credit, GlRole::receivable, cleared.item, cleared.cash);
        } else {
            put(PostingKind::cash, Side::debit, GlRole::receivable, cleared.item, -cleared.cash);
        }
        for (const Adjustment& adjustment : cleared.adjustments) {
            const AdjustmentPosting to = posting_of(adjustment.kind);
            const Minor value = adjustment.amount;
            put(to.kind, Side::credit, GlRole::receivable, cleared.item, value);
            check(
                opens_claim(adjustment.kind) == (adjustment.opened != none<ItemNo>()),
                "a claim, and nothing else, opens an item"
            );
            put(to.kind, Side::debit, to.account, adjustment.opened, value);
        }
    }
    const auto suspense = [&](PostingKind kind, GlRole account, Minor value) {
        put(kind, Side::credit, account, none<ItemNo>(), value);
    };
    suspense(PostingKind::on_account, GlRole::on_account, clearing.on_account);
    suspense(PostingKind::unapplied, GlRole::unapplied, clearing.unapplied);
    suspense(PostingKind::unidentified, GlRole::unidentified, clearing.unidentified);
    check(balances(lines), "the lines of a clearing balance");
}

std::vector<PostingLine> posting_lines(const Clearing& clearing, Minor amount) {
    std::vector<PostingLine> lines;
    make_posting_lines(clearing, amount, lines);
    return lines;
}

std::vector<PostingLine> posting_lines_again(
    const Clearing& clearing, Minor unapplied, Minor unidentified
) {
    Clearing rest = clearing;
    const auto keep = [](Minor held, Minor& wanted) {
        const Minor stays = std::min(held, wanted);
        wanted -= stays;
        return held - stays;
    };
    const Minor out_of_unapplied = keep(unapplied, rest.unapplied);
    const Minor out_of_unidentified = keep(unidentified, rest.unidentified);
    std::vector<PostingLine> lines =
        posting_lines(rest, add(out_of_unapplied, out_of_unidentified));
    std::erase_if(lines, [](const PostingLine& line) { return line.account == GlRole::bank; });
    const auto take = [&](PostingKind kind, GlRole account, Minor value) {
        if (value == 0) return;
        lines.insert(lines.begin(), {kind, Side::debit, account, none<ItemNo>(), value});
    };
    take(PostingKind::unidentified, GlRole::unidentified, out_of_unidentified);
    take(PostingKind::unapplied, GlRole::unapplied, out_of_unapplied);
    check(balances(lines), "the lines of a later decision balance");
    return lines;
}

std::string_view word_of(PostingKind kind) {
    return kind_words.at(static_cast<std::size_t>(kind));
}

std::optional<PostingKind> posting_kind_of(std::string_view word) {
    const auto found = std::find(kind_words.begin(), kind_words.end(), word);
    if (found == kind_words.end()) return std::nullopt;
    return static_cast<PostingKind>(found - kind_words.begin());
}

std::string_view word_of(Side side) {
    return side == Side::debit ? "debit" : "credit";
}

}  // namespace tieout
