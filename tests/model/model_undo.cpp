// Orders of the model that take back: what was settled, a payment that went back, a review.
#include "tests/model/planning.h"

namespace tieout::reference {

namespace {

bool is_kept_by_unapply(const std::string& account) {
    static const std::set<std::string> kept{
        "bank", "unapplied", "unidentified", "on_account", "refunds_payable", "other_receipts"
    };
    return kept.contains(account);
}

const char* expense_of(const std::string& cause) {
    if (cause == "earned_discount") return "earned_discount";
    if (cause == "unearned_discount") return "unearned_discount";
    if (cause == "write_off") return "write_off";
    if (cause == "fee") return "bank_fee";
    return "deductions";
}

}  // namespace

// Each item stays within its amount.
void Planning::check_fits(const Lines& lines) const {
    std::map<int, Cents> open;
    for (const auto& [key, debit] : lines) {
        if (std::get<0>(key) != "receivable") continue;
        const Item& row = model_.items[Model::at(std::get<2>(key))];
        open.try_emplace(std::get<2>(key), row.open());
        open[std::get<2>(key)] += row.is_credit() ? -debit : debit;
    }
    for (const auto& [no, left] : open)
        need(left >= 0 && left <= model_.items[Model::at(no)].amount, "settled by something else");
}

// All that one item got from the receipt, and where its differences went.
Lines Planning::settled_on(int no) const {
    Lines lines;
    for (const auto& [key, debit] : row_.net) {
        const auto& [account, cause, line_item] = key;
        if (account != "receivable" || line_item != no) continue;
        add_line(lines, "receivable", cause.c_str(), debit, no);
        if (cause == "cash") continue;
        if (cause != "claim" && cause != "withholding") {
            add_line(lines, expense_of(cause), cause.c_str(), -debit);
            continue;
        }
        std::vector<int> claims;
        for (const auto& [other, amount] : row_.net) {
            if (std::get<0>(other) != "receivable" || std::get<1>(other) != cause) continue;
            const Item& opened = model_.items[Model::at(std::get<2>(other))];
            const bool is_its =
                opened.kind == "claim" && opened.about == model_.items[Model::at(no)].document;
            if (is_its && amount == -debit) claims.push_back(std::get<2>(other));
        }
        need(claims.size() == 1, "cannot be told apart");
        add_line(lines, "receivable", cause.c_str(), -debit, claims.front());
    }
    need(!lines.empty(), "not settled by this receipt");
    return lines;
}

void Planning::unapply() {
    need(receipt_ != nothing, "no receipt");
    Lines lines;
    std::set<int> seen;
    for (const Part& part : deed_.parts) {
        need(seen.insert(no_of(part)).second, "named twice");
        for (const auto& [key, debit] : settled_on(no_of(part)))
            add_line(
                lines, std::get<0>(key).c_str(), std::get<1>(key).c_str(), debit, std::get<2>(key)
            );
    }
    if (deed_.parts.empty()) {
        lines = row_.net;
        std::erase_if(lines, [](const auto& line) {
            return is_kept_by_unapply(std::get<0>(line.first));
        });
    }
    need(!lines.empty(), "stands on no item");
    lines = turned(lines);
    check_fits(lines);
    Cents cash = 0;
    for (const auto& [key, debit] : lines)
        cash += debit;
    need(cash >= 0, "took more than it brought");
    const char* const to = row_.payer.empty() ? "unidentified" : "unapplied";
    add_line(lines, to, to, -cash);
    plan_.cash = cash;
    decide(lines, row_.payer);
}

void Planning::give_back() {
    need(receipt_ != nothing, "no receipt");
    need(stands_.returned == 0, "went back already");
    need(stands_.refunded == 0 && stands_.other == 0, "paid back in part");
    const Lines lines = turned(row_.net);
    need(!lines.empty(), "nothing was posted");
    check_fits(lines);
    need(deed_.fee >= 0, "a fee is not negative");
    need(deed_.fee == 0 || !row_.payer.empty(), "nobody to charge");
    plan_.cash = row_.amount;
    decide(lines, row_.payer);
    if (deed_.fee == 0) return;
    Item memo;
    memo.customer = row_.payer;
    memo.document = fmt::format("FEE-{}", receipt_ + 1);
    memo.kind = "debit_memo";
    memo.currency = row_.currency;
    memo.amount = deed_.fee;
    memo.dated = memo.due = day_;
    Lines charge;
    add_line(charge, "receivable", "fee", deed_.fee, open_item(std::move(memo)));
    add_line(charge, "bank_fee", "fee", -deed_.fee);
    plan_.customer = row_.payer;
    adjust(charge);
}

int Planning::review_to_undo(const std::vector<bool>& stands) const {
    if (deed_.review != 0) {
        need(deed_.review <= model_.reviews.size(), "no such review");
        const Review& named = model_.reviews[deed_.review - 1];
        need(named.receipt == receipt_, "of another receipt");
        need(moves_money(named.action), "it posted nothing");
        need(stands[deed_.review - 1], "undone already");
        return static_cast<int>(deed_.review - 1);
    }
    int last = nothing;
    for (std::size_t i = 0; i < model_.reviews.size(); ++i) {
        const Review& each = model_.reviews[i];
        const bool counts = each.receipt == receipt_ && stands[i] && moves_money(each.action);
        if (counts && each.undoes == 0) last = static_cast<int>(i);
    }
    return last;
}

void Planning::check_is_last(int row, const std::vector<bool>& stands) const {
    for (std::size_t i = Model::at(row) + 1; i < model_.reviews.size(); ++i) {
        const Review& later = model_.reviews[i];
        if (later.receipt != receipt_ || !moves_money(later.action)) continue;
        need(!stands[i] || static_cast<int>(later.undoes) > row + 1, "another came after it");
    }
    need(row_.decided_by_run <= model_.reviews[Model::at(row)].event, "a later run decided");
}

void Planning::undo() {
    need(receipt_ != nothing || deed_.review != 0, "no receipt");
    const std::vector<bool> stands = model_.standing_reviews();
    const int row = review_to_undo(stands);
    if (row == nothing) return undo_return();
    if (receipt_ != nothing) check_is_last(row, stands);
    const auto& made = model_.reviews[Model::at(row)].postings;
    need(!made.empty(), "nothing was posted");
    for (auto each = made.rbegin(); each != made.rend(); ++each) {
        if (each->receipt == nothing) continue;
        check_fits(turned(each->lines));
        decide(turned(each->lines), each->customer);
        plan_.cash = row_.amount;
    }
    for (const Posting& each : made) {
        if (each.receipt != nothing) continue;
        check_fits(turned(each.lines));
        plan_.customer = each.customer;
        adjust(turned(each.lines));
    }
    plan_.undoes = static_cast<std::uint32_t>(row + 1);
}

// Money that a bank's file took back comes again.
void Planning::undo_return() {
    need(stands_.returned != 0, "nobody decided");
    const auto last =
        std::find_if(model_.postings.rbegin(), model_.postings.rend(), [&](const Posting& each) {
            return each.receipt == receipt_;
        });
    check_fits(turned(last->lines));
    plan_.cash = row_.amount;
    decide(turned(last->lines), last->customer);
}

}  // namespace tieout::reference
