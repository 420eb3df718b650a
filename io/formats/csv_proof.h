// What the data of a CSV export prove about how it is written: decimal mark, date order, signs.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats/csv_profile.h"
#include "io/formats/source.h"

namespace tieout {

// How the cells of one file are read. Every cell agreed when it was proved.
struct CsvReading {
    DateOrder date_order = DateOrder::ymd;
    char decimal = '.';
    bool debit_is_signed = false;  // debits are written with a minus
    bool fee_is_added = true;      // net = gross + fee, else gross - fee

    bool operator==(const CsvReading&) const = default;
};

// The fields that hold money.
inline constexpr std::array csv_money_fields{
    CsvField::amount,
    CsvField::credit,
    CsvField::fee,
    CsvField::net,
    CsvField::balance,
    CsvField::debit
};

// The amounts of one row, as their cells can be read.
struct CsvAmounts {
    struct Amount {
        AmountReadings readings;
        bool is_empty = true;  // the cell, or there is none
    };

    Amount& of(CsvField field) { return amounts[static_cast<std::size_t>(field)]; }

    const Amount& of(CsvField field) const { return amounts[static_cast<std::size_t>(field)]; }

    std::array<Amount, static_cast<std::size_t>(CsvField::count)> amounts;
};

// Looks at every row once; then decides.
class CsvProof {
public:
    CsvProof(
        const CsvProfile& profile,
        const CsvPlaces& places,
        std::array<CsvDates, 2>& dates,
        FaultList& faults
    );

    // Reads the dates and amounts of a row. Requires: the row has all cells; `currency` is its own.
    void look(const CsvRow& row, Currency currency, CsvAmounts& amounts);
    // Nothing, with a located fault, when the data contradict themselves or prove nothing.
    std::optional<CsvReading> decide();

private:
    struct Where {
        std::uint64_t line = 0;
        std::uint64_t column = 0;
        std::string text;
    };

    void look_at_date(const CsvCell& cell, const DateReadings& read);
    void look_at_amount(const CsvCell& cell, Currency currency, CsvAmounts::Amount& amount);
    void look_at_fee(const CsvRow& row, const CsvAmounts& amounts);
    void add(std::string_view fault, const Where& at, std::string words);
    static void note(std::optional<Where>& where, std::uint64_t line, const CsvCell& cell);

    const CsvProfile& profile_;
    const CsvPlaces& places_;
    FaultList& faults_;
    std::uint64_t line_ = 0;
    std::array<CsvDates, 2>& dates_;         // booked, value
    std::array<std::uint64_t, 2> looked_{};  // at so many of them
    std::vector<CsvField> money_;            // that the file has
    bool has_fee_ = true;                    // gross, fee and net
    std::array<bool, 3> order_fits_{true, true, true};
    std::array<std::optional<Where>, 3> orders_differ_;  // ymd-dmy, ymd-mdy, dmy-mdy
    std::optional<Where> last_order_gone_;
    bool point_fits_ = true;
    bool comma_fits_ = true;
    std::optional<Where> marks_differ_;
    std::optional<Where> last_mark_gone_;
    std::optional<Where> debit_plus_;
    std::optional<Where> debit_minus_;
    bool fee_added_fits_ = true;
    bool fee_taken_fits_ = true;
    std::optional<Where> last_fee_gone_;
};

}  // namespace tieout
