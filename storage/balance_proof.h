// The balance proof adds up all postings of a journal and holds them against the rows of the book.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/entry.h"
#include "storage/proof.h"

namespace tieout {

// Takes the entries that took effect, in order, each after it was applied to the book being
// replayed; then says whether the invariants of the books hold (A1-A4 and A8).
class BalanceProof {
public:
    explicit BalanceProof(const Book& replayed) : replayed_(replayed) {}

    void take(const Entry& entry);

    // Lines "postings", "accounts", "receipts", "items" and "suspense" about the book.
    std::vector<ProofLine> lines(const Book& book) const;

    // Accounts that were posted to, by currency.
    std::vector<AccountTotal> totals() const;

private:
    static constexpr std::size_t roles = 10;  // enumerators of GlRole

    // Debits less credits of each account in one currency.
    using Accounts = std::array<WideMinor, roles>;

    void take_posting(const PaymentDecided& decided);
    ProofLine prove_accounts(const Book& book) const;
    ProofLine prove_items(const Book& book) const;

    const Book& replayed_;
    ProofLine postings_{"postings", "each balances, and they are numbered without gaps", 0, 0, {}};
    std::map<std::string, Accounts> accounts_;
    std::map<std::string, Accounts> credits_;  // the credits alone
    std::vector<Minor> first_open_;            // open amount of each item when it was first taken
};

}  // namespace tieout
