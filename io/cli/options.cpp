#include "io/cli/options.h"

#include <algorithm>
#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "io/cli/report_options.h"
#include "io/cli/review_options.h"

namespace tieout {

namespace {

constexpr const char* version = "tieout 0.1.0";

// The commands and their flags, bound to one Options.
class Words {
public:
    explicit Words(Options& options) : options_(options) {
        app_.description(
            "Cash application: bank receipts to cleared open items.\n"
            "Data goes to the standard output, everything else to the error stream."
        );
        app_.set_version_flag("--version", version);
        app_.require_subcommand(0, 1);
        app_.fallthrough();
        common();
        book_commands();
        report_commands();
        tool_commands();
        const auto note = [this](CLI::App* sub, Command command) {
            commands_.emplace_back(sub, command);
        };
        add_review_commands(app_, *exceptions_, options_, note);
        add_report_commands(app_, options_, note);
    }

    CLI::App& app() { return app_; }

    // The command that the words named; `none` when they named none.
    Command command() const {
        Command found = Command::none;
        for (const auto& [sub, command] : commands_) {
            if (sub->parsed()) found = command;
        }
        return found;
    }

private:
    void common() {
        app_.add_option("--book", options_.book, "Folder of the book ($TIEOUT_BOOK, else ./book)");
        app_.add_option("--config", options_.config, "Configuration file (TOML)");
        app_.add_option("--key-file", options_.key_file, "32 bytes that wrap the keys of the book");
        app_.add_option("--threads", options_.threads, "Threads for matching and parsing")
            ->check(CLI::Range(1, 256));
        app_.add_option("--wait", options_.wait_s, "Seconds to wait for the book")
            ->check(CLI::Range(0, 86'400));
        app_.add_option("--user", options_.user, "Who is acting; default the login");
        app_.add_option("--log-level", options_.log_level, "error, warn, info or debug");
        app_.add_flag("--json", options_.json, "Answers as JSON");
    }

    CLI::App* add(CLI::App& parent, const char* name, const char* what, Command command) {
        CLI::App* const sub = parent.add_subcommand(name, what);
        commands_.emplace_back(sub, command);
        return sub;
    }

    void files_of(CLI::App* sub, const char* what) {
        sub->add_option("FILE", options_.files, what)->required();
    }

    // How bank files are read.
    void reading_of(CLI::App* sub) {
        sub->add_option("--format", options_.format, "Format, when content should not decide");
        sub->add_option(
            "--lockbox-layouts", options_.lockbox_layouts, "File of your own lockbox layouts (CSV)"
        );
        sub->add_option(
            "--csv-profiles", options_.csv_profiles, "File of your own profiles of CSV exports"
        );
    }

    void as_of_of(CLI::App* sub) { sub->add_option("--as-of", options_.as_of, "Day, YYYY-MM-DD"); }

    void book_commands() {
        CLI::App* const load = add(
            app_, "load", "Customers, items, entities and our accounts into the book", Command::load
        );
        files_of(load, "CSV or NDJSON; - is the standard input");
        load->add_option("--kind", options_.kind, "entities, accounts, customers, items, control");
        as_of_of(load);
        load->add_flag("--skip-bad", options_.skip_bad, "Take good rows of a file with bad ones");
        CLI::App* const apply =
            add(app_, "apply", "Read bank files, match, post and report", Command::apply);
        files_of(apply, "Bank and remittance files; together they are one batch");
        reading_of(apply);
        apply->add_option("--out", options_.out, "Folder of the reports");
        as_of_of(apply);
        apply->add_option(
            "--accept-gap",
            options_.accepted_gaps,
            "Take a statement that does not follow on: end of its account@YYYY-MM-DD"
        );
        apply->add_flag("--dry-run", options_.dry_run, "Judge and report, post nothing");
        apply->add_flag("--strict", options_.strict, "Exit 3 or 5 when people or nothing wait");
        CLI::App* const rematch = add(
            app_, "rematch", "Judge again what waits and may be concerned by news", Command::rematch
        );
        rematch->add_option("--out", options_.out, "Folder of the reports");
        as_of_of(rematch);
        rematch->add_flag("--all", options_.all, "All that waits, whatever came since");
        rematch->add_flag("--dry-run", options_.dry_run, "Judge and report, post nothing");
        rematch->add_flag("--strict", options_.strict, "Exit 3 or 5 when people or nothing wait");
        learned_commands(
            "account",
            "Bank accounts learned from payments",
            {Command::account_list, Command::account_teach, Command::account_forget}
        );
        learned_commands(
            "alias",
            "Payers' names learned from payments",
            {Command::alias_list, Command::alias_teach, Command::alias_forget}
        );
        add(app_, "verify", "Prove the book: chain, balances, totals, index", Command::verify);
        CLI::App* const rebuild =
            add(app_, "rebuild", "Make the index again from the journal", Command::rebuild);
        rebuild->add_flag("--full", options_.full, "From the first entry, not a checkpoint");
        CLI::App* const policy = app_.add_subcommand("policy", "The rules in force");
        policy->require_subcommand(1);
        CLI::App* const set =
            add(*policy, "set", "Put a policy (TOML) in force", Command::policy_set);
        files_of(set, "Policy file");
        add(*policy, "show", "Print the policy in force", Command::policy_show);
    }

    struct LearnedCommands {
        Command list;
        Command teach;
        Command forget;
    };

    void learned_commands(const char* name, const char* words, const LearnedCommands& commands) {
        CLI::App* const group = app_.add_subcommand(name, words);
        group->require_subcommand(1);
        CLI::App* const list =
            add(*group, "list", "What was learned, from where, and what it did", commands.list);
        list->add_option("--customer", options_.customer, "Only this customer's");
        list->add_flag("--all", options_.all, "Forgotten ones too");
        as_of_of(list);
        CLI::App* const teach =
            add(*group, "teach", "Say whose it is, from now on", commands.teach);
        teach->add_option("CUSTOMER", options_.customer, "Customer number")->required();
        teach->add_option("TEXT", options_.taught, "The account or the name")->required();
        as_of_of(teach);
        CLI::App* const forget = add(
            *group, "forget", "Take back what was learned; names what rests on it", commands.forget
        );
        forget->add_option("NUMBER", options_.subject, "L1, L2 ... of the list")->required();
        as_of_of(forget);
        for (CLI::App* each : {teach, forget})
            each->add_flag("--what-if", options_.what_if, "Only say what it would change");
    }

    void report_commands() {
        CLI::App* const explain =
            add(app_, "explain", "Why a payment was decided as it was", Command::explain);
        explain->add_option("PAYMENT", options_.subject, "Payment id")->required();
        exceptions_ = app_.add_subcommand("exceptions", "What waits for people");
        exceptions_->require_subcommand(1);
        CLI::App* const list =
            add(*exceptions_, "list", "Open exceptions", Command::exceptions_list);
        list->add_option("--reason", options_.reason, "Only this reason");
        list->add_flag("--all", options_.all, "Closed ones too");
        as_of_of(list);
        CLI::App* const show =
            add(*exceptions_, "show", "One exception with its candidates", Command::exceptions_show
            );
        show->add_option("EXCEPTION", options_.subject, "E1, E2 ...")->required();
        CLI::App* const evaluate =
            add(app_, "evaluate", "Accuracy against known answers", Command::evaluate);
        evaluate->add_option("--truth", options_.truth, "truth.csv")->required();
        evaluate->add_option("--traits", options_.traits, "traits.csv: slices by trait");
        evaluate->add_option("--plots", options_.plots, "Folder for the curves (SVG)");
        evaluate->add_option("--details", options_.details, "File for every payment judged (CSV)");
        evaluate->add_option("--format", options_.format, "text, csv or json")
            ->check(CLI::IsMember({"text", "csv", "json"}));
        evaluate
            ->add_option(
                "--target", options_.target_bp, "Precision a tier must prove, basis points"
            )
            ->check(CLI::Range(1, 10'000));
        evaluate
            ->add_option("--confidence", options_.confidence_bp, "Of the lower bound, basis points")
            ->check(CLI::Range(1, 9'999));
    }

    void tool_commands() {
        CLI::App* const convert =
            add(app_, "convert", "Any input format to payments and remittances", Command::convert);
        files_of(convert, "Bank or remittance file; - is the standard input");
        reading_of(convert);
        convert->add_option("--to", options_.to, "ndjson or csv")
            ->check(CLI::IsMember({"ndjson", "csv"}));
        convert->add_option("--out", options_.out, "Folder for CSV");
        CLI::App* const generate =
            add(app_, "generate", "A synthetic book with known answers", Command::generate);
        generate->add_option("--customers", options_.customers)->check(CLI::Range(1, 10'000'000));
        generate->add_option("--items", options_.items)->check(CLI::Range(1, 100'000'000));
        generate->add_option("--payments", options_.payments)->check(CLI::Range(0, 100'000'000));
        generate->add_option("--seed", options_.seed);
        generate->add_option("--out", options_.out, "Folder to write to")->required();
        generate->add_option(
            "--formats,--format",
            options_.formats,
            "payments,remittances,lockbox,bai2,camt,mt940,nacha,csv; all of them by default"
        );
        generate->add_option("--profile", options_.profile, "Rates of what payers do (TOML)");
        CLI::Option* const plain = generate->add_flag(
            "--plain", options_.is_plain, "One day, whole items, exact numbers: to measure speed"
        );
        plain->group("Plain books");
        generate->add_option("--unreferenced", options_.unreferenced, "Per cent without documents")
            ->check(CLI::Range(0, 100))
            ->group("Plain books")
            ->each([this](const std::string&) { options_.is_plain = true; });
        generate->add_option("--items-max", options_.items_max, "Items of one payment")
            ->check(CLI::Range(1, 2))
            ->group("Plain books")
            ->each([this](const std::string&) { options_.is_plain = true; });
        generate
            ->add_flag_callback(
                "--payer-stated",
                [this] {
                    options_.is_payer_stated = true;
                    options_.is_plain = true;
                },
                "By number, not by account and name"
            )
            ->group("Plain books");
        CLI::App* const config = app_.add_subcommand("config", "The settings in force");
        config->require_subcommand(1);
        CLI::App* const show =
            add(*config, "show", "Every setting with its value", Command::config_show);
        show->add_flag("--origin", options_.origin, "And where the value comes from");
        CLI::App* const completion =
            add(app_, "completion", "Completions for bash, zsh or fish", Command::completion);
        completion->add_option("SHELL", options_.subject)
            ->required()
            ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    }

    Options& options_;
    CLI::App app_;
    CLI::App* exceptions_ = nullptr;
    std::vector<std::pair<CLI::App*, Command>> commands_;
};

// Edits that turn one word into another: for "did you mean". Cost O(a*b) on short words.
std::size_t edits_between(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({row[j - 1] + 1, above + 1, change});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string nearest_command(CLI::App& app, const std::string& word) {
    std::string nearest;
    std::size_t best = 3;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        const std::size_t edits = edits_between(word, sub->get_name());
        if (edits >= best) continue;
        best = edits;
        nearest = sub->get_name();
    }
    return nearest;
}

std::string usage_words(
    CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv
) {
    std::string words = fmt::format("tieout: {}\n", error.what());
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.empty() || word.front() == '-') continue;
        const std::string nearest = nearest_command(app, word);
        if (!nearest.empty() && nearest != word) {
            words += fmt::format("Did you mean 'tieout {}'?\n", nearest);
        }
        break;
    }
    return words + "Try 'tieout --help'.\n";
}

// Calls visit(path, app) for every command, parents first.
void each_command(
    CLI::App& app,
    const std::string& path,
    const std::function<void(const std::string&, CLI::App&)>& visit
) {
    visit(path, app);
    for (CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; })) {
        each_command(*sub, path.empty() ? sub->get_name() : path + ' ' + sub->get_name(), visit);
    }
}

std::string words_after(CLI::App& app) {
    std::string words;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        words += sub->get_name() + ' ';
    }
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames())
            words += "--" + name + ' ';
    }
    if (!words.empty()) words.pop_back();
    return words;
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
    ParsedOptions parsed;
    Words words(parsed.options);
    try {
        words.app().parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        CLI::App* shown = &words.app();
        while (!shown->get_subcommands().empty())
            shown = shown->get_subcommands().front();
        parsed.is_finished = true;
        parsed.out = shown->help();
        return parsed;
    } catch (const CLI::CallForVersion&) {
        parsed.is_finished = true;
        parsed.out = fmt::format("{}\n", version);
        return parsed;
    } catch (const CLI::ParseError& error) {
        parsed.is_finished = true;
        parsed.exit_code = 2;
        parsed.error = usage_words(words.app(), error, argc, argv);
        return parsed;
    }
    parsed.options.command = words.command();
    if (parsed.options.command == Command::none) {
        parsed.is_finished = true;
        parsed.exit_code = 2;
        parsed.error = words.app().help();
    }
    return parsed;
}

Result<std::string> completion_script(const std::string& shell) {
    Options options;
    Words words(options);
    std::string script;
    if (shell == "fish") {
        each_command(words.app(), {}, [&](const std::string& path, CLI::App& app) {
            const std::string after = path.empty()
                                          ? "__fish_use_subcommand"
                                          : fmt::format("__fish_seen_subcommand_from {}", path);
            script += fmt::format("complete -c tieout -n '{}' -a '{}'\n", after, words_after(app));
        });
        return script;
    }
    if (shell == "zsh") script += "autoload -U +X bashcompinit && bashcompinit\n";
    script += "_tieout() {\n  local path=\"\" word\n";
    script += "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n";
    script += "    case \"$word\" in -*) ;; *) path=\"${path:+$path }$word\" ;; esac\n  done\n";
    script += "  local words=\"\"\n  case \"$path\" in\n";
    std::vector<std::string> cases;  // deepest command first: the first case that fits counts
    each_command(words.app(), {}, [&](const std::string& path, CLI::App& app) {
        if (path.empty()) return;
        cases.push_back(
            fmt::format("    \"{0}\"|\"{0} \"*) words=\"{1}\" ;;\n", path, words_after(app))
        );
    });
    for (auto each = cases.rbegin(); each != cases.rend(); ++each)
        script += *each;
    script += fmt::format("    *) words=\"{}\" ;;\n  esac\n", words_after(words.app()));
    script += "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n";
    script +=
        "  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "
        "\"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -F _tieout tieout\n";
    return script;
}

}  // namespace tieout
