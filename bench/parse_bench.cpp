// How fast files are read: records and bytes a second, for each format, on one and two threads.
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

Generated bai2() {
    Generated made;
    Amounts amounts;
    std::string details;
    for (int i = 0; i < rows_count; ++i) {
        const Minor cents = amounts.next();
        made.sum += cents;
        details += fmt::format(
            "16,165,{},Z,ACH{:09},REF{:06},ACH CREDIT\n88,DBNM: COMPANY NUMBER {:06}\n"
            "88,DACT: {:09}\n88,REMI: INV-{:07}\n",
            cents,
            i,
            i,
            i % 5000,
            i % 5000,
            i
        );
    }
    const auto total = static_cast<std::int64_t>(made.sum);
    const int records = rows_count * 4 + 2;
    made.text = fmt::format(
        "01,1,2,260316,2200,1,,,2/\n02,2,1,1,260316,,USD,2/\n03,4000123456,,/\n{}49,{},{}/"
        "\n98,{},1,"
        "{}/\n99,{},1,{}/\n",
        details,
        total,
        records,
        total,
        records + 2,
        total,
        records + 4
    );
    made.records = rows_count;
    return made;
}

Generated lockbox() {
    Generated made;
    Amounts amounts;
    std::string& text = made.text;
    text =
        "100HARBORSUPP01210428822603160615\n2HARBORSUPP012104288200000000004000800800"
        "1\n";
    int lines = 2;
    constexpr int batch_checks = 100;
    for (int batch = 0; batch * batch_checks < rows_count; ++batch) {
        text += "50000000022222260316HARBORSUPP0121042882\n";
        WideMinor sum = 0;
        const int number = batch % 999 + 1;
        for (int item = 1; item <= batch_checks; ++item) {
            const Minor cents = amounts.next();
            sum += cents;
            text += fmt::format(
                "6{:03}{:03}{:010}055002707{:010}{:010}031526COMPANY {:05}\n",
                number,
                item,
                cents,
                item,
                item,
                item
            );
            text += fmt::format("4{:03}{:03}6019INV-{:07}\n", number, item, batch * 100 + item);
        }
        text += fmt::format(
            "7{:03}{:03}0022222260316{:03}{:010}\n",
            number,
            batch_checks,
            batch_checks,
            static_cast<std::int64_t>(sum)
        );
        lines += 2 + 2 * batch_checks;
        // The lockbox count has four digits: a lockbox total after every batch.
        text += fmt::format(
            "80000000022222260316{:04}{:010}\n", batch_checks, static_cast<std::int64_t>(sum)
        );
        ++lines;
        made.sum += sum;
    }
    text += fmt::format("9{:06}\n", lines + 1);
    made.records = rows_count;
    return made;
}

Generated camt() {
    Generated made;
    Amounts amounts;
    std::string entries;
    constexpr int entries_count = rows_count / 4;
    for (int i = 0; i < entries_count; ++i) {
        const Minor cents = amounts.next();
        made.sum += cents;
        entries += fmt::format(
            "<Ntry><Amt Ccy=\"EUR\">{0}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
            "<BookgDt><Dt>2026-03-16</Dt></BookgDt><AcctSvcrRef>BK{1}</"
            "AcctSvcrRef><BkTxCd><Domn><Cd>"
            "PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></"
            "BkTxCd><NtryDtls>"
            "<TxDtls><Refs><EndToEndId>E{1}</EndToEndId></Refs><Amt "
            "Ccy=\"EUR\">{0}</Amt><RltdPties>"
            "<Dbtr><Pty><Nm>Firma {1}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051"
            "</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>Rechnung INV-{1}</Ustrd></RmtInf>"
            "</TxDtls></NtryDtls></Ntry>\n",
            decimal(cents),
            i
        );
    }
    const auto balance = [](const char* code, Minor cents) {
        return fmt::format(
            "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>"
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>",
            code,
            decimal(cents)
        );
    };
    made.text =
        "<Document><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id>"
        "<IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>" +
        balance("OPBD", 0) + balance("CLBD", static_cast<Minor>(made.sum)) + entries +
        "</Stmt></BkToCstmrStmt></Document>";
    made.records = entries_count;
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

void parse_bai2(benchmark::State& state) {
    parse(state, bai2);
}

void parse_lockbox(benchmark::State& state) {
    parse(state, lockbox);
}

void parse_camt(benchmark::State& state) {
    parse(state, camt);
}

BENCHMARK(parse_ndjson_payments)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(parse_items)
    ->Name("parse_csv_items")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(parse_bai2)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(parse_lockbox)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(parse_camt)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tieout
