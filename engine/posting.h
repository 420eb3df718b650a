// A posting is a balanced entry of debit and credit lines: what the general ledger is told.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/clearing.h"
#include "engine/ids.h"
#include "engine/money.h"

namespace tieout {

enum class Side : std::uint8_t {
    debit,
    credit
};

enum class PostingKind : std::uint8_t {
    cash,
    earned_discount,
    unearned_discount,
    deduction,
    claim,
    write_off,
    fee,
    tax,
    withholding,
    on_account,
    unapplied,
    unidentified,
    intercompany,
    gain_loss,
    refund
};

// The role of a general-ledger account; policy and our bank account give its number.
enum class GlRole : std::uint8_t {
    bank,
    receivable,
    unapplied,
    unidentified,
    on_account,
    earned_discount,
    unearned_discount,
    write_off,
    fee,
    clearing,
    deduction,
    tax,
    withholding,
    refund,
    intercompany,
    other_receipts,
    gain_loss
};

// One line. Lines on a receivable name their item; their counter-lines do not.
struct PostingLine {
    PostingKind kind = PostingKind::cash;
    Side side = Side::debit;
    GlRole account = GlRole::bank;
    ItemNo item = none<ItemNo>();
    Minor amount = 0;  // positive

    friend bool operator==(const PostingLine&, const PostingLine&) = default;
};

// The lines of one decision, in one currency. Invariant: debits = credits, no line is zero.
struct Posting {
    std::uint64_t number = 0;
    std::uint64_t reverses = 0;  // posting that it undoes, 0 none
    CustomerNo customer = none<CustomerNo>();
    Date posting_date;
    std::vector<PostingLine> lines;

    friend bool operator==(const Posting&, const Posting&) = default;
};

// The lines that a clearing of `amount` makes: bank on the debit side, receivables and suspense on
// the credit side, each cent of difference on its own account. Checked to balance.
std::vector<PostingLine> posting_lines(const Clearing& clearing, Minor amount);
// The same into a vector whose memory is used again.
void make_posting_lines(const Clearing& clearing, Minor amount, std::vector<PostingLine>& lines);

// The lines of a later decision about money that waited: they take it out of suspense, and put it
// where the clearing says. What would leave an account and come back is left out.
std::vector<PostingLine> posting_lines_again(
    const Clearing& clearing, Minor unapplied, Minor unidentified
);

// Lines summed up by kind, account and item: what went in and out of an account in between is left
// out. Gives them in the order of kind, account and item, so that the same sums are the same lines.
class LineSheet {
public:
    void debit(PostingKind kind, GlRole account, Minor amount, ItemNo item = none<ItemNo>()) {
        sums_[{kind, account, item}] += amount;
    }

    void credit(PostingKind kind, GlRole account, Minor amount, ItemNo item = none<ItemNo>()) {
        sums_[{kind, account, item}] -= amount;
    }

    void take(std::span<const PostingLine> lines);
    // What was taken is undone: debits become credits.
    void take_turned(std::span<const PostingLine> lines);
    // Debits less credits of an account so far.
    WideMinor sum_of(GlRole account) const;
    std::vector<PostingLine> lines() const;

private:
    std::map<std::tuple<PostingKind, GlRole, ItemNo>, WideMinor> sums_;
};

// The general-ledger account of a role, by the policy; a bank account of ours may name its own.
std::string_view gl_account(const Policy& policy, GlRole role);

bool balances(std::span<const PostingLine> lines);
std::string_view word_of(PostingKind kind);
std::optional<PostingKind> posting_kind_of(std::string_view word);
std::string_view word_of(Side side);

}  // namespace tieout
