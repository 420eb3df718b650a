#include "io/export/export_mapping.h"

#include <algorithm>
#include <chrono>
#include <span>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/payment.h"
#include "engine/posting.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, export_formats> format_words{
    "csv", "ndjson", "remt.001", "ubl", "netsuite", "d365", "oracle-lockbox", "sap-remadv"
};

constexpr std::array<std::string_view, 6> sections{
    "mapping", "setting", "company", "account", "reason", "method"
};

constexpr std::string_view date_setting = "date";

std::span<const std::string_view> settings_of(ExportFormat format) {
    static constexpr std::array<std::string_view, 1> remt{"initiator"};
    static constexpr std::array<std::string_view, 1> ubl{"customization"};
    static constexpr std::array<std::string_view, 2> netsuite{"date", "unidentified_customer"};
    static constexpr std::array<std::string_view, 4> d365{
        "date", "journal_name", "offset_account_type", "unidentified_customer"
    };
    static constexpr std::array<std::string_view, 3> lockbox{"destination", "origin", "lockbox"};
    static constexpr std::array<std::string_view, 7> sap{
        "sender_port",
        "sender_partner",
        "receiver_port",
        "receiver_partner",
        "client",
        "adjustment_qualifier",
        "unidentified_customer"
    };
    switch (format) {
        case ExportFormat::csv:
        case ExportFormat::ndjson: return {};
        case ExportFormat::remt001: return remt;
        case ExportFormat::ubl: return ubl;
        case ExportFormat::netsuite: return netsuite;
        case ExportFormat::d365: return d365;
        case ExportFormat::lockbox: return lockbox;
        case ExportFormat::sap_remadv: return sap;
    }
    return {};
}

template <class Words>
std::string listed(const Words& words) {
    std::string list;
    for (const std::string_view word : words)
        list.append(list.empty() ? "" : ", ").append(word);
    return list.empty() ? "none" : list;
}

template <class Words>
bool has(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

tl::unexpected<Error> expected(std::string_view what, std::string_view found) {
    return refuse(ErrorKind::usage, fmt::format("{} expected, found '{}'", what, found));
}

bool is_date_pattern(std::string_view pattern) {
    for (const std::string_view part : {"YYYY", "MM", "DD"}) {
        const std::size_t at = pattern.find(part);
        if (at == std::string_view::npos) return false;
        if (pattern.find(part, at + part.size()) != std::string_view::npos) return false;
    }
    return true;
}

}  // namespace

std::string_view word_of(ExportFormat format) {
    return format_words.at(static_cast<std::size_t>(format));
}

std::optional<ExportFormat> export_format_of(std::string_view word) {
    const auto found = std::find(format_words.begin(), format_words.end(), word);
    if (found == format_words.end()) return std::nullopt;
    return static_cast<ExportFormat>(found - format_words.begin());
}

std::string export_format_words() {
    return listed(format_words);
}

Result<void> set_mapping(ExportMapping& mapping, const std::string& key, const std::string& value) {
    const std::size_t dot = key.find('.');
    const std::string section = key.substr(0, dot);
    const std::string name = dot == std::string::npos ? "" : key.substr(dot + 1);
    if (!has(sections, section)) {
        return expected(fmt::format("a table [{}]", listed(sections)), section);
    }
    if (section == "mapping") {
        if (name == "format" && value == word_of(mapping.format)) return {};
        if (name == "format") {
            return expected(fmt::format("a mapping for {}", word_of(mapping.format)), value);
        }
        if (name != "version") return expected("format or version", name);
        mapping.version = value;
        return {};
    }
    const auto settings = settings_of(mapping.format);
    if (section == "setting" && !has(settings, name)) {
        return expected(
            fmt::format("a setting of {} ({})", word_of(mapping.format), listed(settings)), name
        );
    }
    if (section == "setting" && name == date_setting && !is_date_pattern(value)) {
        return expected("a date with YYYY, MM and DD, each once,", value);
    }
    if (section == "reason" && name != "*" && !posting_kind_of(name)) {
        return expected("a kind of posting line such as earned_discount or write_off", name);
    }
    if (section == "method" && name != "*" && !payment_method_of(name)) {
        return expected("check, ach, wire, card, sepa or other", name);
    }
    if (value.find_first_of("\r\n") != std::string::npos) return expected("one line", value);
    mapping.sections[section][name] = value;
    return {};
}

Result<void> check_mapping(const ExportMapping& mapping) {
    const auto lacks = [&](std::string_view what) {
        return tl::make_unexpected(
            Error{ErrorKind::usage, {}, fmt::format("{} is missing", what), {mapping.name, 0, 0}}
        );
    };
    if (mapping.version.empty()) return lacks("[mapping] version");
    const auto found = mapping.sections.find("setting");
    for (const std::string_view setting : settings_of(mapping.format)) {
        const bool is_there =
            found != mapping.sections.end() && found->second.count(std::string(setting)) != 0;
        if (!is_there) return lacks(fmt::format("[setting] {}", setting));
    }
    return {};
}

MappedNames::MappedNames(const ExportMapping& mapping) : mapping_(mapping) {
    if (has(settings_of(mapping.format), date_setting)) pattern_ = setting(date_setting);
}

const std::string& MappedNames::setting(std::string_view key) const {
    const auto section = mapping_.sections.find("setting");
    check(section != mapping_.sections.end(), "a mapping in use is whole");
    const auto found = section->second.find(std::string(key));
    check(found != section->second.end(), "a mapping in use has the settings of its format");
    return found->second;
}

std::string MappedNames::day(Date date) const {
    const std::string iso = format_date(date);  // YYYY-MM-DD
    std::string text = pattern_;
    text.replace(text.find("YYYY"), 4, iso, 0, 4);
    text.replace(text.find("MM"), 2, iso, 5, 2);
    text.replace(text.find("DD"), 2, iso, 8, 2);
    return text;
}

void MappedNames::fault(std::string_view section, std::string_view key, std::string_view wanted) {
    if (faults_.size() >= faults_max) return;
    if (!noted_.emplace(section, key).second) return;
    faults_.push_back(
        {ErrorKind::usage,
         "F_MAPPING",
         fmt::format(
             "[{}] {} expected for '{}', which posting {} has", section, wanted, key, posting_
         ),
         {mapping_.name, 0, 0}}
    );
}

std::string MappedNames::value(std::string_view section, std::string_view ours) {
    const auto table = mapping_.sections.find(std::string(section));
    if (table != mapping_.sections.end()) {
        const auto own = table->second.find(std::string(ours));
        if (own != table->second.end()) return own->second;
        const auto any = table->second.find("*");
        if (any != table->second.end()) return any->second == "*" ? std::string(ours) : any->second;
    }
    fault(section, ours, "a line");
    return {};
}

std::string MappedNames::short_value(
    std::string_view section, std::string_view ours, std::size_t size_max
) {
    std::string text = value(section, ours);
    if (text.size() > size_max) {
        fault(section, ours, fmt::format("a value of at most {} characters", size_max));
    }
    return text;
}

}  // namespace tieout
