// Accuracy on labelled data: each set becomes a book, goes through the program, and is measured.
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "io/formats/recognise.h"
#include "tests/evaluate/evaluate_names.h"
#include "tests/program/program.h"
#include "tests/support/dataset_books.h"
#include "tests/support/ledger_books.h"

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

bool measure(const std::string& name, const DatasetBook& data, const std::string& out) {
    const std::string folder = out + "/" + name;
    std::filesystem::remove_all(folder);
    write_text(folder + "/customers.csv", data.customers_csv);
    write_text(folder + "/items.csv", data.items_csv);
    write_text(folder + "/" + data.bank_file_name, data.bank_file);
    write_text(folder + "/truth.csv", data.truth_csv);
    const std::string book = folder + "/book";
    std::vector<std::vector<std::string>> steps{
        {"--book", book, "load", folder + "/customers.csv", folder + "/items.csv"},
        {"--book", book, "apply", "--out", folder + "/reports", folder + "/" + data.bank_file_name},
        {"--book", book, "evaluate", "--truth", folder + "/truth.csv"}
    };
    if (!data.policy.empty()) {
        write_text(folder + "/policy.toml", data.policy);
        steps.insert(steps.begin(), {"--book", book, "policy", "set", folder + "/policy.toml"});
    }
    Answer answer;
    for (const auto& step : steps) {
        answer = run_program(step);
        if (answer.code == 0) continue;
        std::printf("%s: exit code %d\n%s\n", name.c_str(), answer.code, answer.err.c_str());
        return false;
    }
    std::printf(
        "== %s: %zu payments, %zu items\n%s\n",
        name.c_str(),
        data.payments,
        data.items,
        answer.out.c_str()
    );
    write_text(out + "/" + name + ".txt", answer.out);
    return true;
}

// A ledger week by week: what is billed is loaded, then what is paid is applied.
bool measure(const LedgerBook& data, const std::string& out) {
    const std::string folder = out + "/" + data.name;
    std::filesystem::remove_all(folder);
    write_text(folder + "/customers.csv", data.customers_csv);
    write_text(folder + "/truth.csv", data.truth_csv);
    const std::string book = folder + "/book";
    std::vector<std::vector<std::string>> steps{{"--book", book, "load", folder + "/customers.csv"}
    };
    if (!data.policy.empty()) {
        write_text(folder + "/policy.toml", data.policy);
        steps.push_back({"--book", book, "policy", "set", folder + "/policy.toml"});
    }
    for (std::size_t i = 0; i < data.weeks.size(); ++i) {
        const LedgerWeek& week = data.weeks[i];
        const std::string name = folder + "/week" + std::to_string(i);
        if (!week.items_csv.empty()) {
            write_text(name + "-items.csv", week.items_csv);
            steps.push_back({"--book", book, "load", name + "-items.csv"});
        }
        if (week.payments_csv.empty()) continue;
        write_text(name + "-payments.csv", week.payments_csv);
        steps.push_back(
            {"--book", book, "apply", "--out", name + "-reports", name + "-payments.csv"}
        );
    }
    steps.push_back({"--book", book, "evaluate", "--truth", folder + "/truth.csv"});
    Answer answer;
    for (const auto& step : steps) {
        answer = run_program(step);
        if (answer.code == 0) continue;
        std::printf("%s: exit code %d\n%s\n", data.name.c_str(), answer.code, answer.err.c_str());
        return false;
    }
    std::printf(
        "== %s: %zu payments, %zu items\n%s\n",
        data.name.c_str(),
        data.payments,
        data.items,
        answer.out.c_str()
    );
    write_text(out + "/" + data.name + ".txt", answer.out);
    return true;
}

// The same, where of equal items a person decides.
int measure_held(LedgerBook& data, const std::string& out, bool& fine) {
    data.name += "-held";
    data.policy = "[match]\nhold_interchangeable = true\n";
    fine = measure(data, out) && fine;
    return 1;
}

// Two large sellers of the Icelandic state, in three strengths of text, and a ledger without any.
int measure_ledgers(const std::string& datasets, const std::string& out, bool& fine) {
    const std::vector<std::pair<std::string, std::string>> vendors{
        {"siminn", "Síminn hf."}, {"advania", "Advania Ísland ehf."}
    };
    const std::vector<std::pair<std::string, TextStrength>> strengths{
        {"all", TextStrength::all_numbers},
        {"cut", TextStrength::cut_numbers},
        {"none", TextStrength::nothing}
    };
    int measured = 0;
    for (const auto& [name, vendor] : vendors) {
        for (const auto& [word, strength] : strengths) {
            auto data = iceland_book(datasets + "/iceland_state_invoices", vendor, strength);
            if (!data) continue;
            data->name = "iceland-" + name + '-' + word;
            fine = measure(*data, out) && fine;
            ++measured;
            if (strength == TextStrength::nothing) measured += measure_held(*data, out, fine);
        }
    }
    if (auto data = highradius_book(datasets + "/highradius_ar", false)) {
        data->name = "highradius";
        fine = measure(*data, out) && fine;
        measured += 1 + measure_held(*data, out, fine);
    }
    return measured;
}

std::string datasets_folder() {
    return std::string(TIEOUT_SOURCE_DIR) + "/../shared/datasets";
}

int run(const std::string& out) {
    const std::string datasets = datasets_folder();
    int measured = 0;
    bool fine = true;
    for (const LockboxShape shape : {LockboxShape::base, LockboxShape::wide}) {
        auto data = classicmodels_book(datasets + "/classicmodels", shape);
        if (!data) continue;
        name_by_payment(*data);
        const char* const name =
            shape == LockboxShape::wide ? "classicmodels-300" : "classicmodels-80";
        fine = measure(name, *data, out) && fine;
        ++measured;
    }
    if (const auto data = pay_to_inv_book(datasets + "/pay_to_inv/single")) {
        fine = measure("pay_to_inv-single", *data, out) && fine;
        ++measured;
    }
    measured += measure_names(datasets, out);
    measured += measure_ledgers(datasets, out, fine);
    if (measured == 0)
        std::printf("no labelled data lies beside the project (../shared/datasets)\n");
    return fine ? 0 : 1;
}

}  // namespace
}  // namespace tieout

int main(int argc, char** argv) {
    const bool is_names = argc == 3 && std::string(argv[2]) == "names";
    if (argc != 2 && !is_names) {
        std::fprintf(stderr, "usage: evaluate_datasets FOLDER [names]\n");
        return 2;
    }
    if (is_names) return tieout::measure_names(tieout::datasets_folder(), argv[1]) == 1 ? 0 : 1;
    return tieout::run(argv[1]);
}
