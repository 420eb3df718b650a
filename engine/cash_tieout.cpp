#include "engine/cash_tieout.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace tieout {

namespace {

using AccountKey = std::tuple<EntityNo, AccountNo, Currency>;

WideMinor net_of(const UnitTaken& unit) {
    return unit.credits.value() - unit.debits.value();
}

// Files of the runs with what they brought to each account.
class Files {
public:
    Files(const JournalFacts& facts) : facts_(facts) {
        for (const FileRecord& record : facts.files)
            names_.try_emplace(record.file.row.digest, &record.file);
    }

    std::vector<FileTie> tie(const Period& period) {
        for (const UnitRecord& record : facts_.units)
            take_unit(record.run, record.unit);
        for (const auto& [key, sums] : facts_.taken)
            take_movements(key, sums);
        std::vector<FileTie> files;
        for (auto& [key, file] : files_) {
            if (period.contains(file.day)) files.push_back(std::move(file));
        }
        return files;
    }

    std::string name_of(const Digest& digest) const {
        const auto found = names_.find(digest);
        return found == names_.end() ? std::string{} : found->second->name;
    }

private:
    using Key = std::tuple<RunNo, std::uint32_t, EntityNo, AccountNo, Currency>;

    FileTie& of(const Key& key) {
        const auto [found, is_new] = files_.try_emplace(key);
        FileTie& file = found->second;
        if (is_new) {
            std::uint32_t ordinal = 0;
            std::tie(file.run, ordinal, file.entity, file.account, file.currency) = key;
            file.day = facts_.runs[slot(file.run)].opened.as_of;
        }
        return file;
    }

    void take_unit(RunNo run, const UnitTaken& unit) {
        FileTie& file = of({run, unit.file_ordinal, unit.entity, unit.account, unit.currency});
        if (unit.as_of) {
            const auto [latest, is_first] = days_.try_emplace(&file, *unit.as_of);
            latest->second = std::max(latest->second, *unit.as_of);
            file.day = latest->second;
        }
        file.has_units = true;
        if (const auto found = names_.find(unit.file); found != names_.end()) {
            file.file = found->second->name;
            file.format = found->second->format;
        }
        if (file.shown.empty()) file.shown = unit.shown;
        switch (unit.state) {
            case UnitState::taken:
                ++file.units_taken;
                file.stated.add({unit.movements, net_of(unit)});
                file.known.add(
                    {unit.known_movements, unit.known_credits.value() - unit.known_debits.value()}
                );
                break;
            case UnitState::quarantined:
                ++file.units_quarantined;
                file.quarantined.add({unit.movements, net_of(unit)});
                break;
            case UnitState::not_cash: ++file.units_listed; break;
        }
    }

    void take_movements(const TakenKey& key, const CountAndSum& sums) {
        of({key.run, key.file, key.entity, key.account, key.currency})
            .taken.add(key.kind, key.is_credit, sums);
    }

    const JournalFacts& facts_;
    std::map<Digest, const FileTaken*> names_;
    std::map<Key, FileTie> files_;
    std::map<const FileTie*, Date> days_;  // of those whose units name one
};

// Where receipts of each account stand.
class Accounts {
public:
    Accounts(const Book& book, const JournalFacts& facts, const Period& period)
        : book_(book), facts_(facts), period_(period) {}

    std::vector<AccountTie> tie() {
        for (const auto& [key, sums] : facts_.taken) {
            if (!period_.contains(key.booking_date)) continue;
            AccountTie& account = of({key.entity, key.account, key.currency});
            account.moved.add(key.kind, key.is_credit, sums);
            if (key.kind == MovementKind::receipt) account.receipts.received.add(sums);
        }
        for (const auto& [key, sums] : facts_.lines)
            take_lines(key, sums);
        take_others();
        for (const PaymentRow& row : book_.payments) {
            if (row.kind != MovementKind::receipt || !period_.contains(row.booking_date)) continue;
            of({row.entity, row.account, row.currency}).in_book.add(row.amount);
        }
        std::vector<AccountTie> accounts;
        for (auto& [key, account] : accounts_)
            accounts.push_back(std::move(account));
        return accounts;
    }

private:
    AccountTie& of(const AccountKey& key) {
        AccountTie& account = accounts_[key];
        std::tie(account.entity, account.account, account.currency) = key;
        return account;
    }

    void take_lines(const LineKey& key, const LineSums& sums) {
        if (!key.is_receipt || !period_.contains(key.booking_date)) return;
        ReceiptTie& tie = of({key.entity, key.account, key.currency}).receipts;
        if (key.posting_date > period_.to) {
            if (key.role == GlRole::bank) tie.posted_later += sums.debits;
            return;
        }
        switch (key.role) {
            case GlRole::bank:
                (key.kind == PostingKind::refund ? tie.refunded : tie.returned) += sums.credits;
                return;
            case GlRole::receivable:
                if (key.kind == PostingKind::cash) tie.applied += sums.credited();
                return;
            case GlRole::unapplied: tie.unapplied += sums.credited(); return;
            case GlRole::unidentified: tie.unidentified += sums.credited(); return;
            case GlRole::on_account: tie.on_account += sums.credited(); return;
            default: return;
        }
    }

    void take_others() {
        std::map<PaymentNo, Minor> last;
        for (const OtherRecord& record : facts_.others) {
            if (record.day <= period_.to) last[record.payment] = record.other;
        }
        for (const auto& [payment, other] : last) {
            const PaymentRow& row = book_.payment(payment);
            if (row.kind != MovementKind::receipt || !period_.contains(row.booking_date)) continue;
            of({row.entity, row.account, row.currency}).receipts.other += other;
        }
    }

    const Book& book_;
    const JournalFacts& facts_;
    const Period& period_;
    std::map<AccountKey, AccountTie> accounts_;
};

// Statements by what makes them: account, currency, day and both balances.
using StatementKey = std::tuple<Mark, Currency, Date, Minor, Minor>;

std::vector<StatementTie> statements_of(
    const Book& book, const JournalFacts& facts, const Period& period
) {
    std::map<StatementKey, const UnitTaken*> units;
    for (const UnitRecord& record : facts.units) {
        const UnitTaken& unit = record.unit;
        if (unit.state != UnitState::taken || !unit.as_of || !unit.opening || !unit.closing)
            continue;
        units.try_emplace(
            {unit.account_mark, unit.currency, *unit.as_of, *unit.opening, *unit.closing}, &unit
        );
    }
    std::vector<StatementTie> statements;
    for (const StatementRow& row : book.statements) {
        if (!period.contains(row.as_of)) continue;
        StatementTie& tie = statements.emplace_back();
        tie.currency = row.currency;
        tie.as_of = row.as_of;
        tie.opening = row.opening;
        tie.closing = row.closing;
        tie.gap = row.gap;
        const auto account = book.find_account(row.account);
        if (account) {
            tie.account = *account;
            tie.shown = book.accounts[slot(*account)].shown;
        }
        const auto found =
            units.find({row.account, row.currency, row.as_of, row.opening, row.closing});
        if (found == units.end()) continue;
        const UnitTaken& unit = *found->second;
        tie.has_units = true;
        tie.shown = unit.shown;
        tie.movements = unit.movements;
        tie.credits = unit.credits.value();
        tie.debits = unit.debits.value();
    }
    std::stable_sort(
        statements.begin(),
        statements.end(),
        [](const StatementTie& a, const StatementTie& b) {
            return std::tie(a.account, a.shown, a.currency, a.as_of) <
                   std::tie(b.account, b.shown, b.currency, b.as_of);
        }
    );
    return statements;
}

}  // namespace

void MovementSums::add(MovementKind kind, bool is_credit, const CountAndSum& sums) {
    (!is_credit ? debits : kind == MovementKind::receipt ? receipts : listed).add(sums);
}

void MovementSums::add(const MovementSums& other) {
    receipts.add(other.receipts);
    listed.add(other.listed);
    debits.add(other.debits);
}

bool CashTieout::ties() const {
    const auto file_ties = [](const FileTie& each) {
        return !each.has_units || each.difference() == 0;
    };
    const auto account_ties = [](const AccountTie& each) {
        return each.receipts.difference() == 0 && each.receipts.received.sum == each.in_book.sum &&
               each.receipts.received.count == each.in_book.count;
    };
    const auto statement_ties = [](const StatementTie& each) {
        return !each.has_units || each.difference() == 0;
    };
    return std::all_of(files.begin(), files.end(), file_ties) &&
           std::all_of(accounts.begin(), accounts.end(), account_ties) &&
           std::all_of(statements.begin(), statements.end(), statement_ties);
}

CashTieout tie_out_cash(const Book& book, const JournalFacts& facts, const Period& period) {
    CashTieout tieout;
    Files files(facts);
    tieout.files = files.tie(period);
    tieout.accounts = Accounts(book, facts, period).tie();
    tieout.statements = statements_of(book, facts, period);
    for (const UnitRecord& record : facts.units) {
        const Date day = record.unit.as_of.value_or(facts.runs[slot(record.run)].opened.as_of);
        if (record.unit.state == UnitState::taken || !period.contains(day)) continue;
        tieout.held.push_back({record.run, files.name_of(record.unit.file), record.unit});
    }
    return tieout;
}

}  // namespace tieout
