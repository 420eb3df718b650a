// Settings of the program, each with where it comes from; and policy files as policies.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/policy.h"
#include "io/cli/options.h"

namespace tieout {

struct Setting {
    std::string key;
    std::string value;
    std::string origin;  // "--threads", "TIEOUT_THREADS", a file, "built-in"
};

struct Settings {
    std::string book;
    std::string key_file;  // empty: a key inside the book
    std::string user;
    std::string log_level;
    unsigned threads = 1;
    unsigned wait_s = 30;
    std::vector<Setting> shown;  // for `config show`
};

// Flag, then TIEOUT_* in the environment, then --config, BOOK/tieout.toml, the system's file
// (/etc/tieout/tieout.toml), then built-in. A file that cannot be read whole is refused with line
// and column.
Result<Settings> read_settings(const Options& options);

// A TOML file of tables of rules: calls set("section.key", value) for each; an error of it comes
// back with the rule's place.
using SetRule = std::function<Result<void>(const std::string& key, const std::string& value)>;
Result<void> read_rules(const std::string& name, std::string_view text, const SetRule& set);

// A policy file: tables [match], [search], [difference], [account]; rules left out keep the shipped
// value; unknown ones are refused with their place.
Result<Policy> read_policy(const std::string& name, std::string_view text);

// The policy that the program ships (data/policy.toml).
Policy shipped_policy();

}  // namespace tieout
