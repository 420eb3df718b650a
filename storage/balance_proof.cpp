#include "storage/balance_proof.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/payment_state.h"

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
    "clearing",
    "deduction",
    "tax",
    "withholding",
    "refund",
    "intercompany",
    "other_receipts",
    "gain_loss"
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
        if (used_of(row) != row.amount)
            fault(line, fmt::format("payment row {} does not add up", i));
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
        take_posting(decided->posting, replayed_.payment(decided->payment).currency);
    } else if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
        take_posting(adjusted->posting, adjusted->currency);
    } else if (const auto* amended = std::get_if<ItemAmended>(&entry)) {
        const OpenItem& item = replayed_.item(amended->item);
        amended_[letters_of(item.currency)] += owed(item, amended->more);
    } else if (const auto* taken = std::get_if<ItemTaken>(&entry)) {
        if (replayed_.items.size() > first_open_.size()) first_open_.push_back(taken->row.open);
    } else if (const auto* answered = std::get_if<PostingAnswered>(&entry)) {
        take_answer(answered->row);
    } else if (const auto* made = std::get_if<ExportMade>(&entry)) {
        take_export(made->row);
    }
}

void BalanceProof::take_posting(const Posting& posting, Currency currency) {
    if (posting.lines.empty()) return;
    ++postings_.checked;
    if (posting.number != postings_.checked) {
        fault(
            postings_,
            fmt::format("posting {} stands in place {}", posting.number, postings_.checked)
        );
    }
    const std::string letters = letters_of(currency);
    Accounts& accounts = accounts_[letters];
    Accounts& credits = credits_[letters];
    WideMinor sum = 0;
    for (const PostingLine& line : posting.lines) {
        const WideMinor signed_amount = line.side == Side::debit ? line.amount : -line.amount;
        if (line.amount <= 0) {
            fault(postings_, fmt::format("posting {} has a line without amount", posting.number));
        }
        sum += signed_amount;
        accounts[static_cast<std::size_t>(line.account)] += signed_amount;
        if (line.side == Side::credit) {
            credits[static_cast<std::size_t>(line.account)] += line.amount;
        }
    }
    PostedAmount& posted = posted_.emplace_back();
    posted.currency = currency;
    for (const PostingLine& line : posting.lines)
        posted.debits += line.side == Side::debit ? line.amount : 0;
    decided_[letters_of(currency)] += posted.debits;
    if (sum != 0) {
        fault(postings_, fmt::format("posting {} does not balance", posting.number));
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
    for (const auto& [letters, amount] : amended_)
        expected[letters][static_cast<std::size_t>(GlRole::receivable)] -= amount;
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

void BalanceProof::take_answer(const ErpAnswer& answer) {
    std::uint64_t sent = 0;
    for (const auto& [consumer, last] : given_)
        sent = std::max(sent, last);
    if (answer.posting == 0 || answer.posting > sent) {
        hand_off_faults_.push_back(
            fmt::format("posting {} was answered before it was sent", answer.posting)
        );
    }
    const auto [before, is_new] = answered_.emplace(answer.posting, answer.state);
    if (is_new) return;
    if (before->second != ErpState::rejected || answer.state != ErpState::accepted) {
        hand_off_faults_.push_back(fmt::format("posting {} was answered twice", answer.posting));
    }
    before->second = answer.state;
}

void BalanceProof::take_export(const ExportRow& row) {
    std::uint64_t& last = given_[row.consumer];
    if (row.first == 0 || row.first > last + 1 || row.last > posted_.size()) {
        hand_off_faults_.push_back(fmt::format(
            "{} was given postings {} to {} behind {}", row.consumer, row.first, row.last, last
        ));
    }
    last = std::max(last, row.last);
}

// Sums by what the rows of the book say of each posting, beside what the journal said as it went.
ProofLine BalanceProof::prove_hand_off(const Book& book) const {
    ProofLine line{
        "hand-off",
        "accepted + rejected + pending = decided, and what was answered was sent",
        0,
        0,
        {}
    };
    for (const std::string& words : hand_off_faults_)
        fault(line, words);
    std::map<std::string, ByState> by_rows;
    std::map<std::string, ByState> by_journal;
    for (std::size_t i = 0; i < posted_.size(); ++i) {
        ++line.checked;
        const std::string letters = letters_of(posted_[i].currency);
        const ErpState state = book.erp_state_of_posting(i + 1);
        const auto said = answered_.find(i + 1);
        const ErpState stated = said == answered_.end() ? ErpState::pending : said->second;
        by_rows[letters][static_cast<std::size_t>(state)] += posted_[i].debits;
        by_journal[letters][static_cast<std::size_t>(stated)] += posted_[i].debits;
        if (state != stated) fault(line, fmt::format("posting {}: its answer differs", i + 1));
    }
    for (const auto& [letters, decided] : decided_) {
        const ByState& rows = by_rows[letters];
        if (rows != by_journal[letters] || rows[0] + rows[1] + rows[2] != decided) {
            fault(line, letters + ": accepted, rejected and pending are not what was decided");
        }
    }
    if (book.erp_answers.size() != answered_.size()) {
        fault(line, "the book has other answers than the journal");
    }
    for (const auto& [consumer, last] : given_) {
        if (book.exported_to(consumer) != last) {
            fault(line, consumer + ": he was given other postings than the book says");
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
        prove_suspense(book),
        prove_hand_off(book)
    };
}

}  // namespace tieout
