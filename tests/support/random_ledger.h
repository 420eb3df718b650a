// A random ledger: a journal of loads, receipts, later decisions and returns, and what they add up
// to.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/apply.h"
#include "engine/journal_facts.h"
#include "tests/support/builders.h"

namespace tieout {

// Writes runs day by day, seeded. Beside the journal it keeps a plain list of all that happened, to
// which reports are compared.
class RandomLedger {
public:
    // What an event did to receivables, or to money outside of them.
    struct Event {
        Date day;
        EntityNo entity{};
        Currency currency;
        std::string name;  // as in the roll-forward; "unidentified" is outside
        WideMinor amount = 0;
    };

    // A receipt, and where its cents are now.
    struct Receipt {
        PaymentNo payment{};
        Date booked;
        EntityNo entity{};
        Currency currency;
        CustomerNo customer = none<CustomerNo>();
        Minor amount = 0;
        Minor unapplied = 0;
        Minor unidentified = 0;
        Minor on_account = 0;
        std::vector<PostingLine> lines;
        std::optional<std::uint32_t> exception;
        bool is_returned = false;
    };

    struct Asked {
        Date opened;
        std::optional<Date> closed;
    };

    // `may_backdate`: items may come later than the day of their invoice.
    explicit RandomLedger(std::uint64_t seed, bool may_backdate = true)
        : random_(seed), may_backdate_(may_backdate) {
        std::vector<Entry> entries;
        for (const char* name : {"main", "west"}) {
            Entity entity;
            entity.entity = name;
            entries.emplace_back(EntityTaken{entity});
        }
        for (int i = 0; i < 6; ++i) {
            Customer customer;
            customer.number = "C" + std::to_string(i);
            customer.texts.set(CustomerText::owner, i % 2 == 0 ? "ana" : "ben");
            entries.emplace_back(CustomerTaken{customer});
        }
        commit(RunKind::load, day("2026-01-01"), std::move(entries));
    }

    const Book& book() const { return book_; }

    const std::vector<Entry>& journal() const { return journal_; }

    const std::vector<Event>& events() const { return events_; }

    const std::vector<Receipt>& receipts() const { return receipts_; }

    const std::vector<Asked>& asked() const { return asked_; }

    // One day of business: items, receipts, decisions about what waited, returns.
    void live_through(Date today) {
        today_ = today;
        std::vector<Entry> items;
        for (std::uint64_t n = below(4); n > 0; --n)
            items.emplace_back(ItemTaken{make_item()});
        commit(RunKind::load, today, std::move(items));
        std::vector<Entry> entries;
        open_.clear();
        for (const OpenItem& item : book_.items)
            open_.push_back(item.open);
        postings_ = book_.postings;
        payments_ = static_cast<std::uint32_t>(book_.payments.size());
        for (std::uint64_t n = below(4); n > 0; --n)
            receive(entries);
        if (below(2) == 0) decide_again(entries);
        if (below(4) == 0) give_back(entries);
        commit(RunKind::apply, today, std::move(entries));
        if (below(5) == 0) abandon();
    }

    std::uint64_t below(std::uint64_t n) { return random_() % n; }

private:
    static Currency currency(bool is_euro) { return *Currency::find(is_euro ? "EUR" : "JPY"); }

    OpenItem make_item() {
        OpenItem item;
        item.customer = static_cast<CustomerNo>(below(6));
        item.entity = static_cast<EntityNo>(below(2));
        item.currency = currency(below(3) != 0);
        item.kind = static_cast<ItemKind>(below(5));
        item.document = "D" + std::to_string(book_.items.size()) + '/' + std::to_string(random_());
        item.amount = static_cast<Minor>(1 + below(100'000));
        item.open = below(5) == 0
                        ? static_cast<Minor>(below(static_cast<std::uint64_t>(item.amount)))
                        : item.amount;
        // Some are dated later than they come.
        item.invoice_date =
            add_days(today_, static_cast<int>(below(20)) - (may_backdate_ ? 14 : 0));
        item.due_date = add_days(*item.invoice_date, 30);
        if (below(4) == 0) item.disputed = item.open / 2;
        const Minor sign = item.is_credit() ? -1 : 1;
        const bool is_on_account = item.kind == ItemKind::on_account;
        note(
            *item.invoice_date,
            item,
            is_on_account ? "on_account_items" : std::string(word_of(item.kind)) + 's',
            sign * item.amount
        );
        if (item.open != item.amount) {
            note(*item.invoice_date, item, "settled_before_load", sign * (item.open - item.amount));
        }
        return item;
    }

    template <class Row>
    void note(Date when, const Row& row, std::string name, WideMinor amount) {
        events_.push_back({when, row.entity, row.currency, std::move(name), amount});
    }

    // Puts cash, and some adjustments, on open items of the currency; returns what is left.
    Minor apply_cash(Receipt& receipt, Minor cash, std::vector<PostingLine>& lines) {
        for (std::uint32_t i = 0; i < open_.size() && cash > 0; ++i) {
            const OpenItem& item = book_.items[i];
            const bool fits = item.currency == receipt.currency && !item.is_credit();
            if (!fits || open_[i] == 0 || below(3) != 0) continue;
            const auto no = static_cast<ItemNo>(i);
            const Minor part = std::min(cash, open_[i]);
            put(lines, {PostingKind::cash, Side::credit, GlRole::receivable, no, part}, receipt);
            cash -= part;
            open_[i] -= part;
            if (open_[i] == 0 || below(2) == 0) continue;
            const Minor rest = static_cast<Minor>(1 + below(static_cast<std::uint64_t>(open_[i])));
            const bool is_discount = below(2) == 0;
            const PostingKind kind =
                is_discount ? PostingKind::earned_discount : PostingKind::write_off;
            const GlRole role = is_discount ? GlRole::earned_discount : GlRole::write_off;
            put(lines, {kind, Side::credit, GlRole::receivable, no, rest}, receipt);
            put(lines, {kind, Side::debit, role, none<ItemNo>(), rest}, receipt);
            open_[i] -= rest;
        }
        return cash;
    }

    // Adds a line and notes what it does to receivables.
    void put(std::vector<PostingLine>& lines, const PostingLine& line, Receipt& receipt) {
        if (line.amount == 0) return;
        lines.push_back(line);
        const WideMinor amount = line.side == Side::debit ? line.amount : -line.amount;
        const auto held = static_cast<Minor>(-amount);
        switch (line.account) {
            case GlRole::receivable: {
                const OpenItem& item = book_.item(line.item);
                const bool is_cash = line.kind == PostingKind::cash;
                const std::string name = is_cash ? "cash_applied" : std::string(word_of(line.kind));
                note(today_, item, name, amount);
                if (*item.invoice_date <= today_) return;
                note(today_, item, "ahead_of_document", -amount);
                note(*item.invoice_date, item, "ahead_of_document", amount);
                return;
            }
            case GlRole::unapplied:
                receipt.unapplied += held;
                return note(today_, receipt, "unapplied_cash", amount);
            case GlRole::on_account:
                receipt.on_account += held;
                return note(today_, receipt, "on_account_cash", amount);
            case GlRole::unidentified:
                receipt.unidentified += held;
                return note(today_, receipt, "unidentified", amount);
            default: return;
        }
    }

    PaymentDecided decided(const Receipt& receipt, std::vector<PostingLine> lines) {
        PaymentDecided entry;
        entry.payment = receipt.payment;
        entry.status = PaymentStatus::part_applied;
        entry.payer = receipt.customer;
        entry.posting.number = ++postings_;
        entry.posting.customer = receipt.customer;
        entry.posting.posting_date = today_;
        entry.posting.lines = std::move(lines);
        return entry;
    }

    void ask(PaymentDecided& entry, Receipt& receipt) {
        entry.opens_exception = true;
        entry.reason = below(2) == 0 ? Reason::no_match : Reason::short_pay;
        receipt.exception = static_cast<std::uint32_t>(asked_.size());
        asked_.push_back({today_, std::nullopt});
    }

    void receive(std::vector<Entry>& entries) {
        Receipt receipt;
        receipt.payment = static_cast<PaymentNo>(payments_++);
        receipt.booked = today_;
        receipt.entity = static_cast<EntityNo>(below(2));
        receipt.currency = currency(below(3) != 0);
        const bool is_known = below(3) != 0;
        if (is_known) receipt.customer = static_cast<CustomerNo>(below(6));
        receipt.amount = static_cast<Minor>(1 + below(150'000));
        PaymentTaken taken;
        taken.payment = kept("P" + std::to_string(slot(receipt.payment)));
        taken.entity = receipt.entity;
        taken.currency = receipt.currency;
        taken.amount = receipt.amount;
        taken.booking_date = today_;
        std::vector<PostingLine> lines{
            {PostingKind::cash, Side::debit, GlRole::bank, none<ItemNo>(), receipt.amount}
        };
        Minor rest = receipt.amount;
        if (is_known) {
            rest = apply_cash(receipt, rest, lines);
            const Minor kept_back = rest / 3;
            put(lines,
                {PostingKind::on_account,
                 Side::credit,
                 GlRole::on_account,
                 none<ItemNo>(),
                 kept_back},
                receipt);
            rest -= kept_back;
        }
        put(lines,
            {is_known ? PostingKind::unapplied : PostingKind::unidentified,
             Side::credit,
             is_known ? GlRole::unapplied : GlRole::unidentified,
             none<ItemNo>(),
             rest},
            receipt);
        receipt.lines = lines;
        PaymentDecided entry = decided(receipt, std::move(lines));
        if (rest > 0) ask(entry, receipt);
        entries.emplace_back(std::move(taken));
        entries.emplace_back(std::move(entry));
        if (below(4) == 0) {
            PaymentTaken fee;
            fee.payment = kept("F" + std::to_string(payments_++));
            fee.kind = MovementKind::fee;
            fee.is_credit = false;
            fee.currency = receipt.currency;
            fee.amount = 7;
            fee.booking_date = today_;
            entries.emplace_back(std::move(fee));
        }
        receipts_.push_back(std::move(receipt));
    }

    void close(std::vector<Entry>& entries, Receipt& receipt) {
        if (!receipt.exception) return;
        asked_[*receipt.exception].closed = today_;
        entries.emplace_back(ExceptionClosed{static_cast<ExceptionNo>(*receipt.exception)});
        receipt.exception.reset();
    }

    // Somebody is found for money that waited: some goes to items, the rest waits on.
    void decide_again(std::vector<Entry>& entries) {
        for (Receipt& receipt : receipts_) {
            const Minor held = receipt.unapplied + receipt.unidentified;
            const bool is_old = slot(receipt.payment) < book_.payments.size();
            if (held == 0 || !is_old || receipt.is_returned || below(2) == 0) continue;
            close(entries, receipt);
            std::vector<PostingLine> lines;
            put(lines,
                {PostingKind::unapplied,
                 Side::debit,
                 GlRole::unapplied,
                 none<ItemNo>(),
                 receipt.unapplied},
                receipt);
            put(lines,
                {PostingKind::unidentified,
                 Side::debit,
                 GlRole::unidentified,
                 none<ItemNo>(),
                 receipt.unidentified},
                receipt);
            if (receipt.customer == none<CustomerNo>())
                receipt.customer = static_cast<CustomerNo>(below(6));
            const Minor rest = apply_cash(receipt, held, lines);
            put(lines,
                {PostingKind::unapplied, Side::credit, GlRole::unapplied, none<ItemNo>(), rest},
                receipt);
            receipt.lines.insert(receipt.lines.end(), lines.begin(), lines.end());
            PaymentDecided entry = decided(receipt, std::move(lines));
            if (rest > 0) ask(entry, receipt);
            entries.emplace_back(std::move(entry));
            return;
        }
    }

    // The bank takes a receipt back: all of its lines are turned.
    void give_back(std::vector<Entry>& entries) {
        for (Receipt& receipt : receipts_) {
            const bool is_old = slot(receipt.payment) < book_.payments.size();
            const bool is_new_decision =
                std::any_of(entries.begin(), entries.end(), [&](const Entry& each) {
                    const auto* other = std::get_if<PaymentDecided>(&each);
                    return other != nullptr && other->payment == receipt.payment;
                });
            if (!is_old || is_new_decision || receipt.is_returned || below(3) != 0) continue;
            receipt.is_returned = true;
            close(entries, receipt);
            std::vector<PostingLine> lines;
            for (PostingLine line : std::vector(receipt.lines)) {
                line.side = line.side == Side::debit ? Side::credit : Side::debit;
                if (line.account == GlRole::receivable) {
                    const auto at = slot(line.item);
                    open_[at] += line.side == Side::debit ? line.amount : -line.amount;
                }
                put(lines, line, receipt);
            }
            PaymentDecided entry = decided(receipt, std::move(lines));
            entry.status = PaymentStatus::returned;
            entries.emplace_back(std::move(entry));
            return;
        }
    }

    void open_run(RunKind kind, Date as_of) {
        RunOpened opened;
        opened.run = static_cast<RunNo>(book_.runs);
        opened.kind = kind;
        opened.user = below(2) == 0 ? "ana" : "ben";
        opened.time_ms = std::int64_t{as_of.day_number()} * 86'400'000 + 1;
        opened.as_of = as_of;
        take(opened);
    }

    void commit(RunKind kind, Date as_of, std::vector<Entry> entries) {
        if (entries.empty()) return;
        open_run(kind, as_of);
        const auto run = static_cast<RunNo>(book_.runs);
        const std::size_t count = entries.size();
        for (Entry& entry : entries)
            take(std::move(entry));
        take(RunCommitted{run, count});
    }

    // A run that a crash ended: it names rows that never were.
    void abandon() {
        open_run(RunKind::apply, today_);
        const auto run = static_cast<RunNo>(book_.runs);
        Receipt ghost;
        ghost.payment = static_cast<PaymentNo>(book_.payments.size());
        PaymentTaken taken;
        taken.payment = kept("ghost");
        taken.currency = currency(true);
        taken.amount = 1'000'000;
        taken.booking_date = today_;
        take(std::move(taken));
        PaymentDecided entry;
        entry.payment = ghost.payment;
        entry.opens_exception = true;
        entry.posting.number = book_.postings + 1;
        entry.posting.posting_date = today_;
        entry.posting.lines = {
            {PostingKind::cash, Side::debit, GlRole::bank, none<ItemNo>(), 1'000'000},
            {PostingKind::unidentified,
             Side::credit,
             GlRole::unidentified,
             none<ItemNo>(),
             1'000'000}
        };
        take(std::move(entry));
        take(RunAbandoned{run});
    }

    void take(Entry entry) {
        keep_texts(entry, texts_);
        journal_.push_back(entry);
        filter_.take(journal_.size(), std::move(entry), changed_);
    }

    std::mt19937_64 random_;
    bool may_backdate_;
    Book book_;
    RunFilter filter_{book_};
    std::vector<ChangedRow> changed_;
    std::vector<Entry> journal_;
    TextStore texts_;
    Date today_;
    std::uint64_t postings_ = 0;
    std::uint32_t payments_ = 0;
    std::vector<Minor> open_;  // of each item, within the run being made
    std::vector<Event> events_;
    std::vector<Receipt> receipts_;
    std::vector<Asked> asked_;
};

}  // namespace tieout
