// Accuracy against known answers, from the book and the decisions in its journal.
#include <unordered_map>

#include <fmt/core.h>

#include "engine/accuracy.h"
#include "io/cli/commands.h"
#include "io/containers/input.h"
#include "io/formats/source.h"
#include "io/formats/truth_file.h"
#include "io/report/evaluation_plots.h"
#include "io/report/evaluation_report.h"

namespace tieout {

namespace {

using Decisions = std::unordered_map<std::uint32_t, PaymentDecided>;

// The decision in force of every payment of the book, in one pass over the journal, without the
// words that accuracy does not need.
Result<Decisions> decisions_of(const Book& book, const Journal& journal) {
    Decisions decisions;
    decisions.reserve(book.payments.size());
    auto read = journal.read(1, [&](Sequence at, const Entry& entry) {
        const auto* decided = std::get_if<PaymentDecided>(&entry);
        if (decided == nullptr || slot(decided->payment) >= book.payments.size()) return true;
        if (book.payment(decided->payment).decided != at) return true;
        PaymentDecided kept = *decided;
        kept.terms.clear();
        kept.detail.clear();
        decisions.insert_or_assign(slot(kept.payment), std::move(kept));
        return true;
    });
    if (!read) return tl::make_unexpected(std::move(read).error());
    return decisions;
}

Result<EvaluationRequest> request_of(const Options& options) {
    EvaluationRequest request;
    request.target_bp = options.target_bp;
    request.confidence_bp = options.confidence_bp;
    if (options.traits.empty()) return request;
    Serial serial;
    const auto bytes = read_input(options.traits, serial);
    if (!bytes) return tl::make_unexpected(bytes.error());
    auto traits = read_traits(options.traits, *bytes);
    if (!traits) return tl::make_unexpected(std::move(traits).error());
    request.traits = std::move(*traits);
    return request;
}

Result<void> write_files(
    const Options& options,
    const std::vector<JudgedPayment>& judged,
    const EvaluationRequest& request
) {
    if (!options.details.empty()) {
        auto written = write_file(options.details, as_csv(judged_table(judged, request.traits)));
        if (!written) return written;
    }
    if (options.plots.empty()) return {};
    auto written = write_file(options.plots + "/coverage.svg", coverage_svg(judged, options.truth));
    if (!written) return written;
    return write_file(options.plots + "/reliability.svg", reliability_svg(judged, options.truth));
}

}  // namespace

Result<ExitCode> evaluate_command(const Options& options, const Settings& settings) {
    const auto request = request_of(options);
    if (!request) return tl::make_unexpected(request.error());
    Serial serial;
    const auto bytes = read_input(options.truth, serial);
    if (!bytes) return tl::make_unexpected(bytes.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    const auto truth = read_truth(book, options.truth, *bytes);
    if (!truth) return tl::make_unexpected(truth.error());
    const auto decisions = decisions_of(book, (*app)->journal());
    if (!decisions) return tl::make_unexpected(decisions.error());
    const auto judged = judge_payments(book, *truth, [&](PaymentNo no) {
        const auto found = decisions->find(slot(no));
        return found == decisions->end() ? nullptr : &found->second;
    });
    const auto written = write_files(options, judged, *request);
    if (!written) return tl::make_unexpected(written.error());
    const std::vector<NamedTable> tables = evaluation_tables(judged, *request);
    const std::string format = options.json ? "json" : options.format;
    if (format == "json") {
        print_out(evaluation_json(tables));
    } else {
        print_out(format == "csv" ? evaluation_csv(tables) : evaluation_text(tables, *request));
    }
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
