// The commands of the program: each takes the options, does its work, and gives an exit code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "io/cli/app.h"
#include "io/cli/options.h"
#include "io/cli/settings.h"
#include "io/formats/recognise.h"

namespace tieout {

// Exit codes of contracts.md 2.
enum class ExitCode : std::uint8_t {
    done = 0,
    failed = 1,
    usage = 2,
    people_wait = 3,
    some_refused = 4,
    nothing_new = 5,
    try_again = 75,
};

Result<ExitCode> load_command(const Options& options, const Settings& settings);
Result<ExitCode> apply_command(const Options& options, const Settings& settings);
Result<ExitCode> learned_list_command(
    const Options& options, const Settings& settings, LearnedKind kind
);
Result<ExitCode> learned_teach_command(
    const Options& options, const Settings& settings, LearnedKind kind
);
Result<ExitCode> learned_forget_command(
    const Options& options, const Settings& settings, LearnedKind kind
);
Result<ExitCode> convert_command(const Options& options, const Settings& settings);
Result<ExitCode> explain_command(const Options& options, const Settings& settings);
Result<ExitCode> exceptions_list_command(const Options& options, const Settings& settings);
Result<ExitCode> exceptions_show_command(const Options& options, const Settings& settings);
Result<ExitCode> accept_command(const Options& options, const Settings& settings);
Result<ExitCode> review_command(
    const Options& options, const Settings& settings, ReviewAction action
);
Result<ExitCode> claim_list_command(const Options& options, const Settings& settings);
Result<ExitCode> claim_command(
    const Options& options, const Settings& settings, ReviewAction action
);
Result<ExitCode> approve_command(const Options& options, const Settings& settings);
Result<ExitCode> period_list_command(const Options& options, const Settings& settings);
Result<ExitCode> period_set_command(
    const Options& options, const Settings& settings, bool is_closing
);
Result<ExitCode> cleanup_command(const Options& options, const Settings& settings);
Result<ExitCode> aging_command(const Options& options, const Settings& settings);
Result<ExitCode> control_report_command(const Options& options, const Settings& settings);
Result<ExitCode> evaluate_command(const Options& options, const Settings& settings);
Result<ExitCode> generate_command(const Options& options, const Settings& settings);
Result<ExitCode> verify_command(const Options& options, const Settings& settings);
Result<ExitCode> rebuild_command(const Options& options, const Settings& settings);
Result<ExitCode> replay_command(const Options& options, const Settings& settings);
Result<ExitCode> what_if_command(const Options& options, const Settings& settings);
Result<ExitCode> export_journal_command(const Options& options, const Settings& settings);
Result<ExitCode> policy_set_command(const Options& options, const Settings& settings);
Result<ExitCode> policy_show_command(const Options& options, const Settings& settings);
Result<ExitCode> export_command(const Options& options, const Settings& settings);
Result<ExitCode> export_list_command(const Options& options, const Settings& settings);
Result<ExitCode> export_answers_command(const Options& options, const Settings& settings);
Result<ExitCode> config_show_command(const Options& options, const Settings& settings);

// How bank files are to be read, the user's own tables among it; these are proved here, once.
Result<ReadOptions> read_options_of(const Options& options);

// Prints to the standard output and to the error stream; the only places that do.
void print_out(std::string_view text);
void print_note(std::string_view text);

struct AgingRequest;
struct Report;

// What an aging is asked for, from the words of the command line.
Result<AgingRequest> aging_request_of(const Options& options);
// The limits that --buckets names, or the given ones.
Result<std::vector<int>> limits_of(const Options& options, std::vector<int> otherwise);
// Lays a report out as the options say, and prints it or writes it to --out.
Result<void> put_report(const Options& options, const Report& report);
// The same as a workbook, renamed into its place when it is whole.
Result<void> put_workbook(const Report& report, const std::string& path);
// The exit code of a report; says on the error stream when its figures do not agree.
ExitCode code_of_report(const Report& report);

// Writes a whole file beside its place and renames it into it, so that it is never half there.
Result<void> write_file(const std::string& path, std::string_view bytes);

// The day that --as-of names, or the given one.
Result<Date> as_of_or(const Options& options, Date otherwise);

ExitCode exit_code_of(ErrorKind kind);

}  // namespace tieout
