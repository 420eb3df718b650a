#include "io/report/activity_report.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/core.h>

namespace tieout {

namespace {

// By place in Entry; kinds that are appended later are called by their number until named here.
constexpr std::array<std::string_view, 30> entry_words{
    "run opened",      "run committed",    "run abandoned",    "policy set",     "entity taken",
    "account taken",   "customer taken",   "item taken",       "file taken",     "payment taken",
    "payment decided", "exception opened", "exception closed", "advice taken",   "deposit seen",
    "checkpoint made", "name waits",       "statement taken",  "payer learned",  "payer forgotten",
    "review",          "proposal",         "proposal decided", "items adjusted", "dispute ended",
    "period set",      "item amended",     "ERP answer",       "export",         "unit taken"
};
constexpr std::array<std::string_view, 5> run_words{
    "load", "apply", "policy", "review", "hand-off"
};

std::string entry_word(std::size_t kind) {
    return kind < entry_words.size() ? std::string(entry_words[kind])
                                     : fmt::format("entry {}", kind);
}

std::string run_word(RunKind kind) {
    const auto at = static_cast<std::size_t>(kind);
    return at < run_words.size() ? std::string(run_words[at]) : fmt::format("run kind {}", at);
}

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t day_of(std::int64_t time_ms) {
    return (time_ms >= 0 ? time_ms : time_ms - day_ms + 1) / day_ms;
}

// "2026-03-16T09:30:12Z"; UTC.
std::string time_cell(std::int64_t time_ms) {
    const std::int64_t day = day_of(time_ms);
    const std::int64_t seconds = (time_ms - day * day_ms) / 1000;
    return fmt::format(
        "{}T{:02}:{:02}:{:02}Z",
        format_date(Date(static_cast<std::int32_t>(day))),
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
}

template <class Kind>
std::size_t place_of() {
    return Entry(std::in_place_type<Kind>).index();
}

const std::size_t at_commit = place_of<RunCommitted>();
const std::size_t at_items = place_of<ItemTaken>();
const std::size_t at_payments = place_of<PaymentTaken>();
const std::size_t at_decisions = place_of<PaymentDecided>();

class Trail {
public:
    Trail(const JournalFacts& facts, const Period& period, const std::string& user)
        : facts_(facts) {
        for (const RunRecord& run : facts.runs) {
            const std::int64_t day = day_of(run.opened.time_ms);
            const bool is_wanted = day >= period.from.day_number() &&
                                   day <= period.to.day_number() &&
                                   (user.empty() || run.opened.user == user);
            wanted_.push_back(is_wanted);
        }
    }

    Table users() const {
        struct Sums {
            std::uint64_t runs = 0;
            std::uint64_t abandoned = 0;
            std::uint64_t entries = 0;
            std::int64_t first = 0;
            std::int64_t last = 0;
        };

        std::map<std::pair<std::string, RunKind>, Sums> users;
        each_run([&](const RunRecord& run) {
            Sums& sums = users[{run.opened.user, run.opened.kind}];
            const std::int64_t at = run.opened.time_ms;
            sums.first = sums.runs == 0 ? at : std::min(sums.first, at);
            sums.last = sums.runs == 0 ? at : std::max(sums.last, at);
            ++sums.runs;
            sums.abandoned += run.is_committed ? 0U : 1U;
            for (const std::uint64_t entries : run.entries)
                sums.entries += run.is_committed ? entries : 0U;
        });
        Table table;
        table.columns = {
            {"user"},
            {"kind"},
            {"runs", true},
            {"abandoned", true},
            {"entries", true},
            {"first"},
            {"last"}
        };
        for (const auto& [key, sums] : users) {
            table.rows.push_back(
                {key.first,
                 run_word(key.second),
                 fmt::format("{}", sums.runs),
                 fmt::format("{}", sums.abandoned),
                 fmt::format("{}", sums.entries),
                 time_cell(sums.first),
                 time_cell(sums.last)}
            );
        }
        return table;
    }

    Table runs() const {
        Table table;
        table.columns = {
            {"run", true},
            {"time"},
            {"user"},
            {"kind"},
            {"run_as_of", false, true},
            {"state"},
            {"items", true},
            {"payments", true},
            {"decisions", true},
            {"program"},
            {"run_policy"}
        };
        each_run([&](const RunRecord& run) {
            table.rows.push_back(
                {run_cell(run.opened.run),
                 time_cell(run.opened.time_ms),
                 run.opened.user,
                 run_word(run.opened.kind),
                 format_date(run.opened.as_of),
                 run.is_committed ? "committed" : "abandoned",
                 fmt::format("{}", run.entries[at_items]),
                 fmt::format("{}", run.entries[at_payments]),
                 fmt::format("{}", run.entries[at_decisions]),
                 run.opened.program,
                 to_hex(run.opened.policy)}
            );
        });
        return table;
    }

    Table entries() const {
        Table table;
        table.columns = {{"run", true}, {"time"}, {"user"}, {"kind"}, {"entry"}, {"count", true}};
        each_run([&](const RunRecord& run) {
            for (std::size_t kind = 0; kind < run.entries.size(); ++kind) {
                if (run.entries[kind] == 0 || kind == at_commit) continue;
                table.rows.push_back(
                    {run_cell(run.opened.run),
                     time_cell(run.opened.time_ms),
                     run.opened.user,
                     run_word(run.opened.kind),
                     entry_word(kind),
                     fmt::format("{}", run.entries[kind])}
                );
            }
        });
        return table;
    }

    Table files() const {
        Table table;
        table.columns = {
            {"run", true},
            {"time"},
            {"user"},
            {"file"},
            {"format"},
            {"sha256"},
            {"units_taken", true},
            {"units_quarantined", true},
            {"movements", true},
            {"duplicates", true}
        };
        for (const FileRecord& record : facts_.files) {
            if (!wanted_[slot(record.run)]) continue;
            const RunOpened& opened = facts_.runs[slot(record.run)].opened;
            const FileTaken& file = record.file;
            table.rows.push_back(
                {run_cell(record.run),
                 time_cell(opened.time_ms),
                 opened.user,
                 file.name,
                 file.format,
                 to_hex(file.row.digest),
                 fmt::format("{}", file.units_taken),
                 fmt::format("{}", file.units_quarantined),
                 fmt::format("{}", file.movements),
                 fmt::format("{}", file.duplicates)}
            );
        }
        return table;
    }

    Table policies() const {
        Table table;
        table.columns = {{"run", true}, {"time"}, {"user"}, {"policy_set"}};
        for (const PolicyRecord& record : facts_.policies) {
            if (!wanted_[slot(record.run)]) continue;
            const RunOpened& opened = facts_.runs[slot(record.run)].opened;
            table.rows.push_back(
                {run_cell(record.run), time_cell(opened.time_ms), opened.user, to_hex(record.policy)
                }
            );
        }
        return table;
    }

private:
    static std::string run_cell(RunNo run) { return fmt::format("{}", slot(run) + 1); }

    template <class Take>
    void each_run(Take&& take) const {
        for (std::size_t i = 0; i < facts_.runs.size(); ++i) {
            if (wanted_[i]) take(facts_.runs[i]);
        }
    }

    const JournalFacts& facts_;
    std::vector<bool> wanted_;  // by run
};

}  // namespace

Report activity_report(
    const Book& book, const JournalFacts& facts, const Period& period, const std::string& user
) {
    const Trail trail(facts, period, user);
    Report report;
    report.name = "activity";
    report.title = fmt::format(
        "Activity from {} to {} (UTC)", format_date(period.from), format_date(period.to)
    );
    report.facts = {
        {"from", format_date(period.from)}, {"to", format_date(period.to)}, policy_fact(book)
    };
    if (!user.empty()) report.facts.push_back({"of", user});
    report.sections = {
        {"users", "Runs by user", trail.users()},
        {"runs", "Runs", trail.runs()},
        {"entries", "What the runs made", trail.entries()},
        {"files", "Files taken", trail.files()},
        {"policies", "Policies put in force", trail.policies()}
    };
    const std::uint64_t runs = facts.runs.size();
    const std::uint64_t untold = runs > book.runs ? runs - book.runs : book.runs - runs;
    put_count_tie(report, "runs that only the journal or only the book counts", untold, 0);
    return report;
}

}  // namespace tieout
