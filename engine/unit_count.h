// The unit count: what each statement or batch of a run brought, movement by movement, in sums.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/cash_run.h"

namespace tieout {

// Whose money some movements of one unit are.
struct UnitKey {
    std::uint32_t file = 0;
    std::uint32_t unit = 0;
    AccountNo account = none<AccountNo>();
    EntityNo entity{};
    Currency currency;

    friend auto operator<=>(const UnitKey&, const UnitKey&) = default;
};

struct UnitSums {
    std::uint32_t movements = 0;
    std::uint32_t known_movements = 0;
    WideMinor credits = 0;
    WideMinor debits = 0;
    WideMinor known_credits = 0;
    WideMinor known_debits = 0;
};

// Sums of movements in the order in which they come: neighbours mostly share their unit.
class UnitRow {
public:
    // Movements that stand in no unit of a file are passed over.
    void add(const Movement& movement);

private:
    friend class UnitCount;
    std::vector<std::pair<UnitKey, UnitSums>> parts_;
};

// Collects rows that were made beside each other; sums do not depend on their order.
class UnitCount {
public:
    void take(const UnitRow& row);

    // One entry for each unit, account, entity and currency, units without movements too, ordered
    // by these. What is quarantined or listed is counted from the units of the outcome.
    std::vector<UnitTaken> entries(
        const Book& book, const Secrets& secrets, const CashOutcome& outcome
    );

private:
    void take_untaken(const Book& book, const Secrets& secrets, const CashOutcome& outcome);

    std::map<UnitKey, UnitSums> sums_;
};

}  // namespace tieout
