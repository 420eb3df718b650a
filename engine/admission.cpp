#include "engine/admission.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/personal.h"

namespace tieout {

namespace {

constexpr std::size_t named_accounts_max = 1000;

// A statement of this batch, and the unit that it stands in.
struct Stated {
    IntakeFile* file = nullptr;
    Unit* unit = nullptr;
    StatementRow row;
    std::string short_name;  // the end of the account's number that no other of the batch has
    bool is_taken = false;
};

// What a person may end an account's number with, as its file writes it or as it compares.
bool names_account(std::string_view end, std::string_view account) {
    const std::string form = account_form(end);
    return form.size() >= accepted_account_min &&
           (account_form(account).ends_with(form) ||
            written_account_form(account).ends_with(written_account_form(end)));
}

void quarantine(IntakeFile& file, Unit& unit, std::string_view fault, std::string reason) {
    unit.state = UnitState::quarantined;
    unit.reason = std::move(reason);
    file.faults.push_back(
        {ErrorKind::input, std::string(fault), unit.reason, {file.name, unit.first_line, 1}}
    );
}

// The statements of one account in one currency, on their way into its chain. Cost O(n log n).
class AccountChain {
public:
    AccountChain(
        const Book& book, std::vector<Stated>& stated, std::span<const AcceptedGap> accepted
    )
        : stated_(stated), accepted_(accepted) {
        const StatementRow& first = stated.front().row;
        for (const StatementRow* row : book.statements_of(first.account)) {
            if (row->currency == first.currency) note(*row);
        }
    }

    // Returns the rows that are new.
    std::vector<StatementRow> link() {
        std::stable_sort(stated_.begin(), stated_.end(), [](const Stated& a, const Stated& b) {
            return a.row.as_of < b.row.as_of;
        });
        for (auto at = stated_.begin(); at != stated_.end();) {
            const auto end = std::find_if(at, stated_.end(), [&](const Stated& each) {
                return each.row.as_of != at->row.as_of;
            });
            link_day(at, end);
            at = end;
        }
        return std::move(fresh_);
    }

private:
    using Place = std::vector<Stated>::iterator;

    // What is known of one day; its parts may come in any order.
    struct Day {
        std::set<std::pair<Minor, Minor>> parts;  // opening and closing balance
        std::set<Minor> closings;
        Minor last_opening = 0;
        Minor last_closing = 0;
    };

    using Days = std::map<Date, Day>;

    void note(const StatementRow& row) {
        Day& day = days_[row.as_of];
        day.parts.emplace(row.opening, row.closing);
        day.closings.insert(row.closing);
        day.last_opening = row.opening;
        day.last_closing = row.closing;
    }

    void link_day(Place begin, Place end) {
        if (before(begin->row) == days_.end()) put_first_part_first(begin, end);
        for (auto at = begin; at != end; ++at) {
            if (follows_on(at->row)) {
                take(*at);
            } else {
                waiting_[at->row.opening].push_back(&*at);
            }
        }
        for (auto at = begin; at != end; ++at) {
            if (at->is_taken) continue;
            if (!is_accepted(*at)) {
                hold(*at);
                continue;
            }
            at->row.gap = subtract(at->row.opening, before(at->row)->second.last_closing);
            warn(*at, "accepted: " + words_of(*at));
            take(*at);
        }
        waiting_.clear();
    }

    // The chain begins with the part of the day that no other part of it leads to.
    static void put_first_part_first(Place begin, Place end) {
        std::map<Minor, int> closings;
        for (auto at = begin; at != end; ++at)
            ++closings[at->row.closing];
        std::stable_partition(begin, end, [&](const Stated& each) {
            const auto found = closings.find(each.row.opening);
            const int own = each.row.opening == each.row.closing ? 1 : 0;
            return found == closings.end() || found->second == own;
        });
    }

    // The newest day that is not behind the statement's own; the end when it is the first.
    Days::const_iterator before(const StatementRow& row) const {
        const auto behind = days_.upper_bound(row.as_of);
        return behind == days_.begin() ? days_.end() : std::prev(behind);
    }

    bool follows_on(const StatementRow& row) const {
        auto day = before(row);
        if (day == days_.end() || day->second.closings.contains(row.opening)) return true;
        if (day->first != row.as_of) return false;
        // Of the same day: it is sent again, or the day's earlier parts come behind it.
        if (is_sent_again(row, day->second)) return true;
        return day != days_.begin() && std::prev(day)->second.closings.contains(row.opening);
    }

    static bool is_sent_again(const StatementRow& row, const Day& day) {
        const auto same = day.parts.lower_bound({row.opening, std::numeric_limits<Minor>::min()});
        return same != day.parts.end() && same->first == row.opening;
    }

    bool is_accepted(const Stated& stated) const {
        return std::any_of(accepted_.begin(), accepted_.end(), [&](const AcceptedGap& gap) {
            return gap.as_of == stated.row.as_of &&
                   names_account(gap.account, stated.unit->account);
        });
    }

    // Takes a statement, and with it all of its day that were waiting for it.
    void take(Stated& first) {
        std::vector<Stated*> ready{&first};
        while (!ready.empty()) {
            Stated& stated = *ready.back();
            ready.pop_back();
            if (std::exchange(stated.is_taken, true)) continue;
            const StatementRow& row = stated.row;
            const auto day = days_.find(row.as_of);
            const bool is_known =
                day != days_.end() && day->second.parts.contains({row.opening, row.closing});
            if (!is_known) {
                if (day != days_.end()) place_in_day(stated, day->second);
                warn_of_gap_behind(stated);
                note(row);
                fresh_.push_back(row);
            }
            for (const Minor opening : {row.opening, row.closing}) {
                const auto found = waiting_.find(opening);
                if (found == waiting_.end()) continue;
                ready.insert(ready.end(), found->second.rbegin(), found->second.rend());
                waiting_.erase(found);
            }
        }
    }

    // Another part of a day that is known, or its repair.
    static void place_in_day(const Stated& stated, const Day& day) {
        const StatementRow& row = stated.row;
        stated.unit->restates_day = is_sent_again(row, day);
        stated.unit->continues_day =
            !stated.unit->restates_day && day.closings.contains(row.opening);
        if (!stated.unit->restates_day) return;
        warn(
            stated,
            fmt::format(
                "another statement of {} for account {} was taken that opens with {}, too, but "
                "closes "
                "with {}",
                format_date(row.as_of),
                masked_account(stated.unit->account),
                format_amount(row.opening, row.currency),
                format_amount(day.last_closing, row.currency)
            )
        );
    }

    // One older than all that are known begins the chain anew; it should lead to the oldest.
    void warn_of_gap_behind(const Stated& stated) const {
        const StatementRow& row = stated.row;
        if (days_.empty() || before(row) != days_.end()) return;
        const auto& [date, day] = *days_.begin();
        if (is_sent_again({{}, {}, date, row.closing, 0, 0}, day)) return;
        warn(
            stated,
            fmt::format(
                "the statement of {} for account {} closes with {}, but the next one that is "
                "known, of {}, opens with {}: statements between them are missing",
                format_date(row.as_of),
                masked_account(stated.unit->account),
                format_amount(row.closing, row.currency),
                format_date(date),
                format_amount(day.last_opening, row.currency)
            )
        );
    }

    static void warn(const Stated& stated, std::string words) {
        stated.file->warnings.push_back(
            {ErrorKind::input,
             "F_CONTINUITY",
             std::move(words),
             {stated.file->name, stated.unit->first_line, 1}}
        );
    }

    std::string words_of(const Stated& stated) const {
        const StatementRow& row = stated.row;
        const auto& [date, day] = *before(row);
        return fmt::format(
            "the statement of {} for account {} opens with {}, but the one before it, of {}, "
            "closed "
            "with {}",
            format_date(row.as_of),
            masked_account(stated.unit->account),
            format_amount(row.opening, row.currency),
            format_date(date),
            format_amount(day.last_closing, row.currency)
        );
    }

    void hold(const Stated& stated) const {
        quarantine(
            *stated.file,
            *stated.unit,
            "F_CONTINUITY",
            fmt::format(
                "{}; give the statements between with this one, or accept the gap and give it "
                "again: --accept-gap {}@{}",
                words_of(stated),
                stated.short_name,
                format_date(stated.row.as_of)
            )
        );
    }

    std::vector<Stated>& stated_;
    std::span<const AcceptedGap> accepted_;
    Days days_;
    std::map<Minor, std::vector<Stated*>> waiting_;  // of the day under way, by opening balance
    std::vector<StatementRow> fresh_;
};

void prove_account(
    const Book& book, const std::optional<AccountNo>& account, IntakeFile& file, Unit& unit
) {
    if (unit.state != UnitState::taken || book.accounts.empty()) return;
    if (!account) {
        if (unit.account.empty()) return;
        return quarantine(
            file,
            unit,
            "F_ACCOUNT",
            fmt::format("account {} is not listed among ours", masked_account(unit.account))
        );
    }
    const Currency kept_in = book.accounts[slot(*account)].currency;
    if (unit.currency.is_none() || kept_in.is_none() || kept_in == unit.currency) return;
    quarantine(
        file,
        unit,
        "F_ACCOUNT",
        fmt::format(
            "account {} is kept in {}, the file says {}",
            masked_account(unit.account),
            kept_in.letters(),
            unit.currency.letters()
        )
    );
}

// Gives each statement the shortest end of its account's number that tells it from the others of
// the batch, and returns the gaps that name one account: one that fits several accepts none.
// Cost: the square of the accounts, at most named_accounts_max of them; more are named in full.
std::vector<AcceptedGap> name_accounts(
    std::vector<std::vector<Stated>>& chains,
    std::span<const AcceptedGap> accepted,
    std::span<IntakeFile> files
) {
    std::map<std::string, Mark> forms;
    for (const auto& chain : chains)
        forms.emplace(account_form(chain.front().unit->account), chain.front().row.account);
    for (auto& chain : chains) {
        const std::string form = account_form(chain.front().unit->account);
        std::size_t size = std::min(form.size(), accepted_account_min);
        const auto is_shared = [&] {
            return std::any_of(forms.begin(), forms.end(), [&](const auto& other) {
                return other.second != chain.front().row.account &&
                       other.first.ends_with(form.substr(form.size() - size));
            });
        };
        if (forms.size() > named_accounts_max) size = form.size();
        while (size < form.size() && is_shared())
            ++size;
        for (Stated& stated : chain)
            stated.short_name = form.substr(form.size() - size);
    }
    std::vector<AcceptedGap> clear;
    for (const AcceptedGap& gap : accepted) {
        std::set<Mark> fitting;
        for (const auto& chain : chains) {
            if (names_account(gap.account, chain.front().unit->account))
                fitting.insert(chain.front().row.account);
        }
        if (fitting.size() <= 1) {
            clear.push_back(gap);
            continue;
        }
        files.front().warnings.push_back(
            {ErrorKind::input,
             "F_CONTINUITY",
             fmt::format(
                 "--accept-gap {}@{} fits {} accounts and accepts none; give more digits",
                 gap.account,
                 format_date(gap.as_of),
                 fitting.size()
             ),
             {files.front().name, 0, 0}}
        );
    }
    return clear;
}

}  // namespace

std::optional<AccountNo> account_of_unit(
    const Book& book, const Secrets& secrets, const Unit& unit
) {
    if (book.accounts.empty()) return std::nullopt;
    if (!unit.account.empty()) {
        const auto found = book.find_account(mark_of_account(secrets, unit.account));
        if (found) return found;
    }
    return book.find_lockbox(unit.lockbox);
}

std::vector<StatementRow> admit_units(
    const Book& book,
    const Secrets& secrets,
    std::span<IntakeFile> files,
    std::span<const AcceptedGap> accepted
) {
    // In the order of the input: the account's mark is the book's own secret.
    std::vector<std::vector<Stated>> chains;
    std::map<std::pair<Mark, std::string_view>, std::size_t> places;
    for (IntakeFile& file : files) {
        for (Unit& unit : file.units) {
            const auto account = account_of_unit(book, secrets, unit);
            prove_account(book, account, file, unit);
            const bool has_balances = unit.is_opening_booked && unit.is_closing_booked &&
                                      unit.opening_balance && unit.closing_balance;
            if (unit.state != UnitState::taken || !has_balances || unit.account.empty() ||
                !unit.as_of || unit.currency.is_none()) {
                continue;
            }
            const StatementRow row{
                account ? book.accounts[slot(*account)].mark
                        : mark_of_account(secrets, unit.account),
                unit.currency,
                *unit.as_of,
                *unit.opening_balance,
                *unit.closing_balance,
                0
            };
            const auto [place, is_new] =
                places.try_emplace({row.account, unit.currency.letters()}, chains.size());
            if (is_new) chains.emplace_back();
            chains[place->second].push_back({&file, &unit, row, {}, false});
        }
    }
    const std::vector<AcceptedGap> clear = name_accounts(chains, accepted, files);
    std::vector<StatementRow> fresh;
    for (std::vector<Stated>& stated : chains) {
        const auto rows = AccountChain(book, stated, clear).link();
        fresh.insert(fresh.end(), rows.begin(), rows.end());
    }
    return fresh;
}

}  // namespace tieout
