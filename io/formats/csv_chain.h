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

    bool is_linked() const { return links_ != 0; }  // a balance was computed from another one

    // Every row but the oldest lies between two stated balances.
    bool is_proof() const { return is_linked() && !has_rows_before_ && after_rows_ == 0; }

    // Sets the balances that are stated at the ends and, of a proof, the control; the place of the
    // first row that does not fit, when there is one.
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
    std::uint64_t links_ = 0;
    std::uint64_t after_rows_ = 0;    // rows since that of the last balance
    bool has_rows_before_ = false;    // rows above that of the first balance
    WideMinor after_ = 0;             // moved since the row of the last balance, that row left out
    WideMinor first_row_ = 0;         // moved by the row of the first balance
    WideMinor last_row_ = 0;          // moved by the row of the last balance
    WideMinor between_ = 0;           // moved behind the row of the first balance to the last one's
    std::optional<Break> old_first_;  // where the order oldest first breaks
    std::optional<Break> new_first_;
};

}  // namespace tieout
