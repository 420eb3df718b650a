#include "io/formats/csv_chain.h"

#include <algorithm>

namespace tieout {

void CsvChain::add(
    Minor moved, std::optional<Minor> balance, std::uint64_t line, std::uint64_t column
) {
    all_ += moved;
    if (!balance) {
        after_ += moved;
        return;
    }
    if (!first_) {
        first_ = balance;
        first_line_ = line;
        first_row_ = after_;
        before_first_ = after_ + moved;
    } else {
        if (!old_first_ && *last_ + after_ + moved != *balance) old_first_ = Break{line, column};
        if (!new_first_ && *balance + last_row_ + after_ != *last_)
            new_first_ = Break{line, column};
    }
    last_ = balance;
    last_line_ = line;
    last_row_ = moved;
    after_ = 0;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> CsvChain::prove(Unit& unit) const {
    if (!last_) return std::nullopt;
    const bool is_old_first = !old_first_ || (new_first_ && old_first_->line >= new_first_->line);
    // Rows behind the last stated balance move it, too: newest first they lie before it.
    const WideMinor opening = is_old_first ? *first_ - before_first_ : *last_ - last_row_ - after_;
    const WideMinor closing = is_old_first ? *last_ + after_ : *first_ + first_row_;
    const auto narrow_opening = narrow(opening);
    const auto narrow_closing = narrow(closing);
    if (narrow_opening) unit.opening_balance = *narrow_opening;
    if (narrow_closing) unit.closing_balance = *narrow_closing;
    const std::optional<Break>& broken = is_old_first ? old_first_ : new_first_;
    Control control;
    control.name = "running balance";
    control.stated = closing;
    control.counted = opening + all_;
    control.currency = unit.currency;
    control.line = is_old_first ? last_line_ : first_line_;
    unit.controls.push_back(control);
    if (!broken) return std::nullopt;
    return std::pair(broken->line, broken->column);
}

}  // namespace tieout
