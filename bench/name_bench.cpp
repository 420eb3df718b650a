// Payers' names looked up among 100,000 customers' names: the whole cascade, and the exact scan.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/sizes.h"
#include "engine/name_form.h"
#include "matching/name_index.h"
#include "tests/support/made_names.h"

namespace {

using namespace tieout;

struct NoisyName {
    std::string raw;
    CustomerNo meant{};
};

struct Names {
    std::vector<CustomerName> customers;
    std::vector<NoisyName> queries;
    NameIndex index;
};

// Names that differ in their normal form: nobody could tell the others apart by name.
const Names& made_names() {
    static const Names made = [] {
        Names all;
        NameMaker maker(20261122);
        const auto count = static_cast<std::size_t>(bench_size(10'000, 100'000));
        std::set<std::string> known;
        std::vector<std::string> raw;
        while (raw.size() < count) {
            std::string name = maker.name();
            NameForm form = name_forms(name).front();
            if (!known.insert(form.words).second) continue;
            all.customers.push_back({static_cast<CustomerNo>(raw.size()), std::move(form)});
            raw.push_back(std::move(name));
        }
        const auto wanted = static_cast<std::size_t>(bench_size(200, 2'000));
        while (all.queries.size() < wanted) {
            const int meant = maker.pick(0, static_cast<int>(count) - 1);
            std::string name = maker.noisy(raw[static_cast<std::size_t>(meant)]);
            if (name_forms(name).empty()) continue;
            all.queries.push_back({std::move(name), static_cast<CustomerNo>(meant)});
        }
        all.index = NameIndex(all.customers);
        return all;
    }();
    return made;
}

// Every name that a comparison with each single one finds, as pairs of name and similarity.
std::vector<std::pair<std::uint32_t, std::int32_t>> compare_all(
    const NameIndex& index, const NameForm& form
) {
    const NamePattern written(form.written);
    const NamePattern words(form.words);
    std::vector<std::pair<std::uint32_t, std::int32_t>> near;
    for (std::uint32_t name = 0; name < index.size(); ++name) {
        const std::int32_t ratio =
            std::max(written.ratio_bp(index.written(name)), words.ratio_bp(index.words(name)));
        if (ratio >= NameIndex::near_bp_min) near.emplace_back(name, ratio);
    }
    return near;
}

bool scan_is_exact(const Names& made, std::size_t queries) {
    NameWork work;
    for (std::size_t i = 0; i < std::min(queries, made.queries.size()); ++i) {
        const NameForm form = name_forms(made.queries[i].raw).front();
        std::vector<std::pair<std::uint32_t, std::int32_t>> found;
        for (const NearName& each : made.index.every_near(form, work).names)
            found.emplace_back(each.name, each.similarity_bp);
        std::sort(found.begin(), found.end());
        if (found != compare_all(made.index, form)) return false;
    }
    return true;
}

// Each query against all names: every one with a ratio of 85 % or more.
void name_scan(benchmark::State& state) {
    const Names& made = made_names();
    if (!scan_is_exact(made, 200)) {
        state.SkipWithError("the filter dropped or made up a name");
        return;
    }
    std::vector<NameForm> forms;
    for (const NoisyName& query : made.queries)
        forms.push_back(name_forms(query.raw).front());
    NameWork work;
    std::size_t at = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(made.index.every_near(forms[at], work).names.size());
        at = at + 1 == forms.size() ? 0 : at + 1;
    }
    state.counters["queries/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["names"] = static_cast<double>(made.index.size());
}

NearNames answer(const Names& made, const NoisyName& query, NameWork& work) {
    const std::vector<NameForm> forms = name_forms(query.raw);
    return made.index.search({forms.front(), query.raw.size()}, work);
}

// The share of queries whose best answer is the customer that was meant, and the same by how it was
// found.
void count_right(benchmark::State& state, const Names& made) {
    NameWork work;
    std::size_t right = 0;
    std::array<std::size_t, 5> found{};
    std::array<std::size_t, 5> right_by{};
    for (const NoisyName& query : made.queries) {
        const NearNames near = answer(made, query, work);
        if (near.names.empty()) continue;
        const auto how = static_cast<std::size_t>(near.names.front().how);
        const bool is_right = made.index.owners(near.names.front().name).front() == query.meant;
        ++found[how];
        right_by[how] += is_right;
        right += is_right;
    }
    const auto all = static_cast<double>(made.queries.size());
    state.counters["recall@1"] = static_cast<double>(right) / all;
    const char* const words[] = {"same", "near", "cut", "initials", "trigrams"};
    for (std::size_t how = 0; how < found.size(); ++how) {
        state.counters[std::string("by_") + words[how]] = static_cast<double>(found[how]) / all;
        state.counters[std::string("right_by_") + words[how]] =
            static_cast<double>(right_by[how]) /
            static_cast<double>(std::max<std::size_t>(found[how], 1));
    }
    if (static_cast<double>(right) < 0.96 * all) state.SkipWithError("fewer than 96 % are found");
}

// From the name as the bank gave it to the best answers.
void name_cascade(benchmark::State& state) {
    const Names& made = made_names();
    count_right(state, made);
    NameWork work;
    std::size_t at = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(answer(made, made.queries[at], work).names.size());
        at = at + 1 == made.queries.size() ? 0 : at + 1;
    }
    state.counters["queries/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// The index from normal forms, on one thread.
void name_index(benchmark::State& state) {
    const Names& made = made_names();
    std::size_t bytes = 0;
    for ([[maybe_unused]] auto _ : state) {
        const NameIndex index(made.customers);
        if (index.size() != made.customers.size()) {
            state.SkipWithError("a name is not in the index");
            return;
        }
        bytes = index.bytes();
    }
    const auto names = static_cast<double>(made.customers.size());
    state.counters["names/s"] = benchmark::Counter(
        names * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate
    );
    state.counters["bytes/name"] = static_cast<double>(bytes) / names;
}

}  // namespace

BENCHMARK(name_scan)->Unit(benchmark::kMicrosecond);
BENCHMARK(name_cascade)->Unit(benchmark::kMicrosecond);
BENCHMARK(name_index)->Unit(benchmark::kMillisecond);
