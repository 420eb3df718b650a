// The running balance of a CSV export: proves its rows, oldest or newest first.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/intake.h"

namespace tieout {

class CsvChain {
public:
    // One row in file order: what it moved, and the balance behind it where it is stated.
    void add(Minor moved, std::optional<Minor> balance, std::uint64_t line, std::uint64_t column);

    bool has_balance() const { return last_.has_value(); }

    // Sets opening and closing balance and the control; the place of the first row that does not
    // fit, when there is one.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> prove(Unit& unit) const;

private:
    struct Break {
        std::uint64_t line = 0;
        std::uint64_t column = 0;
    };

    std::optional<Minor> last_;   // balance stated last
    std::optional<Minor> first_;  // balance stated first
    std::uint64_t first_line_ = 0;
    std::uint64_t last_line_ = 0;
    WideMinor before_first_ = 0;  // moved up to the first balance, its row included
    WideMinor first_row_ = 0;     // moved by the rows above the first balance
    WideMinor after_ = 0;         // moved since the row of the last balance, that row left out
    WideMinor last_row_ = 0;      // moved by the row of the last balance
    WideMinor all_ = 0;
    std::optional<Break> old_first_;  // where the order oldest first breaks
    std::optional<Break> new_first_;
};

}  // namespace tieout
