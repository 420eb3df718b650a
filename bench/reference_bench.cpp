// Document numbers read from free text, and looked up in a book.
#include <random>

#include <benchmark/benchmark.h>

#include "matching/reading.h"
#include "tests/support/builders.h"

namespace {

using namespace tieout;

void read_memo(benchmark::State& state) {
    ReferenceReader reader;
    const std::string_view memo = "payment of INV-90017 and 90018/19, thank you, 2026-03-15";
    const auto& tokens = reader.read(memo, 123'456, usd());
    if (tokens.empty() || tokens.front().form != "INV90017") {
        state.SkipWithError("the first token is wrong");
        return;
    }
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(reader.read(memo, 123'456, usd()).size());
    }
    state.counters["memos/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// Look-ups of random numbers in a book of so many items.
void look_up(benchmark::State& state) {
    BookBuilder builder;
    const CustomerNo owner = builder.customer("10");
    const auto items = static_cast<std::size_t>(state.range(0));
    builder.book.reserve_items(items);
    for (std::size_t i = 0; i < items; ++i) {
        OpenItem row;
        row.customer = owner;
        row.currency = usd();
        row.amount = row.open = 100;
        row.document = std::to_string(90'000'000 + i);
        builder.book.add(std::move(row));
    }
    std::mt19937_64 random(3);
    for (int i = 0; i < 100'000; ++i) {
        Payment& payment = builder.payments.emplace_back();
        payment.currency = usd();
        payment.amount = 100;
        payment.memo = kept(std::to_string(90'000'000 + random() % items));
    }
    std::vector<const Payment*> batch;
    for (const Payment& payment : builder.payments)
        batch.push_back(&payment);
    const std::vector<EntityNo> entities(batch.size(), EntityNo{0});
    const MatchRequest request{builder.book, builder.policy, builder.secrets, batch, entities};
    BookReader reader(request);
    for ([[maybe_unused]] auto _ : state) {
        ReadingBlock block;
        reader.read(0, batch.size(), block);
        if (block.hits.size() != batch.size()) {
            state.SkipWithError("a number was not found");
            return;
        }
    }
    state.counters["look-ups/s"] = benchmark::Counter(
        static_cast<double>(batch.size()) * static_cast<double>(state.iterations()),
        benchmark::Counter::kIsRate
    );
}

}  // namespace

BENCHMARK(read_memo);
BENCHMARK(look_up)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
