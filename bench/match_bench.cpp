// A batch of payments through the whole matcher: exactly referenced, and naming nothing.
#include <memory>
#include <random>

#include <benchmark/benchmark.h>

#include "bench/sizes.h"
#include "engine/name_form.h"
#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

namespace {

using namespace tieout;

enum class Naming {
    lines,
    memo,
    nothing
};

// `payments` payments of one or two items each, fifteen items a customer.
struct Workload {
    BookBuilder builder;
    std::vector<const Payment*> batch;
    std::vector<EntityNo> entities;

    Workload(std::size_t payments, Naming naming, bool states_customer) {
        std::mt19937_64 random(1);
        const std::size_t items = payments + payments / 2;
        const std::size_t customers = payments / 10;
        builder.book.reserve_items(items);
        for (std::size_t i = 0; i < customers; ++i)
            builder.customer(std::to_string(100'000 + i));
        std::vector<Minor> amounts;
        for (std::size_t i = 0; i < items; ++i) {
            OpenItem row;
            // The second items stand behind: of every other payment, the same customer's.
            const std::size_t payer = i < payments ? i : 2 * (i - payments) + 1;
            row.customer = static_cast<CustomerNo>(payer % customers);
            row.currency = usd();
            row.amount = 1'000 + static_cast<Minor>(random() % 50'000'000);
            row.open = row.amount;
            row.invoice_date = Date(20'000);
            row.due_date = Date(20'030);
            row.document = std::to_string(90'000'000 + i);
            amounts.push_back(row.amount);
            builder.book.add(std::move(row));
        }
        for (std::size_t p = 0; p < payments; ++p) {
            Payment& payment = builder.payments.emplace_back();
            payment.payment = kept("P" + std::to_string(p));
            payment.currency = usd();
            payment.booking_date = Date(20'025);
            if (states_customer) payment.customer = kept(std::to_string(100'000 + p % customers));
            name(payment, p, amounts[p], naming);
            const std::size_t second = payments + p / 2;
            if (p % 2 == 1) name(payment, second, amounts[second], naming);
        }
        for (const Payment& payment : builder.payments)
            batch.push_back(&payment);
        entities.assign(batch.size(), EntityNo{0});
    }

    static void name(Payment& payment, std::size_t item, Minor amount, Naming naming) {
        payment.amount += amount;
        const Text document = kept(std::to_string(90'000'000 + item));
        if (naming == Naming::lines) {
            RemittanceLine line;
            line.reference = document;
            line.net = amount;
            payment.remittance.push_back(std::move(line));
        }
        if (naming == Naming::memo)
            payment.memo =
                kept(payment.memo.str() + (payment.memo.empty() ? "INV " : " ") + document.str());
    }

    std::vector<Match> match(Matcher& matcher) const {
        std::vector<Match> answers(batch.size());
        std::vector<Match*> places;
        for (Match& answer : answers)
            places.push_back(&answer);
        matcher.match({builder.book, builder.policy, builder.secrets, batch, entities}, places);
        return answers;
    }
};

void match(benchmark::State& state, Naming naming, bool states_customer) {
    const Workload work(static_cast<std::size_t>(state.range(0)), naming, states_customer);
    TieredMatcher matcher(static_cast<unsigned>(state.range(1)));
    std::size_t applied = 0;
    for (const Match& each : work.match(matcher)) {
        applied += each.status == PaymentStatus::applied ? 1U : 0U;
    }
    if (naming != Naming::nothing && applied * 100 < work.batch.size() * 99) {
        state.SkipWithError("not every referenced payment was applied");
        return;
    }
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(work.match(matcher));
    }
    state.counters["payments/s"] = benchmark::Counter(
        static_cast<double>(work.batch.size()) * static_cast<double>(state.iterations()),
        benchmark::Counter::kIsRate
    );
    state.counters["applied"] = static_cast<double>(applied);
}

void name_form_ascii(benchmark::State& state) {
    if (name_forms("ACME Tools, Inc.").front().words != "acme tools") {
        state.SkipWithError("the form is wrong");
        return;
    }
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(name_forms("Example Trading Company of Nowhere, Inc."));
    }
}

}  // namespace

BENCHMARK_CAPTURE(match, lines_and_customer, Naming::lines, true)
    ->Args({10'000, 1})
    ->Args({bench_size(20'000, 1'000'000), 1})
    ->Args({bench_size(20'000, 1'000'000), 2})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(match, memo_and_customer, Naming::memo, true)
    ->Args({bench_size(20'000, 1'000'000), 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(match, lines_only, Naming::lines, false)
    ->Args({bench_size(20'000, 1'000'000), 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(match, nothing_named, Naming::nothing, true)
    ->Args({bench_size(5'000, 100'000), 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(name_form_ascii);
