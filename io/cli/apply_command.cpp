// Bank files through the matcher into postings and exceptions.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include <fmt/core.h>
#include <sys/resource.h>

#include "engine/cash_run.h"
#include "engine/refund_proposals.h"
#include "engine/run_entries.h"
#include "io/cli/commands.h"
#include "io/cli/progress_line.h"
#include "io/containers/input.h"
#include "io/report/run_report.h"
#include "io/report/table.h"

namespace tieout {

namespace {

using Clock = std::chrono::steady_clock;

// Milliseconds of each step, for run.json.
class StopWatch {
public:
    void lap(const std::string& step) {
        const auto now = Clock::now();
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - last_);
        laps_.emplace_back(step, took.count());
        last_ = now;
    }

    std::int64_t total_us() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(last_ - begin_).count();
    }

    const std::vector<std::pair<std::string, std::int64_t>>& laps() const { return laps_; }

private:
    Clock::time_point begin_ = Clock::now();
    Clock::time_point last_ = begin_;
    std::vector<std::pair<std::string, std::int64_t>> laps_;
};

std::string run_json(const StopWatch& watch, std::size_t movements) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::string out = "{\n  \"program\": \"tieout 0.1.0\",\n  \"steps_us\": {";
    std::int64_t before_reports = 0;
    bool durable = false;
    for (std::size_t i = 0; i < watch.laps().size(); ++i) {
        const auto& [step, us] = watch.laps()[i];
        out += fmt::format("{}\"{}\": {}", i == 0 ? "" : ", ", step, us);
        if (!durable && step != "open") before_reports += us;
        durable = durable || step == "commit";
    }
    const auto rate = [&](std::int64_t us) {
        return us <= 0 ? 0 : static_cast<std::int64_t>(movements) * 1'000'000 / us;
    };
    const std::int64_t opened = watch.laps().empty() ? 0 : watch.laps().front().second;
    return out + fmt::format(
                     "}},\n  \"total_us\": {},\n  \"movements\": {},\n"
                     "  \"movements_per_second_durable\": {},\n"
                     "  \"movements_per_second_with_reports\": {},\n"
                     "  \"memory_peak_kib\": {}\n}}\n",
                     watch.total_us(),
                     movements,
                     rate(before_reports),
                     rate(watch.total_us() - opened),
                     usage.ru_maxrss
                 );
}

Date latest_booking(const CashOutcome& outcome, Parallel& parallel) {
    constexpr std::size_t chunk = 16'384;
    const LateRows<Movement>& all = outcome.movements;
    std::vector<Date> latest((all.size() + chunk - 1) / chunk);
    in_chunks(parallel, chunk, all.size(), [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            latest[first / chunk] = std::max(latest[first / chunk], all[i].payment.booking_date);
        }
    });
    return all.empty() ? today() : *std::max_element(latest.begin(), latest.end());
}

void print_faults(const CashOutcome& outcome) {
    for (const FileOutcome& file : outcome.files) {
        for (const Error& fault : file.faults)
            print_note(to_text(fault) + '\n');
        for (const Error& warning : file.warnings) {
            print_note("warning: " + to_text(warning) + '\n');
        }
    }
}

Table files_table(const CashOutcome& outcome) {
    Table table;
    table.columns = {
        {"file"},
        {"format"},
        {"movements", true},
        {"known", true},
        {"taken", true},
        {"quarantined", true}
    };
    for (const FileOutcome& file : outcome.files) {
        table.rows.push_back(
            {file.name,
             file.format + (file.dialect.empty() ? "" : " " + file.dialect),
             fmt::format("{}", file.movements),
             fmt::format("{}", file.duplicates),
             fmt::format("{}", file.units_taken),
             fmt::format("{}", file.units_quarantined)}
        );
    }
    return table;
}

Table status_table(const CashOutcome& outcome) {
    struct Sum {
        std::uint64_t count = 0;
        WideMinor amount = 0;
        Currency currency;
    };

    std::map<std::tuple<PaymentStatus, Reason, std::string>, Sum> sums;
    for (const Movement& movement : outcome.movements) {
        const Currency currency = movement.payment.currency;
        Sum& sum = sums[{movement.status, movement.match.reason, std::string(currency.letters())}];
        ++sum.count;
        sum.amount += movement.payment.amount;
        sum.currency = currency;
    }
    Table table;
    table.columns = {{"status"}, {"reason"}, {"count", true}, {"amount", true}, {"currency"}};
    for (const auto& [key, sum] : sums) {
        table.rows.push_back(
            {std::string(word_of(std::get<0>(key))),
             std::string(word_of(std::get<1>(key))),
             fmt::format("{}", sum.count),
             format_amount_wide(sum.amount, sum.currency),
             std::get<2>(key)}
        );
    }
    return table;
}

Result<void> write_reports(
    const std::string& folder, const RunReport& report, const std::string& run_text
) {
    const std::pair<const char*, const std::string*> files[] = {
        {"payments.csv", &report.payments_csv},
        {"postings.csv", &report.postings_csv},
        {"exceptions.csv", &report.exceptions_csv},
        {"summary.json", &report.summary_json},
        {"run.json", &run_text},
    };
    for (const auto& [name, text] : files) {
        auto written = write_file(folder + '/' + name, *text);
        if (!written) return written;
    }
    return {};
}

ExitCode code_of(const CashOutcome& outcome, bool strict) {
    const bool refused =
        std::any_of(outcome.files.begin(), outcome.files.end(), [](const FileOutcome& file) {
            return file.row.quarantined || !file.faults.empty();
        });
    if (refused) return ExitCode::some_refused;
    if (!strict) return ExitCode::done;
    if (outcome.is_nothing_new()) return ExitCode::nothing_new;
    const bool waits =
        !outcome.exceptions.empty() ||
        std::any_of(outcome.movements.begin(), outcome.movements.end(), [](const Movement& each) {
            return each.opens_exception();
        });
    return waits ? ExitCode::people_wait : ExitCode::done;
}

Result<std::vector<AcceptedGap>> accepted_gaps(const std::vector<std::string>& words) {
    std::vector<AcceptedGap> gaps;
    for (const std::string& word : words) {
        const std::size_t at = word.rfind('@');
        const auto day = parse_date(at == std::string::npos ? std::string() : word.substr(at + 1));
        if (!day || at < accepted_account_min) {
            return refuse(
                ErrorKind::usage,
                fmt::format(
                    "--accept-gap: the last {} characters or more of an account and a day "
                    "expected, "
                    "as in 3000@2026-03-16, found '{}'",
                    accepted_account_min,
                    word
                )
            );
        }
        gaps.push_back({word.substr(0, at), *day});
    }
    return gaps;
}

// Refunds that the policy proposes for what was paid too much, in a run behind the batch.
Result<void> commit_refunds(App& app, Date day) {
    auto entries = propose_refunds(app.book(), app.journal(), day);
    if (!entries) return tl::make_unexpected(entries.error());
    if (entries->empty()) return {};
    const std::size_t count = entries->size();
    const auto run = app.commit({RunKind::review, day}, std::move(*entries));
    if (!run) return tl::make_unexpected(run.error());
    print_note(fmt::format("{} refunds are proposed and wait for approval\n", count));
    return {};
}

}  // namespace

Result<ExitCode> apply_command(const Options& options, const Settings& settings) {
    StopWatch watch;
    const auto reading = read_options_of(options);
    if (!reading) return tl::make_unexpected(reading.error());
    const auto gaps = accepted_gaps(options.accepted_gaps);
    if (!gaps) return tl::make_unexpected(gaps.error());
    auto app = App::open(settings, true);
    if (!app) return tl::make_unexpected(app.error());
    App& tieout = **app;
    watch.lap("open");
    auto line = std::make_unique<ProgressLine>();
    auto files = read_bank_inputs(options.files, *reading, tieout.parallel(), line->reading());
    if (!files) return tl::make_unexpected(files.error());
    watch.lap("read");
    line->say("matching");
    std::optional<Date> decided_on;
    if (options.files.empty() || !options.as_of.empty()) {
        const auto day = as_of_or(options, today());
        if (!day) return tl::make_unexpected(day.error());
        decided_on = *day;
    }
    CashOutcome outcome = judge_batch(
        tieout.book(),
        tieout.journal(),
        tieout.secrets(),
        tieout.matcher(),
        tieout.parallel(),
        std::move(*files),
        {*gaps, decided_on, options.all}
    );
    watch.lap("judge");
    const auto as_of =
        as_of_or(options, decided_on.value_or(latest_booking(outcome, tieout.parallel())));
    if (!as_of) return tl::make_unexpected(as_of.error());
    line->say("posting");
    RunFacts facts{static_cast<RunNo>(tieout.book().runs), *as_of, options.dry_run};
    if (!options.dry_run && !outcome.is_nothing_new()) {
        RunEntries entries(tieout.book(), tieout.secrets(), tieout.parallel(), outcome);
        const auto run = tieout.commit_slices(
            {RunKind::apply, *as_of, outcome.movements.size(), decided_on, options.all},
            [&](EntrySlice& slice) { return entries.next(slice); }
        );
        if (!run) return tl::make_unexpected(run.error());
        facts.run = *run;
    }
    if (!options.dry_run) {
        auto proposed = commit_refunds(tieout, *as_of);
        if (!proposed) return tl::make_unexpected(proposed.error());
    }
    watch.lap("commit");
    line->say("writing reports");
    RunReport report;
    tieout.parallel().for_each(2, [&](std::size_t task) {
        if (task == 0) report = run_report(tieout.book(), outcome, facts, tieout.parallel());
        if (task == 1) tieout.owe_rows();
    });
    const std::string folder = options.out.empty()
                                   ? fmt::format("{}/runs/{}", settings.book, slot(facts.run) + 1)
                                   : options.out;
    watch.lap("report");
    auto written = write_reports(folder, report, run_json(watch, outcome.movements.size()));
    if (!written) return tl::make_unexpected(written.error());
    line.reset();
    print_faults(outcome);
    if (options.json) {
        print_out(report.summary_json);
    } else {
        const std::string read = outcome.files.empty() ? "" : as_text(files_table(outcome)) + '\n';
        print_out(read + as_text(status_table(outcome)));
        print_note(fmt::format("Reports: {}\n", folder));
    }
    line = std::make_unique<ProgressLine>();
    line->say("bringing the index up to date");
    auto closed = tieout.close();
    if (!closed) return tl::make_unexpected(closed.error());
    return code_of(outcome, options.strict);
}

}  // namespace tieout
