// One labelled set through the program: loaded, applied, measured, its figures kept.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tests/support/dataset_books.h"
#include "tests/support/ledger_books.h"
#include "tests/support/single_amounts.h"

namespace tieout {

// What `evaluate --format csv` says: table, row and column to value.
class Figures {
public:
    explicit Figures(const std::string& csv);

    std::string text(const std::string& table, const std::string& row, const std::string& column)
        const;
    // A whole number; 0 when there is none.
    std::int64_t count(const std::string& table, const std::string& row, const std::string& column)
        const;

    // `value` of a measure, and what it is a share of.
    std::int64_t value(const std::string& measure) const {
        return count("measures", measure, "value");
    }

    std::int64_t of(const std::string& measure) const { return count("measures", measure, "of"); }

    std::int64_t parts_per_million(const std::string& measure) const;
    // Summed over the currencies, each in its minor units: for a set in one currency.
    std::int64_t wrong_money() const;

private:
    std::map<std::string, std::string> cells_;
};

struct DatasetRun {
    std::string name;
    std::size_t payments = 0;
    std::size_t items = 0;
    Figures figures;
    std::optional<SingleAmounts> singles;  // of sets without references
};

// Nothing when a step of it failed; the reason is printed. Files lie in `out`/NAME, the printed
// report in `out`/NAME.txt.
std::optional<DatasetRun> run_dataset(
    const std::string& name, const DatasetBook& data, const std::string& out
);
// A ledger week by week: what is billed is loaded, then what is paid is applied.
std::optional<DatasetRun> run_ledger(const LedgerBook& data, const std::string& out);

}  // namespace tieout
