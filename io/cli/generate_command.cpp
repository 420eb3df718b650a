// Made-up books with known answers: the full one, and the plain one that speed is measured with.
#include <algorithm>

#include <fmt/core.h>

#include "engine/check.h"
#include "io/cli/commands.h"
#include "io/cli/generate_profile.h"
#include "io/cli/workload.h"
#include "io/formats/source.h"
#include "io/synthetic/generator.h"

namespace tieout {

namespace embedded {
std::string_view generate_profile();
}

Result<Profile> read_profile(const std::string& name, std::string_view text) {
    Profile profile;
    const auto set = [&](const std::string& key, const std::string& value) {
        return set_rate(profile, key, value);
    };
    const auto shipped = read_rules("data/generate.toml", embedded::generate_profile(), set);
    check(shipped.has_value(), "the shipped rates can be read");
    const auto read = read_rules(name, text, set);
    if (!read) return tl::make_unexpected(read.error());
    return profile;
}

namespace {

MadeSize size_of(const Options& options) {
    return {options.customers, options.items, options.payments, options.seed};
}

// The formats of the list; remittances are no money of their own.
Result<GenerateRequest> request_of(const Options& options) {
    GenerateRequest request;
    request.size = size_of(options);
    std::string text;
    if (!options.profile.empty()) {
        Serial serial;
        auto bytes = read_input(options.profile, serial);
        if (!bytes) return tl::make_unexpected(std::move(bytes).error());
        text = std::move(*bytes);
    }
    auto profile = read_profile(options.profile, text);
    if (!profile) return tl::make_unexpected(std::move(profile).error());
    request.profile = *profile;
    if (options.formats.empty()) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(MadeFormat::count); ++i)
            request.formats.push_back(static_cast<MadeFormat>(i));
        return request;
    }
    request.with_remittances = false;
    std::string_view rest = options.formats;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = rest.substr(0, comma);
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        if (word == "remittances") {
            request.with_remittances = true;
            continue;
        }
        const auto format = made_format_of(word);
        if (!format) {
            return refuse(
                ErrorKind::usage,
                fmt::format(
                    "'{}' is none of payments, remittances, lockbox, bai2, nacha, camt, mt940, csv",
                    word
                )
            );
        }
        const auto& known = request.formats;
        if (std::find(known.begin(), known.end(), *format) == known.end())
            request.formats.push_back(*format);
    }
    if (request.formats.empty()) request.formats.push_back(MadeFormat::payments);
    return request;
}

Result<ExitCode> generate_plain(const Options& options) {
    const bool with_lockbox = options.formats.find("lockbox") != std::string::npos;
    WorkloadSize size;
    size.customers = options.customers;
    size.items = options.items;
    size.payments = options.payments;
    size.seed = options.seed;
    size.unreferenced_percent = options.unreferenced;
    size.items_max = options.items_max;
    size.is_payer_stated = options.is_payer_stated;
    const Workload work = make_workload(size, with_lockbox);
    std::vector<std::pair<std::string, const std::string*>> files{
        {"customers.csv", &work.customers_csv},
        {"items.ndjson", &work.items_ndjson},
        {"payments.ndjson", &work.payments_ndjson},
        {"truth.csv", &work.truth_csv},
    };
    if (with_lockbox) files.emplace_back("lockbox.bai", &work.lockbox_bai);
    for (const auto& [name, text] : files) {
        auto written = write_file(options.out + '/' + name, *text);
        if (!written) return tl::make_unexpected(written.error());
    }
    print_out(fmt::format(
        "{} customers, {} items, {} payments in {}\n",
        options.customers,
        options.items,
        work.payments,
        options.out
    ));
    return ExitCode::done;
}

}  // namespace

Result<ExitCode> generate_command(const Options& options, const Settings&) {
    if (options.is_plain) return generate_plain(options);
    const auto request = request_of(options);
    if (!request) return tl::make_unexpected(request.error());
    const auto made =
        generate_book(*request, [&](const std::string& path, const std::string& text) {
            return write_file(options.out + '/' + path, text);
        });
    if (!made) return tl::make_unexpected(made.error());
    print_out(fmt::format(
        "{} customers, {} items, {} payments in {} periods in {}; steps.txt says what to run\n",
        made->customers,
        made->items,
        made->payments,
        made->periods,
        options.out
    ));
    return ExitCode::done;
}

}  // namespace tieout
