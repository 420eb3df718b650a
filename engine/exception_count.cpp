#include "engine/exception_count.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tieout {

namespace {

using Key = std::pair<Currency, std::string>;
using Groups = std::map<Key, ExceptionGroup>;

void take(Groups& groups, std::string key, const ExceptionItem& row, Date opened, Date as_of) {
    ExceptionGroup& group = groups[{row.currency, key}];
    group.oldest = group.count == 0 ? opened : std::min(group.oldest, opened);
    group.key = std::move(key);
    group.currency = row.currency;
    ++group.count;
    group.value += row.amount;
    group.age_days += static_cast<std::uint64_t>(std::max(0, days_between(opened, as_of)));
}

std::int64_t share_of(WideMinor part, WideMinor whole) {
    return whole == 0 ? 0 : static_cast<std::int64_t>((part * 20'000 + whole) / (2 * whole));
}

std::vector<ExceptionGroup> ranked(Groups groups) {
    std::vector<ExceptionGroup> rows;
    std::map<Currency, WideMinor> wholes;
    for (auto& [key, group] : groups) {
        wholes[group.currency] += group.value;
        rows.push_back(std::move(group));
    }
    std::stable_sort(
        rows.begin(),
        rows.end(),
        [](const ExceptionGroup& a, const ExceptionGroup& b) {
            return std::tie(a.currency, b.value) < std::tie(b.currency, a.value);
        }
    );
    std::map<Currency, WideMinor> running;
    for (ExceptionGroup& row : rows) {
        const WideMinor whole = wholes[row.currency];
        WideMinor& sum = running[row.currency];
        sum += row.value;
        row.share_bp = share_of(row.value, whole);
        row.cumulative_bp = share_of(sum, whole);
    }
    return rows;
}

}  // namespace

ExceptionCount count_exceptions(
    const Book& book, const JournalFacts& facts, Date as_of, const Period& period
) {
    ExceptionCount count;
    Groups reasons;
    Groups owners;
    Groups held;
    std::map<Key, ExceptionFlow> flows;
    const std::size_t known = std::min(book.exceptions.size(), facts.exceptions.size());
    for (std::size_t i = 0; i < known; ++i) {
        const ExceptionItem& row = book.exceptions[i];
        const ExceptionRecord& record = facts.exceptions[i];
        const auto is_open_on = [&](Date day) {
            return record.opened <= day && !(record.closed && *record.closed <= day);
        };
        const std::string reason(word_of(row.reason));
        if (is_open_on(as_of)) {
            const bool is_held = row.hold_until && *row.hold_until > as_of;
            take(is_held ? held : reasons, reason, row, record.opened, as_of);
            if (!is_held) take(owners, row.owner, row, record.opened, as_of);
        }
        ExceptionFlow& flow = flows[{row.currency, reason}];
        flow.key = reason;
        flow.currency = row.currency;
        if (is_open_on(add_days(period.from, -1))) flow.before.add(row.amount);
        if (period.contains(record.opened)) flow.opened.add(row.amount);
        if (record.closed && period.contains(*record.closed)) flow.closed.add(row.amount);
        if (is_open_on(period.to)) flow.after.add(row.amount);
        count.untold += record.closed.has_value() == row.is_open ? 1U : 0U;
    }
    count.untold += std::max(book.exceptions.size(), facts.exceptions.size()) - known;
    count.by_reason = ranked(std::move(reasons));
    count.by_owner = ranked(std::move(owners));
    count.held = ranked(std::move(held));
    for (auto& [key, flow] : flows) {
        const bool is_nothing = flow.before.count + flow.opened.count + flow.closed.count == 0;
        if (!is_nothing) count.flows.push_back(std::move(flow));
    }
    return count;
}

}  // namespace tieout
