#include "engine/return_link.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include <fmt/core.h>

#include "engine/payment_history.h"
#include "engine/period.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

// The receipt that a return may undo: a row of the book, or a movement of the batch.
struct Undone {
    PaymentNo number{};
    Movement* movement = nullptr;  // null: of the book
    Text id;
};

bool is_named(const Payment& payment, std::string_view name) {
    return payment.payment == name || payment.trace == name || payment.bank_reference == name;
}

class Linking {
public:
    Linking(const Book& book, const Journal& journal, const Secrets& secrets, CashOutcome& outcome)
        : book_(book), journal_(journal), secrets_(secrets), outcome_(outcome) {}

    // `returns` are those of the batch; others wait in the book for a receipt of the batch.
    void link(const std::vector<std::size_t>& returns) {
        std::vector<Waiting> waiting = waiting_returns();
        if (returns.empty() && waiting.empty()) return;
        for (const Movement& movement : outcome_.movements)
            next_posting_ = std::max(next_posting_, movement.posting.number + 1);
        for (const std::size_t at : returns)
            named_.try_emplace(outcome_.movements[at].payment.original);
        for (const Waiting& each : waiting)
            named_.try_emplace(each.payment.original);
        note_named_receipts();
        for (const std::size_t at : returns)
            link(outcome_.movements[at]);
        for (Waiting& each : waiting)
            link_waiting(each);
    }

private:
    // A return of an earlier run that nothing was found for.
    struct Waiting {
        PaymentNo number{};
        ExceptionNo exception{};
        Payment payment;
    };

    // Where money of that amount has come by this batch: an answer to look for.
    using Sum = std::tuple<Minor, std::string_view, AccountNo>;

    std::vector<Waiting> waiting_returns() {
        std::vector<Waiting> waiting;
        std::optional<std::set<Sum>> sums;
        for (std::size_t i = 0; i < book_.exceptions.size(); ++i) {
            const ExceptionItem& each = book_.exceptions[i];
            if (!each.is_open || each.reason != Reason::unmatched_return) continue;
            if (each.payment == none<PaymentNo>()) continue;
            if (!sums) sums = sums_of_receipts();
            if (sums->empty()) break;
            const PaymentRow& row = book_.payment(each.payment);
            if (!sums->contains({row.amount, row.currency.letters(), row.account})) continue;
            auto payment = recall_payment(journal_, secrets_, book_, each.payment, outcome_.texts);
            if (!payment || payment->original.empty()) continue;
            waiting.push_back({each.payment, static_cast<ExceptionNo>(i), std::move(*payment)});
        }
        return waiting;
    }

    std::set<Sum> sums_of_receipts() const {
        std::set<Sum> sums;
        for (const Movement& each : outcome_.movements) {
            if (!is_receipt(each)) continue;
            sums.emplace(each.payment.amount, each.payment.currency.letters(), each.account);
        }
        return sums;
    }

    static bool is_receipt(const Movement& movement) {
        return movement.is_new && movement.is_judged &&
               movement.payment.kind == MovementKind::receipt;
    }

    void note_named_receipts() {
        for (std::size_t at = 0; at < outcome_.movements.size(); ++at) {
            if (!is_receipt(outcome_.movements[at])) continue;
            const Payment& payment = outcome_.movements[at].payment;
            for (const Text name : {payment.payment, payment.trace, payment.bank_reference}) {
                const auto found = named_.find(name);
                if (found == named_.end()) continue;
                std::vector<std::size_t>& places = found->second;
                if (places.empty() || places.back() != at) places.push_back(at);
            }
        }
    }

    void link(Movement& back) {
        if (back.payment.original.empty()) return;
        std::vector<Undone> found = in_book(back);
        in_batch(back, found);
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

    // The receipt has come after the return: the return is decided again, behind the batch.
    void link_waiting(Waiting& waiting) {
        const PaymentRow& row = book_.payment(waiting.number);
        Payment& payment = outcome_.recalled.emplace_back(std::move(waiting.payment));
        Movement back(payment);
        back.account = row.account;
        std::vector<Undone> found;
        in_batch(back, found);
        if (found.size() != 1 || !in_book(back).empty()) return;
        back.entity = row.entity;
        back.file = found.front().movement->file;
        back.fingerprint = row.fingerprint;
        back.number = waiting.number;
        back.waited = waiting.exception;
        undo(back, found.front());
        if (!back.undoes) return;
        outcome_.closed.push_back(waiting.exception);
        outcome_.movements.push_back(std::move(back));
    }

    void in_batch(const Movement& back, std::vector<Undone>& found) {
        const auto named = named_.find(back.payment.original);
        if (named == named_.end()) return;
        for (const std::size_t at : named->second) {
            Movement& movement = outcome_.movements[at];
            const bool is_undone =
                std::find(undone_.begin(), undone_.end(), movement.number) != undone_.end();
            if (agrees(movement, back) && !is_undone)
                found.push_back({movement.number, &movement, movement.payment.payment});
        }
    }

    static bool agrees(const Movement& receipt, const Movement& back) {
        return receipt.payment.amount == back.payment.amount &&
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
            if (std::find(undone_.begin(), undone_.end(), no) != undone_.end()) continue;
            const auto payment = recall_payment(journal_, secrets_, book_, no, outcome_.texts);
            if (payment && is_named(*payment, back.payment.original))
                found.push_back({no, nullptr, payment->payment});
        }
        return found;
    }

    void undo(Movement& back, const Undone& undone) {
        const bool is_old = undone.movement == nullptr;
        LineSheet sheet;
        if (is_old) {
            const auto posted = posted_for(book_, journal_, undone.number);
            if (posted) sheet.take_turned(*posted);
            if (posted) turn_judged_again(undone.number, sheet);
        } else {
            std::vector<PostingLine> lines;
            undone.movement->put_lines(lines);
            sheet.take_turned(lines);
        }
        Posting posting;
        posting.lines = sheet.lines();
        if (posting.lines.empty()) {
            back.match.detail = "what was posted for the receipt that it names is not known whole";
            return;
        }
        if (is_old) {
            if (const auto beyond = item_beyond(book_, posting.lines, changes_of_batch())) {
                const OpenItem& item = book_.item(*beyond);
                back.match.detail = fmt::format(
                    "{} {} was settled by something else since: take that back first",
                    word_of(item.kind),
                    item.document
                );
                return;
            }
        }
        note_changes(posting.lines);
        const CustomerNo payer =
            is_old ? book_.payment(undone.number).payer : undone.movement->match.payer;
        posting.number = next_posting_++;
        posting.reverses = is_old ? 0 : undone.movement->posting.number;
        posting.customer = payer;
        posting.posting_date = posting_day(book_, back.entity, back.payment.booking_date);
        back.posting = std::move(posting);
        back.undoes = undone.number;
        back.status = PaymentStatus::returned;
        back.match = Match{};
        back.match.status = PaymentStatus::returned;
        back.match.payer = payer;
        back.note = fmt::format("undoes the receipt {}", undone.id.view());
        undone_.push_back(undone.number);
        if (!is_old) {
            // Nothing is left to ask about it.
            undone.movement->match.reason = Reason::nothing;
            return;
        }
        for (std::size_t i = 0; i < book_.exceptions.size(); ++i) {
            const ExceptionItem& each = book_.exceptions[i];
            if (!each.is_open || each.payment != undone.number) continue;
            if (each.reason == Reason::erp_rejected) continue;  // the ERP still lacks its posting
            outcome_.closed.push_back(static_cast<ExceptionNo>(i));
        }
    }

    // The batch has judged the receipt again before it went back: that is undone with it, and
    // nothing is left to ask.
    void turn_judged_again(PaymentNo receipt, LineSheet& sheet) {
        for (Movement& each : outcome_.movements) {
            if (!each.waited || each.undoes || each.number != receipt) continue;
            sheet.take_turned(each.posting.lines);
            each.match.reason = Reason::nothing;
        }
    }

    // By how much the batch changes what is open on items of the book, returns so far included.
    const std::map<ItemNo, WideMinor>& changes_of_batch() {
        if (changes_) return *changes_;
        changes_.emplace();
        std::vector<PostingLine> lines;
        for (const Movement& each : outcome_.movements) {
            if (each.posting.number == 0) continue;
            each.put_lines(lines);
            note_changes(lines);
        }
        return *changes_;
    }

    void note_changes(const std::vector<PostingLine>& lines) {
        if (!changes_) return;
        for (const PostingLine& line : lines) {
            const bool is_of_book =
                line.account == GlRole::receivable && slot(line.item) < book_.items.size();
            if (!is_of_book) continue;
            const bool is_settling =
                (line.side == Side::credit) != book_.item(line.item).is_credit();
            (*changes_)[line.item] +=
                is_settling ? -static_cast<WideMinor>(line.amount) : line.amount;
        }
    }

    const Book& book_;
    const Journal& journal_;
    const Secrets& secrets_;
    CashOutcome& outcome_;
    std::optional<std::map<ItemNo, WideMinor>> changes_;  // counted when a return asks for them
    std::uint64_t next_posting_ = book_.postings + 1;
    std::vector<PaymentNo> undone_;
    // Receipts of the batch by each name that some return gives.
    std::unordered_map<std::string_view, std::vector<std::size_t>> named_;
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
    Linking(book, journal, secrets, outcome).link(returns);
}

}  // namespace tieout
