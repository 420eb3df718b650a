#include "storage/balance_proof.h"

#include <fmt/core.h>

namespace tieout {

namespace {

// In the order of GlRole.
constexpr const char* role_words[] = {
    "bank",
    "receivable",
    "unapplied",
    "unidentified",
    "on_account",
    "earned_discount",
    "unearned_discount",
    "write_off",
    "fee",
    "clearing"
};

void fault(ProofLine& line, std::string words) {
    if (++line.faults <= faults_shown_max) line.words.push_back(std::move(words));
}

std::string letters_of(const Currency& currency) {
    return std::string(currency.is_none() ? "---" : currency.letters());
}

WideMinor owed(const OpenItem& item, Minor open) {
    return item.is_credit() ? -open : open;
}

// Every cent of a receipt is on items, on account, in suspense, or went elsewhere.
ProofLine prove_receipts(const Book& book) {
    ProofLine line{"receipts", "every cent of each receipt is accounted for", 0, 0, {}};
    for (std::size_t i = 0; i < book.payments.size(); ++i) {
        const PaymentRow& row = book.payments[i];
        if (row.kind != MovementKind::receipt || row.decided == 0) continue;
        ++line.checked;
        const WideMinor used = static_cast<WideMinor>(row.applied) + row.on_account +
                               row.unapplied + row.unidentified + row.other + row.returned +
                               row.refunded;
        if (used != row.amount) fault(line, fmt::format("payment row {} does not add up", i));
    }
    return line;
}

// The dated changes of suspense add up to what the payments say is there.
ProofLine prove_suspense(const Book& book) {
    ProofLine line{"suspense", "its dated changes add up to what payments hold", 0, 0, {}};
    std::vector<std::array<WideMinor, 3>> sums(book.payments.size());
    for (const SuspenseChange& change : book.suspense_changes) {
        auto& sum = sums[slot(change.payment)];
        sum[0] += change.unapplied;
        sum[1] += change.unidentified;
        sum[2] += change.on_account;
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
        ++line.checked;
        const PaymentRow& row = book.payments[i];
        if (sums[i][0] != row.unapplied || sums[i][1] != row.unidentified ||
            sums[i][2] != row.on_account) {
            fault(line, fmt::format("payment row {}: suspense and its changes differ", i));
        }
    }
    return line;
}

}  // namespace

void BalanceProof::take(const Entry& entry) {
    if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
        take_posting(*decided);
    } else if (const auto* taken = std::get_if<ItemTaken>(&entry)) {
        if (replayed_.items.size() > first_open_.size()) first_open_.push_back(taken->row.open);
    }
}

void BalanceProof::take_posting(const PaymentDecided& decided) {
    if (decided.posting.lines.empty()) return;
    ++postings_.checked;
    if (decided.posting.number != postings_.checked) {
        fault(
            postings_,
            fmt::format("posting {} stands in place {}", decided.posting.number, postings_.checked)
        );
    }
    const PaymentRow& payment = replayed_.payment(decided.payment);
    const std::string letters = letters_of(payment.currency);
    Accounts& accounts = accounts_[letters];
    Accounts& credits = credits_[letters];
    WideMinor sum = 0;
    for (const PostingLine& line : decided.posting.lines) {
        const WideMinor signed_amount = line.side == Side::debit ? line.amount : -line.amount;
        if (line.amount <= 0) {
            fault(
                postings_,
                fmt::format("posting {} has a line without amount", decided.posting.number)
            );
        }
        sum += signed_amount;
        accounts[static_cast<std::size_t>(line.account)] += signed_amount;
        if (line.side == Side::credit) {
            credits[static_cast<std::size_t>(line.account)] += line.amount;
        }
    }
    if (sum != 0) {
        fault(postings_, fmt::format("posting {} does not balance", decided.posting.number));
    }
}

// All accounts of a currency add up to zero; the receivable account moved as the items did, and
// the accounts of suspense hold what the payments say.
ProofLine BalanceProof::prove_accounts(const Book& book) const {
    ProofLine line{"accounts", "they add up to zero and agree with items and suspense", 0, 0, {}};
    std::map<std::string, Accounts> expected;
    for (std::size_t i = 0; i < book.items.size() && i < first_open_.size(); ++i) {
        const OpenItem& item = book.items[i];
        expected[letters_of(item.currency)][static_cast<std::size_t>(GlRole::receivable)] +=
            owed(item, item.open) - owed(item, first_open_[i]);
    }
    for (const PaymentRow& row : book.payments) {
        Accounts& accounts = expected[letters_of(row.currency)];
        accounts[static_cast<std::size_t>(GlRole::unapplied)] -= row.unapplied;
        accounts[static_cast<std::size_t>(GlRole::unidentified)] -= row.unidentified;
        accounts[static_cast<std::size_t>(GlRole::on_account)] -= row.on_account;
    }
    for (const auto& [currency, accounts] : accounts_) {
        WideMinor sum = 0;
        for (const WideMinor each : accounts)
            sum += each;
        ++line.checked;
        if (sum != 0) fault(line, currency + ": the accounts do not add up to zero");
    }
    for (const auto& [currency, accounts] : expected) {
        const auto found = accounts_.find(currency);
        const Accounts posted = found == accounts_.end() ? Accounts{} : found->second;
        for (const GlRole role :
             {GlRole::receivable, GlRole::unapplied, GlRole::unidentified, GlRole::on_account}) {
            const auto at = static_cast<std::size_t>(role);
            ++line.checked;
            if (posted[at] != accounts[at]) {
                fault(line, fmt::format("{}: account {} differs from its rows", currency, at));
            }
        }
    }
    return line;
}

ProofLine BalanceProof::prove_items(const Book& book) const {
    ProofLine line{"items", "open = first open - changes, between 0 and the amount", 0, 0, {}};
    if (first_open_.size() != book.items.size()) {
        fault(
            line,
            fmt::format(
                "the journal takes {} items, the book has {}", first_open_.size(), book.items.size()
            )
        );
        return line;
    }
    std::vector<WideMinor> open(first_open_.begin(), first_open_.end());
    for (const ItemChange& change : book.item_changes)
        open[slot(change.item)] -= change.reduced;
    for (std::size_t i = 0; i < book.items.size(); ++i) {
        const OpenItem& item = book.items[i];
        ++line.checked;
        if (item.open < 0 || item.open > item.amount || open[i] != item.open) {
            fault(line, fmt::format("item {} ({}): its open amount is wrong", i, item.document));
        }
    }
    return line;
}

std::vector<AccountTotal> BalanceProof::totals() const {
    std::vector<AccountTotal> totals;
    for (const auto& [letters, balances] : accounts_) {
        const Accounts& credits = credits_.at(letters);
        for (std::size_t i = 0; i < roles; ++i) {
            const WideMinor debit = balances[i] + credits[i];
            if (debit == 0 && credits[i] == 0) continue;
            totals.push_back({letters, role_words[i], debit, credits[i]});
        }
    }
    return totals;
}

std::vector<ProofLine> BalanceProof::lines(const Book& book) const {
    return {
        postings_,
        prove_accounts(book),
        prove_receipts(book),
        prove_items(book),
        prove_suspense(book)
    };
}

}  // namespace tieout
