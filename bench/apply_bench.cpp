// A whole batch: NDJSON bytes to the acknowledgement of a durable run, image warm; reports apart.
#include <chrono>
#include <filesystem>
#include <thread>

#include <benchmark/benchmark.h>

#include "bench/sizes.h"
#include "engine/cash_run.h"
#include "engine/load_run.h"
#include "engine/run_entries.h"
#include "io/cli/app.h"
#include "io/cli/workload.h"
#include "io/formats/recognise.h"
#include "io/report/run_report.h"
#include "storage/book_store.h"

namespace tieout {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A book in a folder of its own, loaded with the workload's customers and items.
class Loaded {
public:
    explicit Loaded(const Workload& work) {
        std::string name = (std::filesystem::temp_directory_path() / "tieout-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        Settings settings;
        settings.book = folder_ + "/book";
        settings.user = "bench";
        settings.log_level = "error";
        settings.threads = std::max(1U, std::thread::hardware_concurrency());
        auto app = App::open(settings, true);
        if (!app) return;
        app_ = std::move(*app);
        auto customers = read_master_file("customers.csv", work.customers_csv, {}, parallel());
        auto items = read_master_file("items.ndjson", work.items_ndjson, {}, parallel());
        if (!customers || !items) return;
        LoadOutcome loaded =
            load_run(app_->book(), app_->secrets(), parallel(), {*customers, *items}, false);
        if (!app_->commit({RunKind::load, today()}, std::move(loaded.entries))) return;
        if (!app_->close()) return;
        // Opened again, as a day's work finds it: the index at rest, the image warm.
        app_.reset();
        auto opened = App::open(settings, false);
        if (!opened) return;
        app_ = std::move(*opened);
        is_ready_ = true;
    }

    ~Loaded() {
        if (app_) (void)app_->close();
        app_.reset();
        std::error_code error;
        std::filesystem::remove_all(folder_, error);
    }

    bool is_ready() const { return is_ready_; }

    App& app() { return *app_; }

    Parallel& parallel() { return app_->parallel(); }

private:
    std::string folder_;
    std::unique_ptr<App> app_;
    bool is_ready_ = false;
};

struct Figures {
    double durable_s = 0;
    double reports_s = 0;
    double drain_s = 0;
    std::uint64_t debt = 0;
    bool is_right = false;
};

Figures apply_once(Loaded& loaded, const Workload& work) {
    App& app = loaded.app();
    Figures figures;
    const auto begin = Clock::now();
    std::vector<IntakeFile> files;
    files.push_back(read_bank_file("payments.ndjson", work.payments_ndjson, {}, app.parallel()));
    CashOutcome outcome = judge_batch(
        app.book(), app.journal(), app.secrets(), app.matcher(), app.parallel(), std::move(files)
    );
    RunEntries entries(app.book(), app.secrets(), app.parallel(), outcome);
    const auto run = app.commit_slices(
        {RunKind::apply, today(), outcome.movements.size()},
        [&](EntrySlice& slice) { return entries.next(slice); }
    );
    figures.durable_s = seconds_since(begin);
    if (!run) return figures;
    const auto reporting = Clock::now();
    const RunReport report =
        run_report(app.book(), outcome, {*run, today(), false}, app.parallel());
    benchmark::DoNotOptimize(report.payments_csv.data());
    figures.reports_s = seconds_since(reporting);
    const auto draining = Clock::now();
    app.store().owe_rows();
    figures.debt = app.store().index_debt().records;
    const bool drained = app.store().drain().has_value();
    figures.drain_s = seconds_since(draining);
    std::uint64_t applied = 0;
    for (const Movement& movement : outcome.movements) {
        applied += movement.status == PaymentStatus::applied ? 1U : 0U;
    }
    figures.is_right = drained && applied == work.payments;
    return figures;
}

// Arguments: payments, and whether the payer is stated by customer number (else found by account).
void apply_exact(benchmark::State& state) {
    WorkloadSize size;
    size.payments = static_cast<std::uint64_t>(state.range(0));
    size.items = size.payments;
    size.customers = std::max<std::uint64_t>(10, size.payments / 10);
    size.unreferenced_percent = 0;
    size.items_max = 1;
    size.is_payer_stated = state.range(1) != 0;
    const Workload work = make_workload(size, false);
    for ([[maybe_unused]] auto _ : state) {
        Loaded loaded(work);
        if (!loaded.is_ready()) {
            state.SkipWithError("the book could not be made");
            return;
        }
        const std::size_t bytes = loaded.app().book().bytes();
        const Figures figures = apply_once(loaded, work);
        if (!figures.is_right) {
            state.SkipWithError("not every payment was applied");
            return;
        }
        state.SetIterationTime(figures.durable_s);
        const auto payments = static_cast<double>(work.payments);
        state.counters["payments/s"] = payments / figures.durable_s;
        state.counters["with_reports/s"] = payments / (figures.durable_s + figures.reports_s);
        state.counters["image_bytes/item"] =
            static_cast<double>(bytes) / static_cast<double>(size.items);
        state.counters["index_debt"] = static_cast<double>(figures.debt);
        state.counters["drain_s"] = figures.drain_s;
    }
}

void sizes(benchmark::internal::Benchmark* bench) {
    for (const std::int64_t stated : {1, 0})
        bench->Args({bench_size(2'000, 1'000'000), stated});
}

BENCHMARK(apply_exact)->Apply(sizes)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tieout
