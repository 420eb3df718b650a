#include "io/formats/mt_pages.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout {

namespace {

constexpr const char* last_page_missing = "the last page of this statement is not in this file";

}  // namespace

void MtPages::join(const Chain& chain, MtMessage& message, Unit& whole, FaultList& faults) {
    Unit& page = message.unit;
    const MtBalance opening = message.opening.value_or(MtBalance{});
    const Control control{
        "60M opening balance of the page",
        opening.amount,
        chain.closing,
        false,
        chain.currency,
        opening.line
    };
    if (!control.ties()) {
        faults.add(
            "F_MT_PAGE",
            opening.line,
            opening.column,
            fmt::format(
                "the page opens with {}, the page before closed with {}, difference {}",
                format_amount_wide(control.stated, chain.currency),
                format_amount_wide(control.counted, chain.currency),
                format_amount_wide(control.stated - control.counted, chain.currency)
            )
        );
        message.quarantine("a page does not begin where the page before ended");
    }
    if (chain.page && message.number.page && *message.number.page > *chain.page + 1) {
        faults.add(
            "F_MT_PAGE",
            page.first_line,
            1,
            fmt::format("page {} expected, found {}", *chain.page + 1, *message.number.page)
        );
        message.quarantine("a page of the statement is missing");
    }
    whole.controls.push_back(control);
    std::move(page.controls.begin(), page.controls.end(), std::back_inserter(whole.controls));
    std::move(page.movements.begin(), page.movements.end(), std::back_inserter(whole.movements));
    whole.closing_balance = page.closing_balance;
    whole.as_of = page.as_of;
    const bool is_worse = page.state == UnitState::quarantined ||
                          (page.state == UnitState::not_cash && whole.state == UnitState::taken);
    if (is_worse && whole.state != UnitState::quarantined) {
        whole.state = page.state;
        whole.reason = page.reason;
    }
}

void MtPages::add(MtMessage& message, IntakeFile& file, FaultList& faults, FaultList& warnings) {
    if (message.is_interim || !message.opening) {
        file.units.push_back(std::move(message.unit));
        return;
    }
    Chain& chain = chains_[message.unit.account];
    const bool goes_on = message.opens_page && chain.is_open &&
                         chain.number == message.number.statement &&
                         chain.currency == message.opening->currency;
    if (goes_on) {
        join(chain, message, file.units[chain.unit], faults);
    } else {
        if (message.opens_page) {
            warnings.add(
                "F_MT_PAGE",
                message.opening->line,
                1,
                "this page goes on from one that is not in this file"
            );
        }
        if (chain.is_open) warnings.add("F_MT_PAGE", chain.line, 1, last_page_missing);
        chain.unit = file.units.size();
        file.units.push_back(std::move(message.unit));
    }
    chain.is_open = message.closing && message.closes_page;
    if (!message.closing) return;
    chain.number = message.number.statement;
    chain.page = message.number.page;
    chain.closing = message.closing->amount;
    chain.currency = message.closing->currency;
    chain.line = message.closing->line;
}

void MtPages::finish(FaultList& warnings) {
    std::vector<std::uint64_t> lines;
    for (const auto& [account, chain] : chains_) {
        if (chain.is_open) lines.push_back(chain.line);
    }
    std::sort(lines.begin(), lines.end());
    for (const std::uint64_t line : lines)
        warnings.add("F_MT_PAGE", line, 1, last_page_missing);
}

}  // namespace tieout
