#include "io/cli/report_options.h"

#include <CLI/CLI.hpp>

namespace tieout {

namespace {

class ReportWords {
public:
    ReportWords(
        CLI::App& app, Options& options, const std::function<void(CLI::App*, Command)>& note
    )
        : app_(app), options_(options), note_(note) {}

    void add_all() {
        aging_of(add(app_, "aging", "What is open as of a day, in buckets", Command::aging));
        CLI::App* const report =
            app_.add_subcommand("report", "Control reports, tied to the ledger");
        report->require_subcommand(1);
        control_reports(*report);
        export_commands();
        audit_commands();
    }

private:
    CLI::App* add(CLI::App& parent, const char* name, const char* what, Command command) {
        CLI::App* const sub = parent.add_subcommand(name, what);
        note_(sub, command);
        return sub;
    }

    void files_of(CLI::App* sub, const char* what) {
        sub->add_option("FILE", options_.files, what)->required();
    }

    void as_of_of(CLI::App* sub) { sub->add_option("--as-of", options_.as_of, "Day, YYYY-MM-DD"); }

    void export_commands() {
        CLI::App* const package =
            add(app_, "export", "Postings for the ERP, as one package", Command::export_package);
        package->add_option(
            "--format",
            options_.format,
            "csv, ndjson, remt.001, ubl, netsuite, d365, oracle-lockbox, sap-remadv; journal: a "
            "copy for an auditor"
        );
        package->add_option("--mapping", options_.mapping, "Your own words for ours (TOML)");
        package->add_option("--consumer", options_.export_consumer, "Who is given it; erp");
        package->add_option("--out", options_.out, "Folder that takes the package");
        package->add_option("--from", options_.export_from, "First posting; else the next new");
        package->add_option("--to", options_.export_to, "Last posting; else the newest");
        package->add_option("--again", options_.export_again, "An export of the list, as it was");
        package->add_flag("--check", options_.is_check, "Make it, write nothing");
        package->add_flag("--excel", options_.is_excel, "Guard cells against spreadsheets (csv)");
        package->add_flag("--strict", options_.strict, "Exit 3 or 5 when people or nothing wait");
        as_of_of(package);
        add(*package, "list", "What was given to whom", Command::export_list);
        CLI::App* const answers =
            add(*package, "answers", "What the ERP answered", Command::export_answers);
        files_of(answers, "CSV or NDJSON: posting, status, erp_document, reason");
        answers->add_flag("--strict", options_.strict, "Exit 3 or 5 when people or nothing wait");
        as_of_of(answers);
    }

    // What every report is laid out by.
    void layout_of(CLI::App* sub) {
        sub->add_option("--format", options_.format, "text, csv, json, xlsx or html")
            ->check(CLI::IsMember({"text", "csv", "json", "xlsx", "html"}));
        sub->add_option("--out", options_.out, "File to write; needed for xlsx");
        sub->add_option("--section", options_.section, "Which of its tables, for csv");
        sub->add_flag("--excel", options_.for_excel, "CSV for spreadsheets: no cell is a formula");
    }

    void aging_of(CLI::App* sub) {
        as_of_of(sub);
        sub->add_option("--by", options_.by, "customer, entity or owner")
            ->check(CLI::IsMember({"customer", "entity", "owner"}));
        sub->add_option("--basis", options_.basis, "due, invoice or posting")
            ->check(CLI::IsMember({"due", "invoice", "posting"}));
        sub->add_option("--buckets", options_.buckets, "Limits in days, such as 0,30,60,90");
        sub->add_option("--currency", options_.currency, "Only this currency, such as EUR");
        layout_of(sub);
    }

    // The day from which and the day until which; both belong to the period.
    void period_of(CLI::App* sub, bool is_required) {
        sub->add_option("--from", options_.from, "First day, YYYY-MM-DD")->required(is_required);
        sub->add_option("--to", options_.until, "Last day, YYYY-MM-DD")->required(is_required);
    }

    void control_reports(CLI::App& parent) {
        aging_of(add(parent, "aging", "What is open as of a day", Command::report_aging));
        CLI::App* const cash =
            add(parent,
                "cash-tieout",
                "Bank movements by file, account and statement, and where each cent is",
                Command::report_cash_tieout);
        period_of(cash, false);
        layout_of(cash);
        CLI::App* const roll =
            add(parent,
                "roll-forward",
                "Receivables from opening to closing",
                Command::report_roll_forward);
        period_of(roll, true);
        layout_of(roll);
        CLI::App* const unapplied = add(
            parent, "unapplied", "Cash on no item, by age of its receipt", Command::report_unapplied
        );
        as_of_of(unapplied);
        unapplied->add_option("--buckets", options_.buckets, "Limits in days, such as 30,60,90");
        layout_of(unapplied);
        CLI::App* const exceptions = add(
            parent, "exceptions", "Exceptions by reason, owner and age", Command::report_exceptions
        );
        as_of_of(exceptions);
        period_of(exceptions, false);
        layout_of(exceptions);
        CLI::App* const activity =
            add(parent, "activity", "Who did what when: the audit trail", Command::report_activity);
        period_of(activity, false);
        activity->add_option("--of", options_.acting, "Only this user");
        layout_of(activity);
        CLI::App* const all =
            add(parent, "all", "Every report in every format, with an index", Command::report_all);
        as_of_of(all);
        period_of(all, false);
        all->add_option("--out", options_.out, "Folder to write to")->required();
    }

    void audit_commands() {
        CLI::App* const replay =
            add(app_, "replay", "The journal once more, beside the book as it is", Command::replay);
        replay->add_option("--to", options_.to_entry, "Up to this entry; tells the state there");
        replay->add_option("--policy", options_.policy, "As whatif, from the first run");
        CLI::App* const what_if =
            add(app_,
                "whatif",
                "The same history under another policy, and what differs",
                Command::what_if);
        what_if->add_option("--policy", options_.policy, "The other policy (TOML)")->required();
        what_if->add_option("--from", options_.from, "Day of the first run that is decided again");
    }

    CLI::App& app_;
    Options& options_;
    const std::function<void(CLI::App*, Command)>& note_;
};

}  // namespace

void add_report_commands(
    CLI::App& app, Options& options, const std::function<void(CLI::App*, Command)>& note
) {
    ReportWords(app, options, note).add_all();
}

}  // namespace tieout
