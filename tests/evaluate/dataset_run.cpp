#include "tests/evaluate/dataset_run.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "io/report/table.h"
#include "tests/program/program.h"

namespace tieout {

namespace {

using Steps = std::vector<std::vector<std::string>>;

// The last step prints the figures.
std::optional<Figures> run_steps(
    const std::string& name, const std::string& out, const std::string& book, const Steps& steps
) {
    const auto run = [&](const std::vector<std::string>& step) {
        std::vector<std::string> words{"--book", book};
        words.insert(words.end(), step.begin(), step.end());
        Answer answer = run_program(words);
        if (answer.code != 0)
            std::printf("%s: exit code %d\n%s\n", name.c_str(), answer.code, answer.err.c_str());
        return answer;
    };
    for (const auto& step : steps) {
        if (run(step).code != 0) return std::nullopt;
    }
    const std::string folder = out + "/" + name;
    const std::vector<std::string> evaluate{"evaluate", "--truth", folder + "/truth.csv"};
    std::vector<std::string> as_text = evaluate;
    as_text.insert(as_text.end(), {"--plots", folder, "--details", folder + "/details.csv"});
    const Answer text = run(as_text);
    std::vector<std::string> as_csv = evaluate;
    as_csv.insert(as_csv.end(), {"--format", "csv"});
    const Answer csv = run(as_csv);
    if (text.code != 0 || csv.code != 0) return std::nullopt;
    write_text(out + "/" + name + ".txt", text.out);
    write_text(folder + "/figures.csv", csv.out);
    std::printf("measured %s\n", name.c_str());
    std::fflush(stdout);
    return Figures(csv.out);
}

}  // namespace

Figures::Figures(const std::string& csv) {
    for (std::size_t at = csv.find('\n') + 1; at < csv.size();) {
        const std::size_t end = csv.find('\n', at);
        const std::string line = csv.substr(at, end - at);
        const std::size_t last = line.rfind(',');
        if (last != std::string::npos) cells_[line.substr(0, last)] = line.substr(last + 1);
        if (end == std::string::npos) break;
        at = end + 1;
    }
}

std::string Figures::text(
    const std::string& table, const std::string& row, const std::string& column
) const {
    std::string key = table + ',';
    put_csv_cell(key, row);
    const auto found = cells_.find(key + ',' + column);
    return found == cells_.end() ? std::string() : found->second;
}

std::int64_t Figures::count(
    const std::string& table, const std::string& row, const std::string& column
) const {
    const std::string value = text(table, row, column);
    return std::strtoll(value.c_str(), nullptr, 10);
}

std::int64_t Figures::parts_per_million(const std::string& measure) const {
    return of(measure) == 0 ? 0 : value(measure) * 1'000'000 / of(measure);
}

std::int64_t Figures::wrong_money() const {
    std::int64_t sum = 0;
    for (const auto& [cell, value] : cells_) {
        const bool is_wrong = cell.rfind("money,", 0) == 0 && cell.size() > 12 &&
                              cell.substr(cell.size() - 12) == ",wrong_money";
        if (is_wrong) sum += std::strtoll(value.c_str(), nullptr, 10);
    }
    return sum;
}

std::optional<DatasetRun> run_dataset(
    const std::string& name, const DatasetBook& data, const std::string& out
) {
    const std::string folder = out + "/" + name;
    std::filesystem::remove_all(folder);
    write_text(folder + "/customers.csv", data.customers_csv);
    write_text(folder + "/items.csv", data.items_csv);
    write_text(folder + "/" + data.bank_file_name, data.bank_file);
    write_text(folder + "/truth.csv", data.truth_csv);
    Steps steps{
        {"load", folder + "/customers.csv", folder + "/items.csv"},
        {"apply", "--out", folder + "/reports", folder + "/" + data.bank_file_name}
    };
    if (!data.policy.empty()) {
        write_text(folder + "/policy.toml", data.policy);
        steps.insert(steps.begin(), {"policy", "set", folder + "/policy.toml"});
    }
    auto figures = run_steps(name, out, folder + "/book", steps);
    if (!figures) return std::nullopt;
    return DatasetRun{name, data.payments, data.items, std::move(*figures), std::nullopt};
}

std::optional<DatasetRun> run_ledger(const LedgerBook& data, const std::string& out) {
    const std::string folder = out + "/" + data.name;
    std::filesystem::remove_all(folder);
    write_text(folder + "/customers.csv", data.customers_csv);
    write_text(folder + "/truth.csv", data.truth_csv);
    Steps steps{{"load", folder + "/customers.csv"}};
    if (!data.policy.empty()) {
        write_text(folder + "/policy.toml", data.policy);
        steps.push_back({"policy", "set", folder + "/policy.toml"});
    }
    for (std::size_t i = 0; i < data.weeks.size(); ++i) {
        const LedgerWeek& week = data.weeks[i];
        const std::string name = folder + "/week" + std::to_string(i);
        if (!week.items_csv.empty()) {
            write_text(name + "-items.csv", week.items_csv);
            steps.push_back({"load", name + "-items.csv"});
        }
        if (week.payments_csv.empty()) continue;
        write_text(name + "-payments.csv", week.payments_csv);
        steps.push_back({"apply", "--out", name + "-reports", name + "-payments.csv"});
    }
    auto figures = run_steps(data.name, out, folder + "/book", steps);
    if (!figures) return std::nullopt;
    DatasetRun run{data.name, data.payments, data.items, std::move(*figures), std::nullopt};
    if (!data.has_references) run.singles = single_amounts(data, folder);
    return run;
}

}  // namespace tieout
