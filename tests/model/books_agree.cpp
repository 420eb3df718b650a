// Books and model side by side: every noun, every account, every invariant that holds of both.
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "engine/aging.h"
#include "engine/payment_state.h"
#include "tests/model/books_driver.h"

namespace tieout::reference {

namespace {

// Notes the first thing that differs.
class Comparing {
public:
    Comparing(const MemoryBooks& books, const Model& model, Day today)
        : books_(books), book_(books.book()), model_(model), today_(today) {}

    std::string first() {
        items();
        receipts();
        exceptions();
        reviews();
        proposals();
        suspense();
        accounts();
        for (const Day day : {today_ - 45, today_ - 9, today_ - 2, today_, today_ + 40})
            aging(day);
        return first_;
    }

private:
    template <class A, class B>
    void same(const A& ours, const B& models, const std::string& what) {
        if (first_.empty() && !(ours == models)) {
            first_ = fmt::format("{}: the engine has {}, the model {}", what, ours, models);
        }
    }

    static Day day_of(const std::optional<Date>& date) { return date ? date->day_number() : 0; }

    // A4, and that a status is a function of what is open.
    void items() {
        same(book_.items.size(), model_.items.size(), "number of items");
        for (std::size_t i = 0; first_.empty() && i < book_.items.size(); ++i) {
            const OpenItem& row = book_.items[i];
            const Item& item = model_.items[i];
            const std::string name = item.key();
            same(book_.key_of(static_cast<ItemNo>(i)), name, "key of item");
            same(row.amount, item.amount, name + " amount");
            same(row.open, item.open(), name + " open (A4)");
            same(
                row.open >= 0 && row.open <= row.amount, true, name + " open within its amount (A4)"
            );
            same(row.disputed, item.disputed, name + " disputed");
            same(std::string(word_of(row.kind)), item.kind, name + " kind");
            same(std::string(row.currency.letters()), item.currency, name + " currency");
            same(day_of(row.cleared_date), item.cleared.value_or(0), name + " cleared on");
            same(day_of(row.invoice_date), item.dated, name + " dated");
            same(row.is_open(), item.open() > 0, name + " is open");
        }
    }

    // A3 and A9.
    void receipts() {
        same(book_.payments.size(), model_.receipts.size(), "number of receipts (A9)");
        for (std::size_t i = 0; first_.empty() && i < book_.payments.size(); ++i) {
            const PaymentRow& row = book_.payments[i];
            const Receipt& receipt = model_.receipts[i];
            const Standing stands = model_.standing(static_cast<int>(i));
            const std::string& name = receipt.id;
            const auto found = book_.find_payment(sha256_mark(name));
            same(found && slot(*found) == i, true, name + " is found by its id (A9)");
            same(row.amount, receipt.amount, name + " amount");
            same(customer_of(book_, row.payer), receipt.payer, name + " payer");
            if (!receipt.is_receipt) continue;
            same(row.applied, stands.applied, name + " applied");
            same(row.adjusted, stands.adjusted, name + " adjusted");
            same(row.on_account, stands.on_account, name + " on account");
            same(row.unapplied, stands.unapplied, name + " unapplied");
            same(row.unidentified, stands.unidentified, name + " unidentified");
            same(row.other, stands.other, name + " other");
            same(row.returned, stands.returned, name + " returned");
            same(row.refunded, stands.refunded, name + " refunded");
            const Cents all = row.applied + row.on_account + row.unapplied + row.unidentified +
                              row.other + row.returned + row.refunded;
            same(all, row.amount, name + " all its cents (A3)");
            for (const Cents part :
                 {row.on_account,
                  row.unapplied,
                  row.unidentified,
                  row.other,
                  row.returned,
                  row.refunded})
                same(part >= 0, true, name + " has nothing below zero (A10)");
            for (const auto& [key, debit] : receipt.net) {
                const auto& [account, cause, item] = key;
                if (account != "receivable" || cause != "cash") continue;
                const bool is_credit = model_.items[Model::at(item)].is_credit();
                same(
                    is_credit ? debit >= 0 : debit <= 0,
                    true,
                    name + " takes back no more than it brought (A10)"
                );
            }
        }
    }

    void exceptions() {
        same(book_.exceptions.size(), model_.exceptions.size(), "number of exceptions");
        for (std::size_t i = 0; first_.empty() && i < book_.exceptions.size(); ++i) {
            const ExceptionItem& row = book_.exceptions[i];
            const Exception& exception = model_.exceptions[i];
            const std::string name = fmt::format("exception {} ({})", i + 1, exception.reason);
            const int receipt =
                row.payment == none<PaymentNo>() ? nothing : static_cast<int>(slot(row.payment));
            same(receipt, exception.receipt, name + " is about");
            same(std::string(word_of(row.reason)), exception.reason, name + " asks");
            same(row.is_open, exception.is_open, name + " is open");
        }
        // No cent of a receipt waits unseen.
        for (std::size_t i = 0; first_.empty() && i < model_.receipts.size(); ++i) {
            const Standing stands = model_.standing(static_cast<int>(i));
            if (stands.unapplied == 0 && stands.unidentified == 0) continue;
            same(
                model_.open_exception_of(static_cast<int>(i)) != nothing,
                true,
                model_.receipts[i].id + " waits under an exception"
            );
        }
    }

    void reviews() {
        same(book_.reviews.size(), model_.reviews.size(), "number of reviews");
        for (std::size_t i = 0; first_.empty() && i < book_.reviews.size(); ++i) {
            const ReviewRow& row = book_.reviews[i];
            const Review& review = model_.reviews[i];
            const std::string name = fmt::format("review R{} ({})", i + 1, review.action);
            same(std::string(word_of(row.action)), review.action, name + " action");
            same(row.user, review.user, name + " user");
            same(row.amount, review.cash, name + " cash");
            same(row.written_off, review.given_up, name + " given up");
            same(customer_of(book_, row.customer), review.customer, name + " customer");
            same(row.undoes, review.undoes, name + " undoes");
        }
    }

    // A14.
    void proposals() {
        static const std::map<ProposalState, std::string> words{
            {ProposalState::waiting, "waiting"},
            {ProposalState::approved, "approved"},
            {ProposalState::rejected, "rejected"}
        };
        same(book_.proposals.size(), model_.proposals.size(), "number of proposals");
        for (std::size_t i = 0; first_.empty() && i < book_.proposals.size(); ++i) {
            const ProposalRow& row = book_.proposals[i];
            const Proposal& proposal = model_.proposals[i];
            const std::string name = fmt::format("proposal A{}", i + 1);
            same(words.at(row.state), proposal.state, name + " state");
            same(row.maker, proposal.maker, name + " maker");
            same(row.decided_by, proposal.decided_by, name + " decided by");
            same(row.amount, proposal.amount, name + " amount");
            const bool is_own = row.state == ProposalState::approved && row.decided_by == row.maker;
            same(is_own, false, name + " approved by its maker (A14)");
        }
    }

    // What is held for a customer is what his receipts hold.
    void suspense() {
        std::map<std::string, Cents> held;
        std::map<std::string, Cents> rows;
        for (std::size_t i = 0; i < model_.receipts.size(); ++i) {
            const Standing stands = model_.standing(static_cast<int>(i));
            const Receipt& receipt = model_.receipts[i];
            const Cents cents = stands.unapplied + stands.on_account;
            if (cents != 0) held[receipt.payer + " " + receipt.currency] += cents;
            if (stands.unidentified != 0) held[" " + receipt.currency] += stands.unidentified;
        }
        for (const SuspenseChange& each : book_.suspense_changes) {
            rows[customer_of(book_, each.customer) + " " + std::string(each.currency.letters())] +=
                each.unapplied + each.unidentified + each.on_account;
        }
        std::erase_if(rows, [](const auto& row) { return row.second == 0; });
        for (const auto& [key, cents] : held)
            same(rows[key], cents, "held for " + key);
        same(rows.size(), held.size(), "for how many customers money is held");
    }

    // A1 and A2: every account, and all of them together.
    void accounts() {
        std::map<std::pair<std::string, std::string>, Cents> sums;
        std::map<std::string, Cents> owed;
        std::uint64_t number = 0;
        for (const Entry& entry : books_.journal()) {
            const tieout::Posting* posting = nullptr;
            Currency currency;
            if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
                posting = &decided->posting;
                currency = book_.payment(decided->payment).currency;
            } else if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
                posting = &adjusted->posting;
                currency = adjusted->currency;
            }
            if (posting == nullptr || posting->lines.empty()) continue;
            same(posting->number, ++number, "number of a posting");
            Cents sum = 0;
            for (const PostingLine& line : posting->lines) {
                const Cents debit = line.side == Side::debit ? line.amount : -line.amount;
                same(line.amount > 0, true, "a line is above zero (A1)");
                sum += debit;
                const std::string letters(currency.letters());
                sums[{std::string(gl_account(book_.policy, line.account)), letters}] += debit;
                if (line.account == GlRole::receivable) owed[letters] += debit;
            }
            same(sum, 0, "a posting balances (A1)");
        }
        const auto models = model_.trial_balance();
        std::erase_if(sums, [](const auto& each) { return each.second == 0; });
        std::map<std::string, Cents> all;
        for (const auto& [key, debit] : sums) {
            all[key.second] += debit;
            const auto found = models.find(key);
            same(
                debit,
                found == models.end() ? 0 : found->second,
                "account " + key.first + " " + key.second
            );
        }
        same(sums.size(), models.size(), "number of accounts with a balance");
        for (const auto& [letters, sum] : all)
            same(sum, 0, "all accounts together (A2)");
        control(owed);
    }

    // The receivable account and what the ERP brought and changed are what items are open.
    void control(std::map<std::string, Cents> owed) {
        for (const Item& item : model_.items) {
            const Cents side = item.is_credit() ? -1 : 1;
            owed[item.currency] += side * item.first_open;
            if (item.kind != "claim" && item.document.rfind("FEE-", 0) != 0)
                owed[item.currency] += side * (item.amount - item.first_open);
        }
        for (const OpenItem& row : book_.items)
            owed[std::string(row.currency.letters())] -= row.owed();
        for (const auto& [letters, left] : owed)
            same(left, 0, "receivable account less open items (A8) " + letters);
    }

    // A8, also for days that are past.
    void aging(Day day) {
        AgingRequest request;
        request.as_of = Date(day);
        std::map<std::pair<std::string, std::string>, AgingLine> rows;
        const Aging aged = age(book_, request);
        for (const AgingRow& row : aged.rows) {
            AgingLine line;
            for (std::size_t i = 0; i < row.buckets.size(); ++i)
                line.buckets[i] = static_cast<Cents>(row.buckets[i]);
            line.disputed = static_cast<Cents>(row.disputed);
            line.credits = static_cast<Cents>(row.credits);
            line.unapplied = static_cast<Cents>(row.unapplied);
            line.total = static_cast<Cents>(row.total);
            if (!line.is_zero()) rows[{row.key, std::string(row.currency.letters())}] = line;
        }
        const auto models = model_.aging(day);
        same(rows.size(), models.size(), fmt::format("rows of the aging of {} (A8)", day));
        for (const auto& [key, line] : models) {
            if (!first_.empty()) return;
            const AgingLine& ours = rows[key];
            const std::string name =
                fmt::format("aging of {} {} as of {} (A8): ", key.first, key.second, day);
            same(ours.disputed, line.disputed, name + "disputed");
            same(ours.credits, line.credits, name + "credits");
            same(ours.unapplied, line.unapplied, name + "unapplied");
            for (std::size_t i = 0; i < line.buckets.size(); ++i)
                same(ours.buckets[i], line.buckets[i], name + fmt::format("bucket {}", i));
            same(ours.total, line.total, name + "total");
        }
    }

    const MemoryBooks& books_;
    const Book& book_;
    const Model& model_;
    Day today_;
    std::string first_;
};

}  // namespace

std::string first_difference(const MemoryBooks& books, const Model& model, Day today) {
    return Comparing(books, model, today).first();
}

}  // namespace tieout::reference
