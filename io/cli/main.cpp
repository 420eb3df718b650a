// Runs one command; the last catch; the exit code.
#include <exception>

#include <fmt/core.h>

#include "io/cli/commands.h"
#include "io/cli/options.h"
#include "io/cli/settings.h"
#ifdef TIEOUT_MIMALLOC
#include <mimalloc.h>
#endif

namespace {

using namespace tieout;

Result<ExitCode> run(const Options& options, const Settings& settings) {
    switch (options.command) {
        case Command::load: return load_command(options, settings);
        case Command::apply: return apply_command(options, settings);
        case Command::rematch: return apply_command(options, settings);
        case Command::account_list:
            return learned_list_command(options, settings, LearnedKind::account);
        case Command::alias_list:
            return learned_list_command(options, settings, LearnedKind::alias);
        case Command::account_teach:
            return learned_teach_command(options, settings, LearnedKind::account);
        case Command::alias_teach:
            return learned_teach_command(options, settings, LearnedKind::alias);
        case Command::account_forget:
            return learned_forget_command(options, settings, LearnedKind::account);
        case Command::alias_forget:
            return learned_forget_command(options, settings, LearnedKind::alias);
        case Command::convert: return convert_command(options, settings);
        case Command::explain: return explain_command(options, settings);
        case Command::exceptions_list: return exceptions_list_command(options, settings);
        case Command::exceptions_show: return exceptions_show_command(options, settings);
        case Command::aging: return aging_command(options, settings);
        case Command::report_aging:
        case Command::report_cash_tieout:
        case Command::report_roll_forward:
        case Command::report_unapplied:
        case Command::report_exceptions:
        case Command::report_activity:
        case Command::report_all: return control_report_command(options, settings);
        case Command::evaluate: return evaluate_command(options, settings);
        case Command::generate: return generate_command(options, settings);
        case Command::verify: return verify_command(options, settings);
        case Command::rebuild: return rebuild_command(options, settings);
        case Command::replay: return replay_command(options, settings);
        case Command::what_if: return what_if_command(options, settings);
        case Command::policy_set: return policy_set_command(options, settings);
        case Command::policy_show: return policy_show_command(options, settings);
        case Command::config_show: return config_show_command(options, settings);
        case Command::export_package:
            return options.format == "journal" ? export_journal_command(options, settings)
                                               : export_command(options, settings);
        case Command::export_list: return export_list_command(options, settings);
        case Command::export_answers: return export_answers_command(options, settings);
        case Command::completion: {
            const auto script = completion_script(options.subject);
            if (!script) return tl::make_unexpected(script.error());
            print_out(*script);
            return ExitCode::done;
        }
        case Command::exceptions_accept: return accept_command(options, settings);
        case Command::exceptions_review:
        case Command::unapply:
        case Command::give_back:
        case Command::undo:
        case Command::transfer:
        case Command::refund: return review_command(options, settings, options.action);
        case Command::claim_list: return claim_list_command(options, settings);
        case Command::claim_review: return claim_command(options, settings, options.action);
        case Command::approve: return approve_command(options, settings);
        case Command::period_list: return period_list_command(options, settings);
        case Command::period_close: return period_set_command(options, settings, true);
        case Command::period_open: return period_set_command(options, settings, false);
        case Command::cleanup: return cleanup_command(options, settings);
        case Command::none: break;
    }
    return ExitCode::usage;
}

int run_program(int argc, char** argv) {
    const ParsedOptions parsed = parse_options(argc, argv);
    print_out(parsed.out);
    print_note(parsed.error);
    if (parsed.is_finished) return parsed.exit_code;
    const auto settings = read_settings(parsed.options);
    const auto done = settings ? run(parsed.options, *settings)
                               : Result<ExitCode>(tl::make_unexpected(settings.error()));
    if (done) return static_cast<int>(*done);
    print_note(fmt::format("tieout: {}\n", to_text(done.error())));
    return static_cast<int>(exit_code_of(done.error().kind));
}

}  // namespace

int main(int argc, char** argv) {
#ifdef TIEOUT_MIMALLOC
    mi_option_enable(mi_option_large_os_pages);  // a batch touches gigabytes once
#endif
    // Our code throws nothing; what a package throws ends here, after nothing was half-done.
    try {
        return run_program(argc, argv);
    } catch (const std::exception& error) {
        print_note(fmt::format("tieout: {}\n", error.what()));
        return static_cast<int>(tieout::ExitCode::failed);
    }
}
