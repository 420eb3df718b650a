// The command line as a value: which command, on which book, with which words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/error.h"
#include "engine/review.h"

namespace tieout {

enum class Command : std::uint8_t {
    none,
    load,
    apply,
    rematch,
    account_list,
    account_teach,
    account_forget,
    alias_list,
    alias_teach,
    alias_forget,
    convert,
    explain,
    exceptions_list,
    exceptions_show,
    aging,
    report_aging,
    report_cash_tieout,
    report_roll_forward,
    report_unapplied,
    report_exceptions,
    report_activity,
    report_all,
    verify,
    rebuild,
    evaluate,
    generate,
    config_show,
    policy_set,
    policy_show,
    completion,
    exceptions_accept,
    exceptions_review,
    unapply,
    give_back,
    undo,
    transfer,
    refund,
    claim_list,
    claim_review,
    approve,
    period_list,
    period_close,
    period_open,
    export_package,
    export_list,
    export_answers,
    replay,
    what_if,
    cleanup
};

struct Options {
    Command command = Command::none;
    // Of every command.
    std::string book;
    std::string config;
    std::string key_file;
    std::string user;
    std::string log_level;
    std::optional<unsigned> threads;
    std::optional<unsigned> wait_s;
    bool json = false;
    bool strict = false;
    // Of some.
    std::vector<std::string> files;
    std::string kind;
    std::string format;
    std::string lockbox_layouts;  // files of the user's own tables
    std::string csv_profiles;
    std::string to = "ndjson";
    std::string out;
    std::string as_of;
    std::string subject;  // a payment, an exception, a shell, what was learned
    std::string customer;
    std::string taught;  // an account or a name
    std::string by = "customer";
    std::string basis = "due";
    std::string buckets;
    std::string currency;  // of a report, or of items without a payment
    std::string from;      // first and last day of a report's period
    std::string until;     // also of a hold
    std::string section;   // of a report, for CSV
    std::string acting;    // user whose deeds are asked for
    bool for_excel = false;
    std::string reason;
    std::string truth;
    std::string traits;   // traits.csv of a made-up book
    std::string plots;    // folder for SVG files
    std::string details;  // file for every payment judged
    int target_bp = 9'950;
    int confidence_bp = 9'500;
    std::vector<std::string> accepted_gaps;  // ACCOUNT@DAY
    bool dry_run = false;
    bool skip_bad = false;
    bool full = false;
    bool origin = false;
    bool all = false;
    bool what_if = false;
    std::uint64_t customers = 100;
    std::uint64_t items = 1000;
    std::uint64_t payments = 500;
    std::uint64_t seed = 1;
    unsigned unreferenced = 10;
    unsigned items_max = 2;
    bool is_payer_stated = false;
    bool is_plain = false;
    std::string formats;
    std::string profile;  // of a made-up book, TOML
    // Of reviews.
    ReviewAction action = ReviewAction::note;
    std::vector<std::string> item_words;  // DOC=CASH+discount:AMOUNT ...
    std::string amount;
    std::string fee;
    std::string note;
    std::string claim;  // the payer's debit memo number
    std::string owner;
    std::string digest;  // of the preview of a bulk accept
    std::string entity = "main";
    std::string below;  // of small balances
    int older_than_days = 0;
    std::uint32_t candidate = 1;
    std::uint32_t line = 0;
    int score_min_bp = 9'000;
    bool rest_on_account = false;
    bool teach = false;
    bool reject = false;
    // Of the hand-off to the ERP.
    std::string mapping;
    std::string export_consumer;
    std::optional<std::uint64_t> export_from;
    std::optional<std::uint64_t> export_to;
    std::optional<std::uint64_t> export_again;
    bool is_check = false;
    bool is_excel = false;
    // Of audits.
    std::uint64_t to_entry = 0;
    std::string policy;  // a file of another policy
};

// What parsing came to: options to run, or text to print (help, version) and an exit code.
struct ParsedOptions {
    Options options;
    bool is_finished = false;
    int exit_code = 0;
    std::string out;    // for the standard output
    std::string error;  // for the error stream
};

ParsedOptions parse_options(int argc, const char* const* argv);

// A completion script for bash, zsh or fish, made from the commands and flags themselves.
Result<std::string> completion_script(const std::string& shell);

}  // namespace tieout
