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
// replayed; then says whether the invariants of the books hold (A1-A4, A7 and A8).
class BalanceProof {
public:
    explicit BalanceProof(const Book& replayed) : replayed_(replayed) {}

    void take(const Entry& entry);

    // Lines "postings", "accounts", "receipts", "items", "suspense" and "hand-off" about the book.
    std::vector<ProofLine> lines(const Book& book) const;

    // Accounts that were posted to, by currency.
    std::vector<AccountTotal> totals() const;

private:
    static constexpr auto roles = static_cast<std::size_t>(GlRole::gain_loss) + 1;

    // Debits less credits of each account in one currency.
    using Accounts = std::array<WideMinor, roles>;

    // Debits of postings in one currency, by what the ERP says of them.
    using ByState = std::array<WideMinor, 3>;

    struct PostedAmount {
        Currency currency;
        WideMinor debits = 0;
    };

    void take_posting(const Posting& posting, Currency currency);
    void take_answer(const ErpAnswer& answer);
    void take_export(const ExportRow& row);
    ProofLine prove_hand_off(const Book& book) const;
    ProofLine prove_accounts(const Book& book) const;
    ProofLine prove_items(const Book& book) const;

    const Book& replayed_;
    ProofLine postings_{"postings", "each balances, and they are numbered without gaps", 0, 0, {}};
    std::map<std::string, Accounts> accounts_;
    std::map<std::string, Accounts> credits_;     // the credits alone
    std::map<std::string, WideMinor> amended_;    // owed without a posting, by currency
    std::vector<PostedAmount> posted_;            // by posting number, from 1
    std::map<std::string, WideMinor> decided_;    // debits by currency, as postings came
    std::map<std::uint64_t, ErpState> answered_;  // as answers came
    std::map<std::string, std::uint64_t> given_;  // last posting by consumer, as exports came
    std::vector<std::string> hand_off_faults_;
    std::vector<Minor> first_open_;  // open amount of each item when it was first taken
};

}  // namespace tieout
