// The control records of an ACH file: their columns, and what they state against what is counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/intake.h"
#include "io/formats/nacha_records.h"
#include "io/formats/source.h"

namespace tieout {

// What is counted of a batch, or added up from the 8 records.
struct AchTotals {
    std::uint64_t records = 0;  // entries and addenda
    std::uint64_t hash = 0;     // of routing numbers, the low ten digits
    WideMinor debit = 0;
    WideMinor credit = 0;

    void add_hash(std::uint64_t more);
};

// Where a control record has its fields; those of ADV are wider.
struct AchControlColumns {
    std::size_t count_from, count_to;
    std::size_t hash_from, hash_to;
    std::size_t debit_from, debit_to;
    std::size_t credit_from, credit_to;
};

inline constexpr AchControlColumns ach_batch_columns{5, 10, 11, 20, 21, 32, 33, 44};
inline constexpr AchControlColumns ach_batch_columns_adv{5, 10, 11, 20, 21, 40, 41, 60};
inline constexpr AchControlColumns ach_file_columns{14, 21, 22, 31, 32, 43, 44, 55};
inline constexpr AchControlColumns ach_file_columns_adv{14, 21, 22, 31, 32, 51, 52, 71};

// One control record being compared: every control is noted, every difference is a fault.
class AchControl {
public:
    AchControl(
        const AchRecord& record,
        Currency currency,
        std::vector<Control>& controls,
        FaultList& faults
    )
        : record_(record), currency_(currency), controls_(controls), faults_(faults) {}

    // Gives what is stated.
    std::uint64_t compare(
        std::size_t from, std::size_t to, WideMinor counted, bool is_money, std::string name
    );
    AchTotals compare_totals(
        const AchControlColumns& at, const AchTotals& counted, const std::string& name
    );

    bool ties() const { return ties_; }

private:
    const AchRecord& record_;
    Currency currency_;
    std::vector<Control>& controls_;
    FaultList& faults_;
    bool ties_ = true;
};

}  // namespace tieout
