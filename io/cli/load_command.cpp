// Master data into the book.
#include <fmt/core.h>

#include "engine/load_run.h"
#include "io/cli/commands.h"
#include "io/containers/container.h"
#include "io/formats/recognise.h"
#include "io/formats/source.h"

namespace tieout {

namespace {

constexpr std::size_t faults_shown_max = 50;

void print_counts(const Options& options, const LoadCounts& counts) {
    if (options.json) {
        print_out(fmt::format(
            "{{\"added\":{},\"changed\":{},\"unchanged\":{},\"refused\":{},\"outside_changes\":{}}}"
            "\n",
            counts.added,
            counts.changed,
            counts.unchanged,
            counts.refused,
            counts.outside_changes
        ));
        return;
    }
    print_out(fmt::format(
        "{} added, {} changed, {} unchanged, {} refused\n",
        counts.added,
        counts.changed,
        counts.unchanged,
        counts.refused
    ));
    if (counts.outside_changes != 0) {
        print_out(fmt::format(
            "{} open amounts disagree with the book: see exceptions\n", counts.outside_changes
        ));
    }
}

// The ERP's control balances beside what the book holds.
void print_controls(const App& app, const std::vector<ControlRecord>& controls) {
    for (const ControlRecord& control : controls) {
        WideMinor held = 0;
        for (const OpenItem& item : app.book().items) {
            const bool counts = item.currency == control.currency &&
                                app.book().entities[slot(item.entity)].entity == control.entity;
            if (counts) held += item.owed();
        }
        for (const SuspenseChange& change : app.book().suspense_changes) {
            const bool counts = change.currency == control.currency &&
                                app.book().entities[slot(change.entity)].entity == control.entity;
            if (counts) held -= static_cast<WideMinor>(change.unapplied) + change.on_account;
        }
        print_out(fmt::format(
            "control {} {}: the ERP says {}, the book holds {}, difference {}\n",
            control.entity,
            control.currency.letters(),
            format_amount(control.balance, control.currency),
            format_amount_wide(held, control.currency),
            format_amount_wide(held - control.balance, control.currency)
        ));
    }
}

}  // namespace

Result<ExitCode> load_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, true);
    if (!app) return tl::make_unexpected(app.error());
    std::vector<MasterFile> files;
    for (const std::string& path : options.files) {
        auto bytes = read_input(path, (*app)->parallel());
        if (!bytes) return tl::make_unexpected(bytes.error());
        for (const InputFile& input : files_within(path, std::move(*bytes))) {
            if (!input.faults.empty()) return tl::make_unexpected(input.faults.front());
            for (const Error& each : input.notes)
                print_note("warning: " + to_text(each) + '\n');
            auto file =
                read_master_file(input.name, input.bytes, {options.kind, {}}, (*app)->parallel());
            if (!file) return tl::make_unexpected(file.error());
            files.push_back(std::move(*file));
        }
    }
    LoadOutcome outcome = load_run(
        (*app)->book(), (*app)->secrets(), (*app)->parallel(), std::move(files), options.skip_bad
    );
    for (std::size_t i = 0; i < outcome.faults.size() && i < faults_shown_max; ++i) {
        print_note(to_text(outcome.faults[i]) + '\n');
    }
    if (outcome.faults.size() > faults_shown_max) {
        print_note(fmt::format("... and {} more\n", outcome.faults.size() - faults_shown_max));
    }
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    auto amended = amend_items((*app)->book(), (*app)->journal(), outcome.amended, *day);
    if (!amended) return tl::make_unexpected(amended.error());
    std::move(amended->begin(), amended->end(), std::back_inserter(outcome.entries));
    if (!outcome.entries.empty()) {
        const auto run = (*app)->commit({RunKind::load, *day}, std::move(outcome.entries));
        if (!run) return tl::make_unexpected(run.error());
    }
    print_counts(options, outcome.counts);
    print_controls(**app, outcome.controls);
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return outcome.faults.empty() ? ExitCode::done : ExitCode::some_refused;
}

}  // namespace tieout
