// How fast a book is kept: commits with real syncs, encoding, sealing, indexing, opening, proving.
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/sizes.h"
#include "storage/book_rows.h"
#include "storage/book_store.h"
#include "storage/codec.h"
#include "storage/proof.h"
#include "tests/storage/small_business.h"
#include "tests/storage/temp_folder.h"

namespace tieout {
namespace {

// Payments and their decisions, as one run makes them, and the book they belong to.
struct Work {
    Book book;
    std::vector<Entry> loading;
    std::vector<Entry> paying;
};

Work make_work(std::uint32_t payments) {
    Work work;
    SmallBusiness business(1);
    work.loading = business.load(work.book, payments / 20 + 1, payments * 2);
    std::vector<ChangedRow> changed;
    Sequence sequence = 0;
    for (const Entry& entry : work.loading)
        apply(work.book, ++sequence, entry, changed);
    work.paying = business.pay(work.book, payments);
    return work;
}

benchmark::Counter rate(std::uint64_t count) {
    return {static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate};
}

void encode_entries(benchmark::State& state) {
    const auto payments = static_cast<std::uint32_t>(state.range(0));
    const Work work = make_work(payments);
    std::string bytes;
    for (const Entry& entry : work.paying) {
        bytes.clear();
        encode_entry(entry, bytes);
        const auto read = decode_entry(bytes);
        if (!read || *read != entry) return state.SkipWithError("an entry is not read back");
    }
    std::size_t size = 0;
    for ([[maybe_unused]] auto _ : state) {
        bytes.clear();
        for (const Entry& entry : work.paying)
            encode_entry(entry, bytes);
        size = bytes.size();
        benchmark::DoNotOptimize(bytes.data());
    }
    state.counters["payments/s"] = rate(payments);
    state.counters["bytes/payment"] = static_cast<double>(size / payments);
}

void decode_entries(benchmark::State& state) {
    const auto payments = static_cast<std::uint32_t>(state.range(0));
    const Work work = make_work(payments);
    std::vector<std::string> records;
    for (const Entry& entry : work.paying)
        encode_entry(entry, records.emplace_back());
    for ([[maybe_unused]] auto _ : state) {
        for (std::size_t i = 0; i < records.size(); ++i) {
            const auto read = decode_entry(records[i]);
            if (!read) return state.SkipWithError("an entry is not read back");
            benchmark::DoNotOptimize(read->index());
        }
    }
    state.counters["payments/s"] = rate(payments);
}

// One append of so many entries, journal and anchor synced.
void commit_entries(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const TempFolder folder;
    JournalOptions options;
    options.book_folder = folder.path();
    options.book = {1, 2};
    std::vector<std::string> notices;
    auto journal = JournalFile::open(posix_files(), options, notices);
    if (!journal) return state.SkipWithError(journal.error().words.c_str());
    const Work work = make_work(static_cast<std::uint32_t>(count / 2 + 1));
    const std::span<const Entry> entries(work.paying.data() + 2, count);
    for ([[maybe_unused]] auto _ : state) {
        const auto last = (*journal)->append(entries, (*journal)->last());
        if (!last) return state.SkipWithError(last.error().words.c_str());
    }
    const Sequence expected = (*journal)->last();
    Sequence seen = 0;
    const auto done = (*journal)->read(1, [&](Sequence, const Entry& entry) {
        if (entry == entries[seen % count]) ++seen;
        return true;
    });
    if (!done || seen != expected)
        return state.SkipWithError("the journal is not what was appended");
    state.counters["commits/s"] = rate(1);
    state.counters["entries/s"] = rate(count);
}

void seal_payers(benchmark::State& state) {
    const auto count = static_cast<std::uint64_t>(state.range(0));
    const std::string text = "Example Trading GmbH|DE02120300000000202051|invoice 4711 and 4712";
    std::vector<std::string> owners;
    for (std::uint64_t i = 0; i < count; ++i)
        owners.push_back("payment/P" + std::to_string(i));
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        const TempFolder folder;
        const std::string master(32, 'm');
        if (!Seal::create(posix_files(), folder.path(), {1, 2}, master)) return;
        auto seal = std::move(*Seal::open(posix_files(), folder.path(), master));
        std::vector<std::string> notices;
        if (!seal->load(0, notices)) return state.SkipWithError("the keys cannot be read");
        std::string last;
        state.ResumeTiming();
        for (const std::string& owner : owners)
            last = seal->seal(owner, "payer", text).value_or("");
        state.PauseTiming();
        const auto opened = seal->open(owners.back(), "payer", last);
        if (!opened || *opened != text) return state.SkipWithError("a sealed text does not open");
        if (!seal->sync()) return state.SkipWithError("the keys cannot be synced");
        state.ResumeTiming();
    }
    state.counters["seals/s"] = rate(count);
}

void mark_accounts(benchmark::State& state) {
    const KeyedHash hash("0123456789abcdef0123456789abcdef");
    std::uint64_t i = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(hash.mark("DE0212030000000020205" + std::to_string(i++ % 10)));
    }
    state.counters["marks/s"] = rate(1);
}

StoreOptions options_in(const TempFolder& folder) {
    StoreOptions options;
    options.folder = folder.book();
    return options;
}

// A run through the store: keys, journal, anchor, rows; then the index behind it.
void commit_and_drain(benchmark::State& state) {
    const auto payments = static_cast<std::uint32_t>(state.range(0));
    std::uint64_t records = 0;
    std::uint64_t drain_us = 0;
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        const TempFolder folder;
        auto store = BookStore::open(options_in(folder));
        if (!store) return state.SkipWithError(store.error().words.c_str());
        const Work work = make_work(payments);
        const bool is_loaded = (*store)->commit_run(work.loading) && (*store)->drain();
        if (!is_loaded) return state.SkipWithError("the items cannot be loaded");
        state.ResumeTiming();
        if (!(*store)->commit_run(work.paying))
            return state.SkipWithError("the run is not committed");
        state.PauseTiming();
        records = (*store)->index_debt().records;
        const auto begin = std::chrono::steady_clock::now();
        if (!(*store)->drain()) return state.SkipWithError("the index cannot be drained");
        const auto spent = std::chrono::steady_clock::now() - begin;
        drain_us = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(spent).count()
        );
        if ((*store)->index_digest().value() != row_digest((*store)->book())) {
            return state.SkipWithError("the index is not the book");
        }
        state.ResumeTiming();
    }
    state.counters["payments/s"] = rate(payments);
    state.counters["debt"] = static_cast<double>(records);
    state.counters["drained/s"] =
        static_cast<double>(drain_us == 0 ? 0 : records * 1'000'000 / drain_us);
}

// Makes a book once and calls open(options) on it again and again.
template <class Prepare, class Measure>
void with_book(benchmark::State& state, Prepare&& prepare, Measure&& measure) {
    const auto payments = static_cast<std::uint32_t>(state.range(0));
    const TempFolder folder;
    Digest digest;
    {
        auto store = BookStore::open(options_in(folder));
        if (!store) return state.SkipWithError(store.error().words.c_str());
        const Work work = make_work(payments);
        const bool is_done = (*store)->commit_run(work.loading) &&
                             (*store)->commit_run(work.paying) && (*store)->close(true);
        if (!is_done) return state.SkipWithError("the book cannot be made");
        digest = row_digest((*store)->book());
    }
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        prepare(folder);
        state.ResumeTiming();
        auto store = BookStore::open(options_in(folder));
        if (!store) return state.SkipWithError(store.error().words.c_str());
        measure(state, **store);
        state.PauseTiming();
        if (row_digest((*store)->book()) != digest) return state.SkipWithError("another book");
        store->reset();
        state.ResumeTiming();
    }
    state.counters["items/s"] = rate(payments * 2);
    state.counters["payments/s"] = rate(payments);
}

void open_book(benchmark::State& state) {
    with_book(state, [](const TempFolder&) {}, [](benchmark::State&, BookStore&) {});
}

void rebuild_book(benchmark::State& state) {
    with_book(
        state,
        [](const TempFolder& folder) { std::filesystem::remove_all(folder.book() + "/index"); },
        [](benchmark::State&, BookStore&) {}
    );
}

void prove_book(benchmark::State& state) {
    with_book(
        state,
        [](const TempFolder&) {},
        [](benchmark::State& here, BookStore& store) {
            const auto proof = prove(store, posix_files());
            if (!proof || !proof->holds()) here.SkipWithError("the book does not prove");
        }
    );
}

// The small size verifies the answer in every test run; TIEOUT_BENCH=full adds the one to quote.
void sizes(benchmark::internal::Benchmark* bench) {
    bench->Unit(benchmark::kMillisecond)->Arg(1000);
    if (is_full_bench()) bench->Arg(100'000);
}

void commits(benchmark::internal::Benchmark* bench) {
    bench->UseRealTime()->Arg(1)->Arg(64)->Arg(4096);
    if (is_full_bench()) bench->Arg(1'000'000);
}

BENCHMARK(encode_entries)->Apply(sizes);
BENCHMARK(decode_entries)->Apply(sizes);
BENCHMARK(commit_entries)->Apply(commits);
BENCHMARK(seal_payers)->Apply(sizes);
BENCHMARK(mark_accounts);
BENCHMARK(commit_and_drain)->Apply(sizes)->UseRealTime();
BENCHMARK(open_book)->Apply(sizes)->UseRealTime();
BENCHMARK(rebuild_book)->Apply(sizes)->UseRealTime();
BENCHMARK(prove_book)->Apply(sizes)->UseRealTime();

}  // namespace
}  // namespace tieout
