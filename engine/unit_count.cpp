#include "engine/unit_count.h"

#include "engine/account_form.h"
#include "engine/personal.h"

namespace tieout {

namespace {

void put(UnitSums& sums, const Payment& payment, bool is_known) {
    ++sums.movements;
    (payment.is_credit ? sums.credits : sums.debits) += payment.amount;
    if (!is_known) return;
    ++sums.known_movements;
    (payment.is_credit ? sums.known_credits : sums.known_debits) += payment.amount;
}

}  // namespace

void UnitRow::add(const Movement& movement) {
    if (movement.file == no_file || movement.waited) return;
    const UnitKey key{
        movement.file, movement.unit, movement.account, movement.entity, movement.payment.currency
    };
    if (parts_.empty() || parts_.back().first != key) parts_.emplace_back(key, UnitSums{});
    put(parts_.back().second, movement.payment, !movement.is_new);
}

void UnitCount::take(const UnitRow& row) {
    for (const auto& [key, part] : row.parts_) {
        UnitSums& sums = sums_[key];
        sums.movements += part.movements;
        sums.known_movements += part.known_movements;
        sums.credits += part.credits;
        sums.debits += part.debits;
        sums.known_credits += part.known_credits;
        sums.known_debits += part.known_debits;
    }
}

// Units of which nothing is taken, and those that have no movements.
void UnitCount::take_untaken(const Book& book, const Secrets& secrets, const CashOutcome& outcome) {
    for (std::uint32_t f = 0; f < outcome.files.size(); ++f) {
        const std::vector<Unit>& units = outcome.files[f].units;
        for (std::uint32_t u = 0; u < units.size(); ++u) {
            const Unit& unit = units[u];
            if (unit.state == UnitState::taken && !unit.movements.empty()) continue;
            const auto account = account_of_unit(book, secrets, unit);
            UnitKey key{f, u, account.value_or(none<AccountNo>()), EntityNo{}, unit.currency};
            if (account) key.entity = book.accounts[slot(*account)].entity;
            if (unit.movements.empty()) sums_.try_emplace(key);
            for (const Payment& payment : unit.movements) {
                key.currency = payment.currency;
                put(sums_[key], payment, false);
            }
        }
    }
}

std::vector<UnitTaken> UnitCount::entries(
    const Book& book, const Secrets& secrets, const CashOutcome& outcome
) {
    take_untaken(book, secrets, outcome);
    std::vector<UnitTaken> entries;
    entries.reserve(sums_.size());
    for (const auto& [key, sums] : sums_) {
        const FileOutcome& file = outcome.files[key.file];
        if (key.unit >= file.units.size()) continue;  // a history told again has no units
        const Unit& unit = file.units[key.unit];
        UnitTaken& entry = entries.emplace_back();
        entry.file = file.row.digest;
        entry.file_ordinal = key.file;
        entry.unit = key.unit;
        entry.kind = unit.kind;
        entry.identity = unit.identity;
        if (!unit.account.empty()) {
            const bool is_listed = key.account != none<AccountNo>();
            entry.account_mark = is_listed ? book.accounts[slot(key.account)].mark
                                           : mark_of_account(secrets, unit.account);
            entry.shown = masked_account(unit.account);
        }
        entry.account = key.account;
        entry.entity = key.entity;
        entry.currency = key.currency;
        entry.as_of = unit.as_of;
        const bool is_whole = key.currency == unit.currency;
        if (is_whole && unit.is_opening_booked) entry.opening = unit.opening_balance;
        if (is_whole && unit.is_closing_booked) entry.closing = unit.closing_balance;
        entry.state = unit.state;
        entry.reason = unit.reason;
        entry.movements = sums.movements;
        entry.credits = WideSum::of(sums.credits);
        entry.debits = WideSum::of(sums.debits);
        entry.known_movements = sums.known_movements;
        entry.known_credits = WideSum::of(sums.known_credits);
        entry.known_debits = WideSum::of(sums.known_debits);
    }
    return entries;
}

}  // namespace tieout
