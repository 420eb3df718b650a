// Tools beside the book: convert, policy and configuration.
#include <algorithm>
#include <memory>

#include <fmt/core.h>

#include "io/cli/commands.h"
#include "io/cli/progress_line.h"
#include "io/containers/input.h"
#include "io/formats/csv_profile.h"
#include "io/formats/lockbox_layout.h"
#include "io/formats/source.h"
#include "io/report/convert_report.h"
#include "io/report/table.h"
#include "matching/tbb_parallel.h"

namespace tieout {

Result<ReadOptions> read_options_of(const Options& options) {
    ReadOptions reading;
    reading.format = options.format;
    Serial serial;
    if (!options.lockbox_layouts.empty()) {
        auto table = read_input(options.lockbox_layouts, serial);
        if (!table) return tl::make_unexpected(table.error());
        reading.layout = std::move(*table);
        const std::size_t colon = options.format.find(':');
        const bool is_named = options.format.find("lockbox") < colon && colon != std::string::npos;
        const auto layout = LockboxLayout::parse(
            options.lockbox_layouts,
            reading.layout,
            is_named ? std::string_view(options.format).substr(colon + 1) : std::string_view{}
        );
        if (!layout) return tl::make_unexpected(layout.error());
    }
    if (!options.csv_profiles.empty()) {
        auto table = read_input(options.csv_profiles, serial);
        if (!table) return tl::make_unexpected(table.error());
        reading.csv_profiles = std::move(*table);
        const auto profiles = parse_csv_profiles(options.csv_profiles, reading.csv_profiles);
        if (!profiles) return tl::make_unexpected(profiles.error());
    }
    return reading;
}

Result<ExitCode> convert_command(const Options& options, const Settings& settings) {
    if (options.to == "csv" && options.out.empty()) {
        return refuse(ErrorKind::usage, "convert --to csv writes two files: say where with --out");
    }
    TbbParallel parallel(settings.threads);
    const auto reading = read_options_of(options);
    if (!reading) return tl::make_unexpected(reading.error());
    auto line = std::make_unique<ProgressLine>();
    auto read = read_bank_inputs(options.files, *reading, parallel, line->reading());
    line.reset();
    if (!read) return tl::make_unexpected(read.error());
    const std::vector<IntakeFile>& files = *read;
    if (options.to == "csv") {
        auto written = write_convert_csv(files, options.out);
        if (!written) return tl::make_unexpected(written.error());
    } else {
        print_out(convert_to_ndjson(files));
    }
    bool refused = false;
    for (const IntakeFile& file : files) {
        for (const Error& fault : file.faults)
            print_note(to_text(fault) + '\n');
        refused = refused || file.refused || !file.faults.empty();
    }
    return refused ? ExitCode::some_refused : ExitCode::done;
}

Result<ExitCode> policy_set_command(const Options& options, const Settings& settings) {
    if (options.files.size() != 1) return refuse(ErrorKind::usage, "policy set takes one file");
    Serial serial;
    const auto bytes = read_input(options.files.front(), serial);
    if (!bytes) return tl::make_unexpected(bytes.error());
    const auto policy = read_policy(options.files.front(), *bytes);
    if (!policy) return tl::make_unexpected(policy.error());
    auto app = App::open(settings, true);
    if (!app) return tl::make_unexpected(app.error());
    const bool changes = (*app)->book().policy != *policy;
    if (changes) {
        std::vector<Entry> entries{PolicySet{policy_text(*policy)}};
        const auto run = (*app)->commit({RunKind::policy, today()}, std::move(entries));
        if (!run) return tl::make_unexpected(run.error());
    }
    print_out(fmt::format(
        "policy {} {}\n",
        to_hex(policy_digest(*policy)).substr(0, 16),
        changes ? "is in force" : "was in force already"
    ));
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

Result<ExitCode> policy_show_command(const Options&, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    print_out(policy_text((*app)->book().policy));
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

Result<ExitCode> config_show_command(const Options& options, const Settings& settings) {
    Table table;
    table.columns = {{"setting"}, {"value"}};
    if (options.origin) table.columns.push_back({"origin"});
    for (const Setting& setting : settings.shown) {
        table.rows.push_back({setting.key, setting.value});
        if (options.origin) table.rows.back().push_back(setting.origin);
    }
    print_out(options.json ? as_json(table) : as_text(table));
    return ExitCode::done;
}

}  // namespace tieout
