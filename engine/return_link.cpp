#include "engine/return_link.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/waiting.h"

namespace tieout {

namespace {

// The receipt that a return may undo: a row of the book, or a movement of the batch.
struct Undone {
    PaymentNo number{};
    Movement* movement = nullptr;  // null: of the book
};

bool is_named(const Payment& payment, std::string_view name) {
    return payment.payment == name || payment.trace == name || payment.bank_reference == name;
}

// All lines of a payment turned round; what went in and out of an account in between is left out.
std::vector<PostingLine> turned(const std::vector<PostingLine>& lines) {
    std::map<std::tuple<PostingKind, GlRole, ItemNo>, WideMinor> sums;
    for (const PostingLine& line : lines) {
        sums[{line.kind, line.account, line.item}] +=
            line.side == Side::debit ? line.amount : -static_cast<WideMinor>(line.amount);
    }
    std::vector<PostingLine> back;
    for (const auto& [key, sum] : sums) {
        if (sum == 0) continue;
        const auto [kind, account, item] = key;
        const auto size = static_cast<Minor>(sum < 0 ? -sum : sum);
        back.push_back({kind, sum > 0 ? Side::credit : Side::debit, account, item, size});
    }
    return back;
}

class Linking {
public:
    Linking(const Book& book, const Journal& journal, const Secrets& secrets, CashOutcome& outcome)
        : book_(book), journal_(journal), secrets_(secrets), outcome_(outcome) {}

    void link(const std::vector<std::size_t>& returns) {
        for (const Movement& movement : outcome_.movements)
            next_posting_ = std::max(next_posting_, movement.posting.number + 1);
        for (const std::size_t at : returns)
            link(outcome_.movements[at]);
    }

private:
    void link(Movement& back) {
        if (back.payment.original.empty()) return;
        std::vector<Undone> found = in_book(back);
        for (Movement& movement : outcome_.movements) {
            const bool is_it = movement.is_new && movement.is_judged && agrees(movement, back) &&
                               is_named(movement.payment, back.payment.original);
            if (is_it) found.push_back({movement.number, &movement});
        }
        std::erase_if(found, [&](const Undone& each) {
            return std::find(undone_.begin(), undone_.end(), each.number) != undone_.end();
        });
        if (found.size() != 1) {
            back.match.detail = fmt::format(
                "{} of this amount on this account, not undone yet, has the reference {}",
                found.empty() ? "no receipt" : "more than one receipt",
                back.payment.original
            );
            return;
        }
        undo(back, found.front());
    }

    static bool agrees(const Movement& receipt, const Movement& back) {
        return receipt.payment.kind == MovementKind::receipt &&
               receipt.payment.amount == back.payment.amount &&
               receipt.payment.currency == back.payment.currency && receipt.account == back.account;
    }

    bool agrees(const PaymentRow& row, const Movement& back) const {
        return row.kind == MovementKind::receipt && row.amount == back.payment.amount &&
               row.currency == back.payment.currency && row.account == back.account &&
               row.returned == 0 && row.refunded == 0 && row.other == 0;
    }

    std::vector<Undone> in_book(const Movement& back) const {
        std::vector<PaymentNo> rows = book_.payments_by_trace(back.payment.original);
        if (const auto named = book_.find_payment(sha256_mark(back.payment.original))) {
            rows.push_back(*named);
        }
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        std::vector<Undone> found;
        for (const PaymentNo no : rows) {
            if (!agrees(book_.payment(no), back)) continue;
            const auto payment = recall_payment(journal_, secrets_, book_, no, outcome_.texts);
            if (payment && is_named(*payment, back.payment.original))
                found.push_back({no, nullptr});
        }
        return found;
    }

    // What was posted for it: by its first decision and, when it was judged again, by the last.
    // None when that is not the whole story.
    std::vector<PostingLine> posted(PaymentNo no) const {
        const PaymentRow& row = book_.payment(no);
        TextStore texts;
        std::vector<PostingLine> lines;
        for (const Sequence at : {row.taken + 1, row.decided}) {
            if (at == row.decided && row.decided == row.taken + 1 && !lines.empty()) continue;
            auto decided = entry_at<PaymentDecided>(journal_, at, texts);
            if (!decided || decided->payment != no) return {};
            lines.insert(lines.end(), decided->posting.lines.begin(), decided->posting.lines.end());
        }
        const auto sum_of = [&](GlRole account) {
            WideMinor sum = 0;
            for (const PostingLine& line : lines) {
                if (line.account != account) continue;
                sum +=
                    line.side == Side::credit ? line.amount : -static_cast<WideMinor>(line.amount);
            }
            return sum;
        };
        const bool is_whole = sum_of(GlRole::bank) == -static_cast<WideMinor>(row.amount) &&
                              sum_of(GlRole::unapplied) == row.unapplied &&
                              sum_of(GlRole::unidentified) == row.unidentified &&
                              sum_of(GlRole::on_account) == row.on_account;
        return is_whole ? lines : std::vector<PostingLine>{};
    }

    void undo(Movement& back, const Undone& undone) {
        const bool is_old = undone.movement == nullptr;
        std::vector<PostingLine> lines;
        if (is_old) {
            lines = posted(undone.number);
        } else {
            undone.movement->put_lines(lines);
        }
        Posting posting;
        posting.lines = turned(lines);
        if (posting.lines.empty()) {
            back.match.detail = "what was posted for the receipt that it names is not known whole";
            return;
        }
        const CustomerNo payer =
            is_old ? book_.payment(undone.number).payer : undone.movement->match.payer;
        posting.number = next_posting_++;
        posting.reverses = is_old ? 0 : undone.movement->posting.number;
        posting.customer = payer;
        posting.posting_date = back.payment.booking_date;
        back.posting = std::move(posting);
        back.undoes = undone.number;
        back.status = PaymentStatus::returned;
        back.match = Match{};
        back.match.status = PaymentStatus::returned;
        back.match.payer = payer;
        back.note = "undoes a receipt";
        undone_.push_back(undone.number);
        if (!is_old) {
            // Nothing is left to ask about it.
            undone.movement->match.reason = Reason::nothing;
            return;
        }
        for (std::size_t i = 0; i < book_.exceptions.size(); ++i) {
            const ExceptionItem& each = book_.exceptions[i];
            if (!each.is_open || each.payment != undone.number) continue;
            outcome_.closed.push_back(static_cast<ExceptionNo>(i));
        }
    }

    const Book& book_;
    const Journal& journal_;
    const Secrets& secrets_;
    CashOutcome& outcome_;
    std::uint64_t next_posting_ = book_.postings + 1;
    std::vector<PaymentNo> undone_;
};

}  // namespace

void link_returns(
    const Book& book,
    const Journal& journal,
    const Secrets& secrets,
    Parallel& parallel,
    CashOutcome& outcome
) {
    const std::vector<std::size_t> returns =
        movements_where(parallel, outcome, [](const Movement& each) {
            const MovementKind kind = each.payment.kind;
            const bool is_back = kind == MovementKind::returned || kind == MovementKind::reversal;
            return each.is_new && is_back && !each.payment.is_credit;
        });
    if (!returns.empty()) Linking(book, journal, secrets, outcome).link(returns);
}

}  // namespace tieout
