// Accuracy on labelled data: each set becomes a book, goes through the program, and is measured
// against the figures to reach (matching.md 9). One table of all sets; the exit code says whether
// every figure was reached.
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "io/formats/recognise.h"
#include "io/report/table.h"
#include "tests/evaluate/dataset_run.h"
#include "tests/evaluate/evaluate_names.h"
#include "tests/program/program.h"

namespace tieout {
namespace {

// Lockbox payments get their id from the program: the truth by check number becomes one by id.
void name_by_payment(DatasetBook& book) {
    Serial serial;
    const IntakeFile file = read_bank_file(book.bank_file_name, book.bank_file, {}, serial);
    std::map<std::string, std::string> ids;
    for (const Unit& unit : file.units) {
        for (const Payment& payment : unit.movements)
            ids[payment.check_number.str()] = payment.payment;
    }
    std::string truth = "payment,document\n";
    for (std::size_t at = book.truth_csv.find('\n') + 1; at < book.truth_csv.size();) {
        const std::size_t comma = book.truth_csv.find(',', at);
        const std::size_t end = book.truth_csv.find('\n', at);
        truth += ids[book.truth_csv.substr(at, comma - at)] +
                 book.truth_csv.substr(comma, end - comma + 1);
        at = end + 1;
    }
    book.truth_csv = truth;
}

// Parts per million as a per cent with three decimals.
std::string per_cent(std::int64_t ppm) {
    char text[32];
    std::snprintf(
        text,
        sizeof text,
        "%lld.%03lld %%",
        static_cast<long long>(ppm / 10'000),
        static_cast<long long>(ppm % 10'000 / 10)
    );
    return text;
}

class Measuring {
public:
    Measuring(std::string datasets, std::string out)
        : datasets_(std::move(datasets)), out_(std::move(out)) {
        std::filesystem::create_directories(out_);
        table_.columns = {
            {"set"},
            {"payments", true},
            {"items", true},
            {"envelope_rate", true},
            {"envelope_right", true},
            {"customer_rate", true},
            {"line_rate", true},
            {"precision", true},
            {"recall", true},
            {"f1", true},
            {"wrong_lines", true},
            {"wrong_lines_copy", true},
            {"wrong_money", true},
            {"ambiguity_rate", true},
            {"suggested_first", true},
            {"suggested_among", true},
            {"brier", true},
            {"calibration_error", true},
            {"singles_coverage", true},
            {"singles_precision", true}
        };
        bars_.columns = {{"set"}, {"figure"}, {"to_reach"}, {"measured"}, {"reached"}};
    }

    // Whether all figures were reached.
    bool measure() {
        measure_classicmodels();
        measure_pay_to_inv();
        for (const auto& [name, vendor] : std::vector<std::pair<std::string, std::string>>{
                 {"siminn", "Síminn hf."}, {"advania", "Advania Ísland ehf."}
             }) {
            measure_iceland(name, vendor);
        }
        measure_highradius();
        measure_company_names();
        write();
        return is_reached_;
    }

private:
    void measure_company_names() {
        const std::vector<NameFigure> figures = measure_names(datasets_, out_);
        if (figures.empty()) std::printf("not measured: company_names (no such data)\n");
        for (const NameFigure& each : figures) {
            char text[2][32];
            std::snprintf(text[0], sizeof text[0], "> %.4f", each.baseline);
            std::snprintf(text[1], sizeof text[1], "%.4f", each.cascade);
            bar("company_names", each.name, text[0], text[1], each.cascade > each.baseline);
        }
    }

    void unmeasured(const std::string& name, const std::string& why) {
        std::printf("not measured: %s (%s)\n", name.c_str(), why.c_str());
        const bool is_there = std::filesystem::exists(datasets_ + "/" + name);
        if (is_there) bar(name, why, "measured", "no", false);
    }

    void bar(
        const std::string& set,
        const std::string& figure,
        const std::string& to_reach,
        const std::string& measured,
        bool is_reached
    ) {
        bars_.rows.push_back({set, figure, to_reach, measured, is_reached ? "yes" : "NO"});
        is_reached_ = is_reached_ && is_reached;
    }

    void at_least(
        const DatasetRun& run,
        const std::string& measure,
        const std::string& figure,
        std::int64_t ppm
    ) {
        const std::int64_t is = run.figures.parts_per_million(measure);
        bar(run.name, figure, ">= " + per_cent(ppm), per_cent(is), is >= ppm);
    }

    void wrong_at_most(const DatasetRun& run, std::int64_t ppm) {
        const Figures& f = run.figures;
        const bool fits = f.value("wrong_lines") * 1'000'000 <= ppm * f.of("wrong_lines");
        const std::string is = per_cent(f.parts_per_million("wrong_lines")) + " (" +
                               std::to_string(f.value("wrong_lines")) + " of " +
                               std::to_string(f.of("wrong_lines")) + ")";
        bar(run.name, "wrong lines among applied", "<= " + per_cent(ppm), is, fits);
    }

    void exactly(const DatasetRun& run, const char* figure, std::int64_t is, std::int64_t wanted) {
        bar(run.name, figure, std::to_string(wanted), std::to_string(is), is == wanted);
    }

    bool add(const std::optional<DatasetRun>& run, const std::string& name) {
        if (!run) {
            bar(name, "runs to its end", "yes", "no", false);
            return false;
        }
        const Figures& f = run->figures;
        const auto rate = [&](const char* measure) {
            return f.text("measures", measure, "percent");
        };
        const auto value = [&](const char* measure) {
            return f.text("measures", measure, "value");
        };
        std::string coverage = "";
        std::string precision = "";
        if (run->singles) {
            const SingleAmounts& s = *run->singles;
            coverage = per_cent(static_cast<std::int64_t>(s.posted * 1'000'000 / s.payments));
            precision = s.posted == 0
                            ? "none"
                            : per_cent(static_cast<std::int64_t>(s.right * 1'000'000 / s.posted));
        }
        table_.rows.push_back(
            {run->name,
             std::to_string(run->payments),
             std::to_string(run->items),
             rate("envelope_rate"),
             rate("envelope_rate_right"),
             rate("customer_rate"),
             rate("line_rate"),
             rate("precision"),
             rate("recall"),
             rate("f1"),
             value("wrong_lines") + " of " + f.text("measures", "wrong_lines", "of"),
             value("wrong_lines_copy"),
             std::to_string(f.wrong_money()),
             rate("ambiguity_rate"),
             rate("suggested_first"),
             rate("suggested_among"),
             f.text("calibration", "brier_score", "value"),
             f.text("calibration", "expected_calibration_error", "value"),
             coverage,
             precision}
        );
        return true;
    }

    void measure_classicmodels() {
        for (const LockboxShape shape : {LockboxShape::base, LockboxShape::wide}) {
            auto data = classicmodels_book(datasets_ + "/classicmodels", shape);
            const bool is_wide = shape == LockboxShape::wide;
            const std::string name = is_wide ? "classicmodels-300" : "classicmodels-80";
            if (!data) {
                unmeasured("classicmodels", "not there");
                return;
            }
            name_by_payment(*data);
            const auto run = run_dataset(name, *data, out_);
            if (!add(run, name)) continue;
            const Figures& f = run->figures;
            exactly(*run, "payments applied", f.value("envelope_rate"), 273);
            exactly(*run, "exactly as the truth says", f.value("envelope_rate_right"), 273);
            exactly(*run, "items closed", f.value("recall"), 302);
            const auto items = static_cast<std::int64_t>(run->items);
            exactly(*run, "items left open", items - f.value("recall"), 24);
            exactly(*run, "wrong lines", f.value("wrong_lines"), 0);
        }
    }

    void measure_pay_to_inv() {
        const auto data = pay_to_inv_book(datasets_ + "/pay_to_inv/single");
        if (!data) {
            unmeasured("pay_to_inv", "not there");
            return;
        }
        const std::string name = "pay_to_inv-single";
        const auto run = run_dataset(name, *data, out_);
        if (!add(run, name)) return;
        at_least(*run, "f1", "edge F1", 995'000);
        at_least(*run, "precision", "precision of posted edges", 999'000);
        at_least(*run, "envelope_rate", "posted share", 970'000);
    }

    // As shipped, and with a person who decides between equal items.
    void measure_without_references(LedgerBook& data) {
        const auto run = run_ledger(data, out_);
        if (add(run, data.name)) {
            wrong_at_most(*run, 5'000);
            const SingleAmounts& singles = *run->singles;
            const auto alone =
                static_cast<std::int64_t>(singles.posted * 1'000'000 / singles.payments);
            at_least(*run, "posted_rate", "posted share, singles alone", alone);
        }
        data.name += "-held";
        data.policy = "[match]\nhold_interchangeable = true\n";
        const auto held = run_ledger(data, out_);
        if (add(held, data.name)) wrong_at_most(*held, 5'000);
    }

    void measure_iceland(const std::string& name, const std::string& vendor) {
        const std::string folder = datasets_ + "/iceland_state_invoices";
        for (const auto& [word, strength] : std::vector<std::pair<std::string, TextStrength>>{
                 {"all", TextStrength::all_numbers},
                 {"cut", TextStrength::cut_numbers},
                 {"none", TextStrength::nothing}
             }) {
            auto data = iceland_book(folder, vendor, strength);
            if (!data) {
                unmeasured("iceland_state_invoices", "not there");
                return;
            }
            data->name = "iceland-" + name + '-' + word;
            if (strength == TextStrength::nothing) {
                measure_without_references(*data);
                continue;
            }
            const bool is_all = strength == TextStrength::all_numbers;
            const auto run = run_ledger(*data, out_);
            if (!add(run, data->name)) continue;
            at_least(*run, "envelope_rate", "posted share", is_all ? 980'000 : 900'000);
            wrong_at_most(*run, is_all ? 500 : 1'000);
        }
    }

    void measure_highradius() {
        auto data = highradius_book(datasets_ + "/highradius_ar", false);
        if (!data) {
            unmeasured("highradius_ar", "not there");
            return;
        }
        data->name = "highradius";
        measure_without_references(*data);
    }

    static std::string as_markdown(const Table& table) {
        std::string text = "|";
        for (const Column& column : table.columns)
            text += ' ' + column.name + " |";
        text += "\n|";
        for (const Column& column : table.columns)
            text += column.is_number ? "---:|" : "---|";
        for (const auto& row : table.rows) {
            text += "\n|";
            for (const std::string& cell : row)
                text += ' ' + cell + " |";
        }
        return text + '\n';
    }

    void write() const {
        if (table_.rows.empty()) {
            std::printf("no labelled data lies beside the project (../shared/datasets)\n");
        }
        write_text(out_ + "/table.csv", as_csv(table_));
        write_text(out_ + "/bars.csv", as_csv(bars_));
        write_text(
            out_ + "/table.md",
            "# Accuracy on labelled data\n\nRates are per cent, money is minor units; plots and "
            "every payment judged lie in the folder of each set.\n\n" +
                as_markdown(table_) + "\n## Figures to reach\n\n" + as_markdown(bars_)
        );
        std::printf("\n%s\n%s", as_text(table_).c_str(), as_text(bars_).c_str());
        std::printf("\nwritten to %s/table.md and table.csv\n", out_.c_str());
    }

    std::string datasets_;
    std::string out_;
    Table table_;
    Table bars_;
    bool is_reached_ = true;
};

}  // namespace
}  // namespace tieout

int main(int argc, char** argv) {
    const bool is_names = argc == 3 && std::string(argv[2]) == "names";
    if (argc != 2 && !is_names) {
        std::fprintf(stderr, "usage: evaluate_datasets FOLDER [names]\n");
        return 2;
    }
    const std::string datasets = std::string(TIEOUT_SOURCE_DIR) + "/../shared/datasets";
    if (is_names) return tieout::measure_names(datasets, argv[1]).empty() ? 1 : 0;
    return tieout::Measuring(datasets, argv[1]).measure() ? 0 : 1;
}
