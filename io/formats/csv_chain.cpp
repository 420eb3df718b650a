#include "io/formats/csv_chain.h"

namespace tieout {

void CsvChain::add(
    Minor moved, std::optional<Minor> balance, std::uint64_t line, std::uint64_t column
) {
    if (!balance) {
        after_ += moved;
        ++after_rows_;
        return;
    }
    if (!first_) {
        first_ = balance;
        first_line_ = line;
        first_row_ = moved;
        has_rows_before_ = after_rows_ != 0;
    } else {
        ++links_;
        between_ += after_ + moved;
        if (!old_first_ && *last_ + after_ + moved != *balance) old_first_ = Break{line, column};
        if (!new_first_ && *balance + last_row_ + after_ != *last_)
            new_first_ = Break{line, column};
    }
    last_ = balance;
    last_line_ = line;
    last_row_ = moved;
    after_ = 0;
    after_rows_ = 0;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> CsvChain::prove(Unit& unit) const {
    if (!last_) return std::nullopt;
    const bool is_old_first = !old_first_ || (new_first_ && old_first_->line >= new_first_->line);
    const std::optional<Break>& broken = is_old_first ? old_first_ : new_first_;
    if (is_proof()) {
        // From the oldest balance that is stated, row by row, to the newest one.
        const WideMinor oldest = is_old_first ? *first_ : *last_;
        const WideMinor newest = is_old_first ? *last_ : *first_;
        const WideMinor oldest_row = is_old_first ? first_row_ : last_row_;
        const WideMinor moved = is_old_first ? between_ : between_ + first_row_ - last_row_;
        if (const auto opening = narrow(oldest - oldest_row)) unit.opening_balance = *opening;
        if (const auto closing = narrow(newest)) unit.closing_balance = *closing;
        unit.controls.push_back(
            {"running balance",
             newest,
             oldest + moved,
             false,
             unit.currency,
             is_old_first ? last_line_ : first_line_}
        );
    }
    if (!broken) return std::nullopt;
    return std::pair(broken->line, broken->column);
}

}  // namespace tieout
