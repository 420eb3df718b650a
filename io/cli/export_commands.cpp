// The hand-off to the ERP: packages of postings, what was given to whom, and the ERP's answers.
#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/core.h>

#include "engine/erp_answers.h"
#include "io/cli/commands.h"
#include "io/cli/package_folder.h"
#include "io/containers/input.h"
#include "io/export/package.h"
#include "io/formats/answers_file.h"
#include "io/report/table.h"

namespace tieout {

namespace embedded {
std::string_view mapping_csv();
std::string_view mapping_ndjson();
std::string_view mapping_remt001();
std::string_view mapping_ubl();
std::string_view mapping_netsuite();
std::string_view mapping_d365();
std::string_view mapping_lockbox();
std::string_view mapping_sap();
}  // namespace embedded

namespace {

constexpr std::size_t consumer_letters_max = 16;
constexpr std::string_view usual_consumer = "erp";

std::string_view shipped_mapping(ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return embedded::mapping_csv();
        case ExportFormat::ndjson: return embedded::mapping_ndjson();
        case ExportFormat::remt001: return embedded::mapping_remt001();
        case ExportFormat::ubl: return embedded::mapping_ubl();
        case ExportFormat::netsuite: return embedded::mapping_netsuite();
        case ExportFormat::d365: return embedded::mapping_d365();
        case ExportFormat::lockbox: return embedded::mapping_lockbox();
        case ExportFormat::sap_remadv: return embedded::mapping_sap();
    }
    return {};
}

Result<ExportMapping> read_mapping(const std::string& file, ExportFormat format) {
    ExportMapping mapping;
    mapping.format = format;
    mapping.name = file.empty() ? fmt::format("data/mapping/{}.toml", word_of(format)) : file;
    std::string bytes(shipped_mapping(format));
    if (!file.empty()) {
        Serial serial;
        auto read = read_input(file, serial);
        if (!read) return tl::make_unexpected(read.error());
        bytes = std::move(*read);
    }
    const auto set = [&](const std::string& key, const std::string& value) {
        return set_mapping(mapping, key, value);
    };
    if (auto done = read_rules(mapping.name, bytes, set); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    if (auto done = check_mapping(mapping); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    mapping.digest = sha256(bytes);
    return mapping;
}

Result<ExportFormat> format_named(const std::string& word) {
    const auto format = export_format_of(word);
    if (format) return *format;
    return refuse(
        ErrorKind::usage,
        fmt::format("--format: one of {} expected, found '{}'", export_format_words(), word)
    );
}

Result<std::string> consumer_named(const std::string& word) {
    const std::string name = word.empty() ? std::string(usual_consumer) : word;
    const bool is_plain = std::all_of(name.begin(), name.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
    });
    if (is_plain && name.size() <= consumer_letters_max) return name;
    return refuse(
        ErrorKind::usage,
        fmt::format(
            "--consumer: at most {} letters, digits, - and _ expected, found '{}'",
            consumer_letters_max,
            name
        )
    );
}

// What is to be exported, as the options say and the book has it.
struct ExportPlan {
    std::string consumer;
    ExportFormat format = ExportFormat::csv;
    HandOffRange range;
    const ExportRow* again = nullptr;

    bool is_empty() const { return range.first > range.last; }
};

Result<ExportPlan> plan_again(const Book& book, const Options& options) {
    ExportPlan plan;
    const std::uint64_t number = *options.export_again;
    if (options.export_from || options.export_to || !options.export_consumer.empty()) {
        return refuse(ErrorKind::usage, "--again gives one export as it was, with nothing else");
    }
    if (number == 0 || number > book.exports.size()) {
        return refuse(ErrorKind::not_found, fmt::format("there is no export {}", number));
    }
    const ExportRow& row = book.exports[number - 1];
    const auto format = export_format_of(row.format);
    if (!format) return refuse(ErrorKind::damaged, "an export of an unknown format");
    if (!options.format.empty() && options.format != row.format) {
        return refuse(
            ErrorKind::usage, fmt::format("export {} was in the format {}", number, row.format)
        );
    }
    plan.consumer = row.consumer;
    plan.format = *format;
    plan.range = {row.first, row.last, row.entry};
    plan.again = &row;
    return plan;
}

Result<ExportPlan> plan_of(const Book& book, const Options& options) {
    if (options.export_again) return plan_again(book, options);
    ExportPlan plan;
    const auto format = format_named(options.format);
    if (!format) return tl::make_unexpected(format.error());
    const auto consumer = consumer_named(options.export_consumer);
    if (!consumer) return tl::make_unexpected(consumer.error());
    plan.format = *format;
    plan.consumer = *consumer;
    const std::uint64_t had = book.exported_to(plan.consumer);
    plan.range.first = options.export_from.value_or(had + 1);
    plan.range.last = options.export_to.value_or(book.postings);
    if (plan.range.first == 0 || plan.range.first > had + 1) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "--from: {} has had the postings up to {}, so at most {} expected: none may be "
                "passed over",
                plan.consumer,
                had,
                had + 1
            )
        );
    }
    if (plan.range.last > book.postings) {
        return refuse(
            ErrorKind::usage, fmt::format("--to: the book has {} postings", book.postings)
        );
    }
    if (options.export_to && plan.is_empty()) {
        return refuse(ErrorKind::usage, "--to: not before --from expected");
    }
    plan.range.last = std::min(plan.range.last, plan.range.first + hand_offs_max - 1);
    return plan;
}

Result<void> check_same(const ExportPlan& plan, const Digest& mapping, const Digest& made) {
    if (plan.again == nullptr) return {};
    if (plan.again->mapping != mapping) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "the export was made with another mapping, of SHA-256 {}",
                to_hex(plan.again->mapping)
            )
        );
    }
    if (plan.again->digest == made) return {};
    return refuse(
        ErrorKind::usage,
        "the book does not give the bytes of that export again: customers, items or accounts were "
        "loaded since, a name was erased, or --excel differs"
    );
}

Result<ExitCode> ended(App& app, ExitCode code) {
    auto closed = app.close();
    if (!closed) return tl::make_unexpected(closed.error());
    return code;
}

Result<ExitCode> refuse_mapping(const std::vector<Error>& faults) {
    for (const Error& fault : faults)
        print_note(to_text(fault) + '\n');
    return refuse(
        ErrorKind::usage,
        fmt::format("{} values have no place in the mapping: nothing was written", faults.size())
    );
}

std::string counts_of(const Book& book) {
    std::uint64_t accepted = 0;
    for (const ErpAnswer& row : book.erp_answers)
        accepted += row.state == ErpState::accepted ? 1 : 0;
    const std::uint64_t rejected = book.erp_answers.size() - accepted;
    return fmt::format(
        "{} postings: {} accepted, {} rejected, {} pending, {} of them not handed over\n",
        book.postings,
        accepted,
        rejected,
        book.postings - book.erp_answers.size(),
        book.postings - book.exported()
    );
}

}  // namespace

Result<ExitCode> export_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    App& tieout = **app;
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    const auto plan = plan_of(tieout.book(), options);
    if (!plan) return tl::make_unexpected(plan.error());
    if (options.is_excel && plan->format != ExportFormat::csv) {
        return refuse(ErrorKind::usage, "--excel is for --format csv: machines read the others");
    }
    const auto mapping = read_mapping(options.mapping, plan->format);
    if (!mapping) return tl::make_unexpected(mapping.error());
    if (plan->is_empty()) {
        print_out(fmt::format("nothing new for {}\n", plan->consumer));
        return ended(tieout, options.strict ? ExitCode::nothing_new : ExitCode::done);
    }
    const auto read =
        read_hand_offs(tieout.book(), tieout.journal(), tieout.secrets(), plan->range);
    if (!read) return tl::make_unexpected(read.error());
    const ExportBatch batch{tieout.book(), plan->consumer, read->all, options.is_excel};
    const MadePackage made = make_package(batch, *mapping);
    if (!made.faults.empty()) return refuse_mapping(made.faults);
    if (auto same = check_same(*plan, mapping->digest, made.digest); !same) {
        return tl::make_unexpected(same.error());
    }
    const std::string folder = options.out.empty() ? settings.book + "/exports" : options.out;
    if (!options.is_check) {
        const auto written = write_package(folder, batch.name(), made.package);
        if (!written) return tl::make_unexpected(written.error());
    }
    if (!options.is_check && plan->again == nullptr) {
        ExportRow row;
        row.consumer = plan->consumer;
        row.format = word_of(plan->format);
        row.mapping = mapping->digest;
        row.first = batch.first();
        row.last = batch.last();
        row.rows = made.package.rows;
        row.digest = made.digest;
        row.day = *day;
        const auto run = tieout.commit({RunKind::hand_off, *day}, {ExportMade{std::move(row)}});
        if (!run) return tl::make_unexpected(run.error());
    }
    if (options.json) {
        print_out(made.package.files.back().bytes);
    } else {
        print_out(fmt::format(
            "{}: postings {} to {} as {}, {} rows, {} by hand\n",
            batch.name(),
            batch.first(),
            batch.last(),
            word_of(plan->format),
            made.package.rows,
            made.package.by_hand
        ));
    }
    if (options.is_check) {
        print_note("nothing was written\n");
    } else {
        print_note(fmt::format("Package: {}/{}\n", folder, batch.name()));
    }
    const bool waits = options.strict && made.package.by_hand != 0;
    return ended(tieout, waits ? ExitCode::people_wait : ExitCode::done);
}

Result<ExitCode> export_list_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    Table table;
    table.columns = {
        {"export", true},
        {"consumer"},
        {"format"},
        {"first", true},
        {"last", true},
        {"rows", true},
        {"day"},
        {"mapping"},
        {"digest"}
    };
    for (std::size_t i = 0; i < book.exports.size(); ++i) {
        const ExportRow& row = book.exports[i];
        table.rows.push_back(
            {fmt::format("{}", i + 1),
             row.consumer,
             row.format,
             fmt::format("{}", row.first),
             fmt::format("{}", row.last),
             fmt::format("{}", row.rows),
             format_date(row.day),
             to_hex(row.mapping).substr(0, 16),
             to_hex(row.digest).substr(0, 16)}
        );
    }
    print_out(options.json ? as_json(table) : as_text(table));
    if (!options.json) print_out('\n' + counts_of(book));
    return ended(**app, ExitCode::done);
}

Result<ExitCode> export_answers_command(const Options& options, const Settings& settings) {
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    if (options.files.size() != 1) {
        return refuse(ErrorKind::usage, "export answers takes one file");
    }
    const std::string& file = options.files.front();
    Serial serial;
    const auto bytes = read_input(file, serial);
    if (!bytes) return tl::make_unexpected(bytes.error());
    const auto read = read_answers(file, *bytes);
    if (!read) return tl::make_unexpected(read.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    auto judged = judge_answers((*app)->book(), (*app)->journal(), file, read->answers, *day);
    if (!judged) return tl::make_unexpected(judged.error());
    if (!judged->entries.empty()) {
        const auto run = (*app)->commit({RunKind::hand_off, *day}, std::move(judged->entries));
        if (!run) return tl::make_unexpected(run.error());
    }
    for (const Error& fault : read->faults)
        print_note(to_text(fault) + '\n');
    for (const Error& fault : judged->faults)
        print_note(to_text(fault) + '\n');
    print_out(fmt::format(
        "{} accepted, {} rejected, {} known already, {} refused\n",
        judged->accepted,
        judged->rejected,
        judged->repeated,
        read->faults.size() + judged->faults.size()
    ));
    const bool refused = !read->faults.empty() || !judged->faults.empty();
    const bool is_nothing = judged->accepted + judged->rejected == 0;
    ExitCode code = refused ? ExitCode::some_refused : ExitCode::done;
    if (!refused && options.strict && judged->rejected != 0) code = ExitCode::people_wait;
    if (!refused && options.strict && is_nothing) code = ExitCode::nothing_new;
    return ended(**app, code);
}

}  // namespace tieout
