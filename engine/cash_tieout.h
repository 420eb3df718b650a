// The cash tie-out: bank movements by file, account and statement, and where each cent is.
#pragma once

#include <string>
#include <vector>

#include "engine/journal_facts.h"

namespace tieout {

// Movements of the bank that entered the book, by what they are. net() is what they added to the
// account.
struct MovementSums {
    CountAndSum receipts;  // can pay invoices
    CountAndSum listed;    // other credits: summaries, transfers, what is held
    CountAndSum debits;    // fees, returns, sweeps

    void add(MovementKind kind, bool is_credit, const CountAndSum& sums);
    void add(const MovementSums& other);

    WideMinor net() const { return receipts.sum + listed.sum - debits.sum; }

    std::uint64_t count() const { return receipts.count + listed.count + debits.count; }
};

// What one file brought to one account of ours. Invariant: stated - known - new = difference = 0;
// each of them credits less debits.
struct FileTie {
    RunNo run{};
    std::string file;
    std::string format;
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    std::string shown;  // the account's last four
    Currency currency;
    Date day;  // latest day of its units, else that of the run
    std::uint32_t units_taken = 0;
    std::uint32_t units_listed = 0;  // of which nothing is cash: tests, pending entries
    std::uint32_t units_quarantined = 0;
    CountAndSum stated;       // movements of the units taken, credits less debits
    CountAndSum known;        // of these the book had before
    CountAndSum quarantined;  // of units that were held, credits less debits
    MovementSums taken;       // that are new
    bool has_units = false;   // the run noted its units; else it cannot be compared

    WideMinor difference() const { return stated.sum - known.sum - taken.net(); }
};

// Where the cash of receipts of one account is. Invariant: the receipts are the sum of the rest.
struct ReceiptTie {
    CountAndSum received;
    WideMinor applied = 0;
    WideMinor on_account = 0;
    WideMinor unapplied = 0;
    WideMinor unidentified = 0;
    WideMinor other = 0;
    WideMinor returned = 0;
    WideMinor refunded = 0;
    WideMinor posted_later = 0;  // booked in the period, posted behind its end

    WideMinor difference() const {
        return received.sum - applied - on_account - unapplied - unidentified - other - returned -
               refunded - posted_later;
    }
};

// One account of ours: what was booked in the period, and where its receipts stand at its end.
struct AccountTie {
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    Currency currency;
    MovementSums moved;
    ReceiptTie receipts;
    CountAndSum in_book;  // receipts as the rows of the book have them
};

// A statement of booked balances. Invariant: opening + movements - closing = difference = 0.
struct StatementTie {
    std::string shown;
    AccountNo account = none<AccountNo>();
    Currency currency;
    Date as_of;
    Minor opening = 0;
    std::uint64_t movements = 0;
    WideMinor credits = 0;
    WideMinor debits = 0;
    Minor closing = 0;
    Minor gap = 0;           // to the statement before, accepted by a person
    bool has_units = false;  // the run noted its units; else only balances are known

    WideMinor difference() const { return opening + credits - debits - closing; }
};

// A unit of which nothing was taken, and why.
struct HeldUnit {
    RunNo run{};
    std::string file;
    UnitTaken unit;
};

struct CashTieout {
    std::vector<FileTie> files;            // by run, place in the run, account and currency
    std::vector<AccountTie> accounts;      // by entity, account and currency
    std::vector<StatementTie> statements;  // by account, day and place in the book
    std::vector<HeldUnit> held;            // by run and place

    bool ties() const;
};

// Files and statements belong to the period by their own day, movements by their booking date;
// where receipts stand is told as of the end of the period, by posting dates. Cost O(facts + rows).
CashTieout tie_out_cash(const Book& book, const JournalFacts& facts, const Period& period);

}  // namespace tieout
