// How fast rows of our own formats are read, on one and two threads.
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include "engine/parallel.h"
#include "io/formats/recognise.h"

namespace tieout {
namespace {

constexpr int rows_count = 100'000;
constexpr std::uint32_t seed = 20260316;

// Threads that take the next task until none is left; stands in for the pool of the program.
class Threads final : public Parallel {
public:
    explicit Threads(unsigned count) : count_(count) {}

    void for_each(std::size_t count, const std::function<void(std::size_t)>& task) override {
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            for (std::size_t i = next++; i < count; i = next++)
                task(i);
        };
        std::vector<std::thread> others;
        for (unsigned i = 1; i < count_; ++i)
            others.emplace_back(work);
        work();
        for (std::thread& other : others)
            other.join();
    }

    unsigned threads() const override { return count_; }

private:
    unsigned count_;
};

struct Generated {
    std::string text;
    std::size_t records = 0;
    WideMinor sum = 0;  // what the movements must add up to
};

// Amounts between 1.00 and 9,999.99, the same in every run.
class Amounts {
public:
    Minor next() { return static_cast<Minor>(100 + random_() % 999'900); }

private:
    std::mt19937 random_{seed};
};

std::string decimal(Minor cents) {
    return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

Generated ndjson_payments() {
    Generated made;
    Amounts amounts;
    for (int i = 0; i < rows_count; ++i) {
        const Minor cents = amounts.next();
        made.sum += cents;
        made.text += fmt::format(
            "{{\"payment\":\"PAY-{:09}\",\"booking_date\":\"2026-03-16\",\"account\":\"121042882/"
            "4000123456\",\"currency\":\"USD\",\"amount\":\"{}\",\"method\":\"ach\",\"payer_name\":"
            "\"Company Number {:06} "
            "Inc\",\"payer_account\":\"021000021/{:09}\",\"memo\":\"INV-{:07} "
            "INV-{:07}\"}}\n",
            i,
            decimal(cents),
            i % 5000,
            i % 5000,
            i,
            i + 1
        );
    }
    made.records = rows_count;
    return made;
}

Generated csv_items() {
    Generated made;
    Amounts amounts;
    made.text = "document,customer,currency,amount,invoice_date,due_date,terms\n";
    for (int i = 0; i < rows_count; ++i) {
        const Minor cents = amounts.next();
        made.sum += cents;
        made.text += fmt::format(
            "INV-{:07},C{:05},USD,{},2026-02-{:02},2026-03-{:02},2/10n30\n",
            i,
            i % 5000,
            decimal(cents),
            i % 28 + 1,
            i % 28 + 1
        );
    }
    made.records = rows_count;
    return made;
}

bool is_right(const IntakeFile& file, const Generated& made) {
    WideMinor sum = 0;
    std::size_t records = 0;
    for (const Unit& unit : file.units) {
        if (unit.state != UnitState::taken) return false;
        records += unit.movements.size();
        for (const Payment& payment : unit.movements)
            sum += payment.amount;
    }
    return file.faults.empty() && records == made.records && sum == made.sum;
}

void count(benchmark::State& state, const Generated& made) {
    const auto rounds = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<std::int64_t>(made.records));
    state.SetBytesProcessed(rounds * static_cast<std::int64_t>(made.text.size()));
}

void parse(benchmark::State& state, Generated (*make)()) {
    const Generated made = make();
    Threads threads(static_cast<unsigned>(state.range(0)));
    const ReadOptions options;
    if (!is_right(read_bank_file("bench", made.text, options, threads), made)) {
        state.SkipWithError("the payments do not add up to what was generated");
        return;
    }
    for ([[maybe_unused]] auto _ : state) {
        IntakeFile file = read_bank_file("bench", made.text, options, threads);
        benchmark::DoNotOptimize(file.units.data());
        state.PauseTiming();  // giving the memory back is not reading
        file = {};
        state.ResumeTiming();
    }
    count(state, made);
}

void parse_items(benchmark::State& state) {
    const Generated made = csv_items();
    Threads threads(static_cast<unsigned>(state.range(0)));
    const Result<MasterFile> first = read_master_file("bench", made.text, {}, threads);
    WideMinor sum = 0;
    if (first) {
        for (const MasterRow& row : first->rows)
            sum += std::get<ItemRecord>(row.record).amount;
    }
    if (sum != made.sum) {
        state.SkipWithError("the items do not add up to what was generated");
        return;
    }
    for ([[maybe_unused]] auto _ : state) {
        Result<MasterFile> file = read_master_file("bench", made.text, {}, threads);
        benchmark::DoNotOptimize(file->rows.data());
        state.PauseTiming();
        file = MasterFile{};
        state.ResumeTiming();
    }
    count(state, made);
}

void parse_ndjson_payments(benchmark::State& state) {
    parse(state, ndjson_payments);
}

BENCHMARK(parse_ndjson_payments)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(parse_items)
    ->Name("parse_csv_items")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tieout
