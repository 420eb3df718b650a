// How fast the reader of each bank format is, beside what merely walking over the bytes costs.
#include <cstring>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <expat.h>
#include <simdjson.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "bench/bank_files.h"
#include "bench/memory_peak.h"
#include "bench/sizes.h"
#include "io/formats/bai2.h"
#include "io/formats/camt.h"
#include "io/formats/cfonb.h"
#include "io/formats/coda.h"
#include "io/formats/csv_statement.h"
#include "io/formats/edifact.h"
#include "io/formats/exchange.h"
#include "io/formats/lockbox.h"
#include "io/formats/mt940.h"
#include "io/formats/nacha.h"
#include "io/formats/recognise.h"
#include "io/formats/x12.h"

namespace tieout {
namespace {

constexpr std::int64_t small_bytes = 200'000;
constexpr std::int64_t full_bytes = 110'000'000;

using Maker = BankFile (*)(std::size_t bytes);
using Reader = void (*)(const Source& source, IntakeFile& file);

// The file that was made last: benches of one format follow one another.
const BankFile& made_by(Maker maker) {
    static BankFile file;
    static Maker last = nullptr;
    if (last != maker) {
        file = {};
        file = maker(static_cast<std::size_t>(bench_size(small_bytes, full_bytes)));
        last = maker;
    }
    return file;
}

bool is_right(const IntakeFile& file, const BankFile& made) {
    WideMinor sum = 0;
    std::size_t movements = 0;
    const auto all_tie = [](const std::vector<Control>& controls) {
        for (const Control& control : controls) {
            if (!control.ties()) return false;
        }
        return true;
    };
    for (const Unit& unit : file.units) {
        if (unit.state != UnitState::taken || !all_tie(unit.controls)) return false;
        movements += unit.movements.size();
        for (const Payment& payment : unit.movements)
            sum += payment.amount;
    }
    return !file.refused && all_tie(file.controls) && file.faults.empty() &&
           file.warnings.empty() && file.units.size() == made.units &&
           movements == made.movements && sum == made.sum;
}

void count(benchmark::State& state, const BankFile& made) {
    const auto rounds = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<std::int64_t>(made.movements));
    state.SetBytesProcessed(rounds * static_cast<std::int64_t>(made.text.size()));
}

template <class Read>
void measure(benchmark::State& state, Maker maker, const Read& read) {
    const BankFile& made = made_by(maker);
    {
        const MemoryPeak memory;
        const IntakeFile file = read(made.text);
        const auto bytes = static_cast<double>(made.text.size());
        state.counters["kept/byte"] = static_cast<double>(memory.kept()) / bytes;
        state.counters["peak/byte"] = static_cast<double>(memory.above()) / bytes;
        if (!is_right(file, made)) {
            state.SkipWithError("what was read is not what was made");
            return;
        }
    }
    for ([[maybe_unused]] auto _ : state) {
        IntakeFile file = read(made.text);
        benchmark::DoNotOptimize(file.units.data());
        state.PauseTiming();  // giving the memory back is not reading
        file = {};
        state.ResumeTiming();
    }
    count(state, made);
}

// The reader alone, from bytes in memory to units with their controls.
void reader_alone(benchmark::State& state, Maker maker, Reader reader) {
    measure(state, maker, [&](std::string_view text) {
        IntakeFile file;
        reader(Source("bench", text), file);
        return file;
    });
}

// With all that belongs to a file: recognised, its digest taken, every movement given its id.
void whole_file(benchmark::State& state, Maker maker) {
    Serial serial;
    measure(state, maker, [&](std::string_view text) {
        return read_bank_file("bench", text, {}, serial);
    });
}

Currency dollars() {
    return Currency::find("USD").value_or(Currency{});
}

void read_base_lockbox(const Source& source, IntakeFile& file) {
    read_lockbox(source, {}, dollars(), file);
}

void read_own_payments(const Source& source, IntakeFile& file) {
    Serial serial;
    read_payments(source, {}, serial, file);
}

struct Format {
    const char* name;
    Maker maker;
    Reader reader;
};

const Format formats[] = {
    {"bai2", make_bai2, [](const Source& s, IntakeFile& f) { read_bai2(s, dollars(), f); }},
    {"lockbox", make_lockbox, read_base_lockbox},
    {"ndjson", make_ndjson, read_own_payments},
    {"csv", make_csv, [](const Source& s, IntakeFile& f) { read_csv_export(s, {}, f); }},
    {"nacha", make_nacha, [](const Source& s, IntakeFile& f) { read_nacha(s, dollars(), f); }},
    {"mt940", make_mt940, read_mt940},
    {"x12", make_x12, [](const Source& s, IntakeFile& f) { read_x12(s, dollars(), f); }},
    {"camt", make_camt, read_camt},
    {"coda", make_coda, read_coda},
    {"cfonb", make_cfonb, [](const Source& s, IntakeFile& f) { read_cfonb(s, {}, f); }},
    {"edifact", make_edifact, [](const Source& s, IntakeFile& f) { read_edifact(s, {}, f); }},
};

// Ceilings: what the bytes cost when nothing is made of them.

void ceiling_line_split(benchmark::State& state) {
    const BankFile& made = made_by(make_bai2);
    std::size_t lines = 0;
    for ([[maybe_unused]] auto _ : state) {
        lines = 0;
        std::string_view rest = made.text;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            if (end == std::string_view::npos) break;
            rest.remove_prefix(end + 1);
            ++lines;
        }
        benchmark::DoNotOptimize(lines);
    }
    if (lines < made.movements) state.SkipWithError("lines were lost");
    count(state, made);
}

// The place of every comma and line end, as an index of them would need it.
std::uint64_t sum_of_marks(std::string_view text) {
    std::uint64_t sum = 0;
    std::size_t at = 0;
#ifdef __SSE2__
    const __m128i comma = _mm_set1_epi8(',');
    const __m128i line = _mm_set1_epi8('\n');
    for (; at + 64 <= text.size(); at += 64) {
        std::uint64_t marks = 0;
        for (std::size_t part = 0; part < 4; ++part) {
            const auto* from = reinterpret_cast<const __m128i*>(text.data() + at + 16 * part);
            const __m128i bytes = _mm_loadu_si128(from);
            const __m128i hits =
                _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, line));
            marks |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(hits))}
                     << (16 * part);
        }
        for (; marks != 0; marks &= marks - 1)
            sum += at + static_cast<std::size_t>(__builtin_ctzll(marks));
    }
#endif
    for (; at < text.size(); ++at) {
        if (text[at] == ',' || text[at] == '\n') sum += at;
    }
    return sum;
}

void ceiling_delimiter_scan(benchmark::State& state) {
    const BankFile& made = made_by(make_bai2);
    std::uint64_t wanted = 0;
    for (std::size_t at = 0; at < made.text.size(); ++at) {
        if (made.text[at] == ',' || made.text[at] == '\n') wanted += at;
    }
    if (sum_of_marks(made.text) != wanted) {
        state.SkipWithError("marks were lost");
        return;
    }
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(sum_of_marks(made.text));
    count(state, made);
}

void ceiling_expat(benchmark::State& state) {
    const BankFile& made = made_by(make_camt);
    std::size_t entries = 0;
    for ([[maybe_unused]] auto _ : state) {
        entries = 0;
        XML_ParserStruct* const parser = XML_ParserCreate(nullptr);
        XML_SetUserData(parser, &entries);
        XML_SetElementHandler(
            parser,
            [](void* user, const XML_Char* name, const XML_Char**) {
                if (std::strcmp(name, "Ntry") == 0) ++*static_cast<std::size_t*>(user);
            },
            [](void*, const XML_Char*) {}
        );
        XML_SetCharacterDataHandler(parser, [](void*, const XML_Char*, int) {});
        XML_Parse(parser, made.text.data(), static_cast<int>(made.text.size()), 1);
        XML_ParserFree(parser);
    }
    if (entries != made.movements) state.SkipWithError("entries were lost");
    count(state, made);
}

void ceiling_simdjson(benchmark::State& state) {
    const BankFile& made = made_by(make_ndjson);
    const simdjson::padded_string text(made.text);
    std::size_t rows = 0;
    for ([[maybe_unused]] auto _ : state) {
        rows = 0;
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document_stream stream;
        if (parser.iterate_many(text).get(stream) != simdjson::SUCCESS) break;
        for (auto row : stream) {
            std::string_view amount;
            if (row["amount"].get_string().get(amount) == simdjson::SUCCESS && !amount.empty())
                ++rows;
        }
    }
    if (rows != made.movements) state.SkipWithError("rows were lost");
    count(state, made);
}

const bool are_registered = [] {
    const auto timed = [](benchmark::internal::Benchmark* bench) {
        bench->Unit(benchmark::kMillisecond);  // one thread: processor time
    };
    timed(benchmark::RegisterBenchmark("ceiling/line_split", ceiling_line_split));
    timed(benchmark::RegisterBenchmark("ceiling/delimiter_scan", ceiling_delimiter_scan));
    for (const Format& format : formats) {
        const std::string name = format.name;
        if (name == "camt") {
            timed(benchmark::RegisterBenchmark("ceiling/expat", ceiling_expat));
        }
        timed(benchmark::RegisterBenchmark(
            ("read/" + name).c_str(), reader_alone, format.maker, format.reader
        ));
        timed(benchmark::RegisterBenchmark(("file/" + name).c_str(), whole_file, format.maker));
    }
    timed(benchmark::RegisterBenchmark("ceiling/simdjson", ceiling_simdjson));
    return true;
}();

}  // namespace
}  // namespace tieout
