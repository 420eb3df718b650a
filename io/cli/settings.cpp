#include "io/cli/settings.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <thread>

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include "engine/check.h"

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace tieout {

namespace embedded {
std::string_view policy();
}

namespace {

constexpr const char* system_file = "/etc/tieout/tieout.toml";

struct Named {
    std::string value;
    std::string origin;
};

using Values = std::map<std::string, Named, std::less<>>;

Error located(const std::string& name, const toml::source_region& where, std::string words) {
    return {
        ErrorKind::usage, "F_CONFIG", std::move(words), {name, where.begin.line, where.begin.column}
    };
}

// TOML's parser throws; it is stopped here.
Result<toml::table> parse_toml(const std::string& name, std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return tl::make_unexpected(located(name, error.source(), std::string(error.description())));
    }
}

Result<std::string> text_of(const toml::node& node, const std::string& name) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
    if (const auto* flag = node.as_boolean()) return std::string(flag->get() ? "true" : "false");
    return tl::make_unexpected(
        located(name, node.source(), "a text, a whole number, true or false expected")
    );
}

Result<void> take_file(const std::string& path, bool must_exist, Values& values) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        if (!must_exist) return {};
        return refuse(ErrorKind::usage, fmt::format("configuration file {} is not there", path));
    }
    std::ostringstream text;
    {
        std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
        if (!file) return refuse(ErrorKind::usage, fmt::format("{} cannot be read", path));
        char buffer[4096];
        for (std::size_t got = 1; got != 0;) {
            got = std::fread(buffer, 1, sizeof buffer, file.get());
            text.write(buffer, static_cast<std::streamsize>(got));
        }
    }
    const auto table = parse_toml(path, text.str());
    if (!table) return tl::make_unexpected(table.error());
    for (const auto& [key, node] : *table) {
        auto value = text_of(node, path);
        if (!value) return tl::make_unexpected(std::move(value).error());
        values.try_emplace(std::string(key.str()), Named{*value, path});
    }
    return {};
}

void take_environment(Values& values) {
    for (const char* key : {"book", "key_file", "user", "log_level", "threads", "wait"}) {
        std::string name = "TIEOUT_";
        for (const char* at = key; *at != '\0'; ++at) {
            name += *at == '_' ? '_' : static_cast<char>(*at - 'a' + 'A');
        }
        // Read once at start, before any thread.
        const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        if (value != nullptr && *value != '\0') values.try_emplace(key, Named{value, name});
    }
}

std::string login() {
    const passwd* const entry = getpwuid(geteuid());  // NOLINT(concurrency-mt-unsafe)
    return entry == nullptr ? fmt::format("uid-{}", geteuid()) : entry->pw_name;
}

Result<unsigned> whole_of(const Named& named, const std::string& key, unsigned high) {
    unsigned value = 0;
    const char* const end = named.value.data() + named.value.size();
    const auto read = std::from_chars(named.value.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || value > high) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "{} wants a whole number up to {}, found '{}' ({})",
                key,
                high,
                named.value,
                named.origin
            )
        );
    }
    return value;
}

void take_flags(const Options& options, Values& values) {
    const auto put = [&](const char* key, const char* flag, const std::string& value) {
        if (!value.empty()) values.try_emplace(key, Named{value, flag});
    };
    put("book", "--book", options.book);
    put("key_file", "--key-file", options.key_file);
    put("user", "--user", options.user);
    put("log_level", "--log-level", options.log_level);
    if (options.threads) put("threads", "--threads", fmt::format("{}", *options.threads));
    if (options.wait_s) put("wait", "--wait", fmt::format("{}", *options.wait_s));
}

void take_built_in(Values& values) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    values.try_emplace("book", Named{"./book", "built-in"});
    values.try_emplace("key_file", Named{"", "built-in"});
    values.try_emplace("user", Named{login(), "login"});
    values.try_emplace("log_level", Named{"info", "built-in"});
    values.try_emplace("threads", Named{fmt::format("{}", cores), "cores of this machine"});
    values.try_emplace("wait", Named{"30", "built-in"});
}

}  // namespace

Result<Settings> read_settings(const Options& options) {
    Values values;
    take_flags(options, values);
    take_environment(values);
    if (!options.config.empty()) {
        auto taken = take_file(options.config, true, values);
        if (!taken) return tl::make_unexpected(std::move(taken).error());
    }
    const auto book = values.find("book");
    const std::string folder = book == values.end() ? "./book" : book->second.value;
    for (const std::string& path : {folder + "/tieout.toml", std::string(system_file)}) {
        auto taken = take_file(path, false, values);
        if (!taken) return tl::make_unexpected(std::move(taken).error());
    }
    take_built_in(values);
    Settings settings;
    settings.book = values.at("book").value;
    settings.key_file = values.at("key_file").value;
    settings.user = values.at("user").value;
    settings.log_level = values.at("log_level").value;
    const auto threads = whole_of(values.at("threads"), "threads", 256);
    if (!threads) return tl::make_unexpected(threads.error());
    const auto wait = whole_of(values.at("wait"), "wait", 86'400);
    if (!wait) return tl::make_unexpected(wait.error());
    settings.threads = std::max(1U, *threads);
    settings.wait_s = *wait;
    for (const auto& [key, named] : values) {
        settings.shown.push_back({key, named.value, named.origin});
    }
    return settings;
}

namespace {

// The rules of a table under their full keys; a table in it, such as [user.ana], goes one deeper.
Result<void> take_rules(
    const std::string& name,
    const std::string& section,
    const toml::table& rules,
    const SetRule& set,
    bool may_nest
) {
    for (const auto& [key, node] : rules) {
        const std::string rule = fmt::format("{}.{}", section, key.str());
        if (const auto* inner = node.as_table(); inner != nullptr && may_nest) {
            auto taken = take_rules(name, rule, *inner, set, false);
            if (!taken) return taken;
            continue;
        }
        const auto value = text_of(node, name);
        if (!value) return tl::make_unexpected(value.error());
        const auto is_set = set(rule, *value);
        if (!is_set) {
            return tl::make_unexpected(located(name, node.source(), is_set.error().words));
        }
    }
    return {};
}

}  // namespace

Result<void> read_rules(const std::string& name, std::string_view text, const SetRule& set) {
    const auto table = parse_toml(name, text);
    if (!table) return tl::make_unexpected(table.error());
    for (const auto& [section, rules] : *table) {
        const auto* inner = rules.as_table();
        if (inner == nullptr) {
            return tl::make_unexpected(
                located(name, rules.source(), "a table such as [match] expected")
            );
        }
        auto taken = take_rules(name, std::string(section.str()), *inner, set, true);
        if (!taken) return taken;
    }
    return {};
}

Result<Policy> read_policy(const std::string& name, std::string_view text) {
    Policy policy;
    const auto read = read_rules(name, text, [&](const std::string& key, const std::string& value) {
        return set_rule(policy, key, value);
    });
    if (!read) return tl::make_unexpected(read.error());
    return policy;
}

Policy shipped_policy() {
    auto policy = read_policy("data/policy.toml", embedded::policy());
    check(policy.has_value(), "the shipped policy can be read");
    return std::move(*policy);
}

}  // namespace tieout
