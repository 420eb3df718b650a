#include "io/formats/csv_accounts.h"

#include "engine/digits.h"
#include "io/formats/fields.h"

namespace tieout {

void CsvAccounts::begin(std::string_view kind, std::size_t movements) {
    accounts_.clear();
    order_.clear();
    last_ = nullptr;
    kind_ = kind;
    movements_ = movements;
}

CsvAccount& CsvAccounts::of(std::string_view written, Currency currency, std::uint64_t line) {
    if (last_ != nullptr && last_->unit.currency == currency && is_same(last_->written, written)) {
        return *last_;
    }
    std::string key(written);
    key += '\x1F';
    key += currency.letters();
    const auto [found, is_new] = accounts_.try_emplace(std::move(key));
    CsvAccount& account = found->second;
    last_ = &account;
    if (!is_new) return account;
    if (order_.empty()) account.unit.movements.reserve(movements_);
    order_.push_back(&account);
    account.written = written;
    account.number = clean_text(written, texts_);
    account.unit.kind = kind_;
    account.unit.account = account.number.str();
    account.unit.currency = currency;
    account.unit.first_line = line;
    account.pending = account.unit;
    account.pending.kind = "pending entries";
    account.pending.state = UnitState::not_cash;
    return account;
}

void CsvAccounts::finish(std::vector<Unit>& units, FaultList& faults, FaultList& warnings) {
    for (CsvAccount* account : order_) {
        Unit& unit = account->unit;
        if (const auto broken = account->chain.prove(unit)) {
            faults.add(
                "F_CSV_BALANCE",
                broken->first,
                broken->second,
                "the running balance does not follow from the row beside it"
            );
        }
        if (!account->chain.is_proof()) {
            warnings.add(
                "F_CSV_UNPROVED",
                unit.first_line,
                0,
                account->chain.has_balance()
                    ? "the running balance does not lead from the first row to the last: nothing "
                      "proves that no row is missing"
                    : "no running balance: nothing proves that no row is missing"
            );
        }
        units.push_back(std::move(unit));
        if (!account->pending.reason.empty()) units.push_back(std::move(account->pending));
    }
}

}  // namespace tieout
