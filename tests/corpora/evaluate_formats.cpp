// Every file of a folder of bank files: read or refused, proved by its controls, and compared with
// what is known of it. The exit code is 1 when anything disagrees.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/core.h>

#include "tests/corpora/read_apart.h"

namespace tieout {
namespace {

struct Row {
    std::uint64_t files = 0;
    std::map<std::string, std::uint64_t> counts;
    std::map<std::string, CurrencySums> sums;
    std::uint64_t differences = 0;
    std::uint64_t known = 0;

    void add(const FileReport& report) {
        ++files;
        for (const auto& [name, count] : report.counts)
            counts[name] += count;
        for (const auto& [currency, of_file] : report.sums) {
            sums[currency].credits += of_file.credits;
            sums[currency].debits += of_file.debits;
        }
        differences += report.differences.size() + (report.failure.empty() ? 0U : 1U);
        known += report.known.size();
    }
};

struct Lists {
    std::vector<std::string> failed;
    std::vector<std::string> differ;
    std::vector<std::string> known;
    std::map<std::string, std::vector<std::string>> refused;  // by the reason why that is right
    std::vector<std::string> beside;                          // notes that were read as bank files
};

constexpr std::pair<const char*, const char*> columns_shown[] = {
    {"read", "read"},
    {"refused", "refused"},
    {"units", "units"},
    {"quarantined", "quar."},
    {"movements", "movem."},
    {"receipts", "receipts"},
    {"advice", "advice"},
    {"tied", "tied"},
    {"failed", "failed"},
    {"unproved", "no contr."},
    {"faults", "faults"},
    {"compared", "compared"},
};

void print_head() {
    std::string line = fmt::format("{:<28}{:>6}", "format", "files");
    for (const auto& [name, words] : columns_shown)
        line += fmt::format("{:>10}", words);
    std::printf("%s%10s%7s\n", line.c_str(), "differ", "known");
}

void print_row(const std::string& name, const Row& row) {
    std::string line = fmt::format("{:<28}{:>6}", name, row.files);
    for (const auto& [count, words] : columns_shown) {
        const auto found = row.counts.find(count);
        line += fmt::format("{:>10}", found == row.counts.end() ? 0 : found->second);
    }
    line += fmt::format("{:>10}{:>7}", row.differences, row.known);
    std::printf("%s\n", line.c_str());
}

void print_sums(const Row& row) {
    std::printf("\nSums of what is taken\n");
    for (const auto& [letters, sums] : row.sums) {
        const Currency currency = *Currency::find(letters);
        std::printf(
            "  %s  credits %22s  debits %22s\n",
            letters.c_str(),
            format_amount_wide(sums.credits, currency).c_str(),
            format_amount_wide(sums.debits, currency).c_str()
        );
    }
}

void print_list(const char* head, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    std::printf("\n%s (%zu)\n", head, lines.size());
    for (const std::string& line : lines)
        std::printf("  %s\n", line.c_str());
}

// Statements of one account in the order of their days: does each open where one before it closed?
void print_chains(std::vector<StatementLink> links) {
    std::stable_sort(links.begin(), links.end(), [](const auto& a, const auto& b) {
        return std::tie(a.account, a.date) < std::tie(b.account, b.date);
    });
    std::size_t pairs = 0;
    std::size_t chained = 0;
    for (std::size_t i = 1; i < links.size(); ++i) {
        if (links[i].account != links[i - 1].account) continue;
        ++pairs;
        chained += links[i].opening == links[i - 1].closing ? 1U : 0U;
    }
    std::printf(
        "\nStatements taken whose balances prove their entries: %zu\n"
        "  with one of the same account before it: %zu; opening where that one closed: %zu\n"
        "  (the others follow a day that is not in the folder)\n",
        links.size(),
        pairs,
        chained
    );
}

void note(
    const std::string& name,
    const FileReport& report,
    const Expectations& expectations,
    Lists& lists
) {
    if (!report.failure.empty()) lists.failed.push_back(name + ": " + report.failure);
    for (const std::string& difference : report.differences)
        lists.differ.push_back(name + ": " + difference);
    for (const std::string& known : report.known)
        lists.known.push_back(name + ": " + known);
    const bool is_beside = is_beside_the_data(name);
    if (is_beside && report.counts.contains("read")) lists.beside.push_back(name);
    if (is_beside || report.refusal.empty()) return;
    const std::string reason = expectations.refusal_of(name, report.refusal);
    lists.refused[reason.empty() ? "NOT JUDGED yet" : reason].push_back(report.refusal);
}

std::string family_of(const std::string& name, const FileReport& report) {
    if (is_beside_the_data(name)) return "(notes, goldens, tables)";
    const std::string folder = name.substr(0, name.find('/'));
    if (report.format.empty()) return folder + " -";
    return folder + " " + report.format;
}

int run(const std::string& folder) {
    const std::string root = folder.ends_with('/') ? folder : folder + "/";
    const std::vector<std::string> paths = files_below(root);
    if (paths.empty()) {
        std::printf("no bank files lie in %s: nothing is evaluated\n", root.c_str());
        return 0;
    }
    const Expectations expectations(root);
    std::map<std::string, Row> rows;
    Row all;
    Lists lists;
    std::vector<StatementLink> links;
    for (const std::string& path : paths) {
        const std::string name = path.substr(root.size());
        const FileReport report = read_apart(expectations, root, name);
        rows[family_of(name, report)].add(report);
        all.add(report);
        note(name, report, expectations, lists);
        if (report.format == "camt.053") {
            links.insert(links.end(), report.statements.begin(), report.statements.end());
        }
    }
    print_head();
    for (const auto& [name, row] : rows)
        print_row(name, row);
    print_row("all", all);
    print_sums(all);
    print_chains(std::move(links));
    std::printf("\nRefused, by the reason why that is right\n");
    for (const auto& [reason, faults] : lists.refused)
        print_list(reason.c_str(), faults);
    print_list("Known differences, with the reason", lists.known);
    print_list("FAILED: crash, no end, no place, or an unsound result", lists.failed);
    print_list("DIFFER from what is known", lists.differ);
    print_list("READ though it is no bank file", lists.beside);
    const std::size_t wrong = lists.failed.size() + lists.differ.size() + lists.beside.size();
    std::printf(
        "\n%llu files, %zu disagreements\n", static_cast<unsigned long long>(all.files), wrong
    );
    return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tieout

int main(int argc, char** argv) {
    if (argc > 2) {
        std::fprintf(stderr, "usage: evaluate_formats [FOLDER]\n");
        return 2;
    }
    return tieout::run(argc == 2 ? argv[1] : tieout::collection_folder());
}
