#include "tests/corpora/read_apart.h"

#include <algorithm>
#include <cstdio>

#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/formats/fields.h"
#include "io/formats/recognise.h"
#include "tests/support/soundness.h"

namespace tieout {

namespace {

constexpr unsigned cpu_seconds_max = 20;

// Every fault of a refused or quarantined file has a file, a line, a column and words.
std::string unlocated(const IntakeFile& file) {
    for (const Error& fault : file.faults) {
        if (fault.fault == "F_MORE") continue;
        if (fault.place.column == 0) return "a fault without a column: " + to_text(fault);
        if (fault.place.file != file.name) return "a fault of another file: " + to_text(fault);
    }
    return {};
}

// One line of the report: a word, a tab, and what it says.
class Lines {
public:
    void add(std::string_view word, std::string_view text) {
        out_ += word;
        out_ += '\t';
        out_ += clean_text(text);
        out_ += '\n';
    }

    void count(std::string_view name, std::uint64_t number) {
        if (number != 0) add("count", fmt::format("{}|{}", name, number));
    }

    const std::string& text() const { return out_; }

private:
    std::string out_;
};

void add_controls(const std::vector<Control>& controls, Lines& lines) {
    std::uint64_t tied = 0;
    for (const Control& control : controls)
        tied += control.ties() ? 1U : 0U;
    lines.count("tied", tied);
    lines.count("failed", controls.size() - tied);
}

void add_unit(const Unit& unit, Lines& lines) {
    add_controls(unit.controls, lines);
    lines.count("units", 1);
    lines.count("unproved", unit.controls.empty() ? 1 : 0);
    lines.count("quarantined", unit.state == UnitState::quarantined ? 1 : 0);
    lines.count("movements", unit.movements.size());
    if (unit.opening_balance && unit.closing_balance && unit.state == UnitState::taken) {
        lines.count("balanced", 1);
        lines.add(
            "statement",
            fmt::format(
                "{}|{}|{}|{}",
                fmt::format("{} {}", unit.account, unit.currency.letters()),
                unit.as_of ? format_date(*unit.as_of) : "",
                format_amount(*unit.opening_balance, unit.currency),
                format_amount(*unit.closing_balance, unit.currency)
            )
        );
    }
    if (unit.state != UnitState::taken) return;
    std::uint64_t receipts = 0;
    for (const Payment& payment : unit.movements) {
        const bool is_receipt = payment.kind == MovementKind::receipt &&
                                payment.role == LineRole::detail && payment.is_credit;
        receipts += is_receipt ? 1U : 0U;
        lines.add(
            payment.is_credit ? "credit" : "debit",
            fmt::format("{}|{}", payment.currency.letters(), text_of(payment.amount))
        );
    }
    lines.count("receipts", receipts);
}

std::string report_lines(
    const Expectations& expectations, const std::string& root, const std::string& name
) {
    Lines lines;
    const std::optional<std::string> bytes = bytes_of(root + name);
    if (!bytes) {
        lines.add("failure", "cannot be opened");
        return lines.text();
    }
    Serial serial;
    const IntakeFile file = read_bank_file(name, *bytes, {}, serial);
    std::string failure = unsound(file);
    if (failure.empty()) failure = unlocated(file);
    if (!failure.empty()) lines.add("failure", failure);
    lines.add("format", file.format);
    if (file.refused) lines.add("refusal", to_text(file.faults.front()));
    lines.count(file.refused ? "refused" : "read", 1);
    lines.count("faults", file.faults.size());
    lines.count("warnings", file.warnings.size());
    lines.count("advice", file.remittances.size());
    add_controls(file.controls, lines);
    for (const Unit& unit : file.units)
        add_unit(unit, lines);
    const Agreement agreement = expectations.agree(name, file);
    lines.count("compared", agreement.compared);
    for (const std::string& difference : agreement.differences) {
        const std::string reason = expectations.reason_of(name, difference);
        if (reason.empty()) {
            lines.add("difference", difference);
        } else {
            lines.add("known", fmt::format("{} ({})", difference, reason));
        }
    }
    lines.add("end", "");
    return lines.text();
}

std::string_view before(std::string_view& text, char mark) {
    const std::size_t end = std::min(text.find(mark), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

void take_line(std::string_view word, std::string_view text, FileReport& report) {
    if (word == "failure") report.failure = text;
    if (word == "format") report.format = text;
    if (word == "refusal") report.refusal = text;
    if (word == "difference") report.differences.emplace_back(text);
    if (word == "known") report.known.emplace_back(text);
    if (word == "count") {
        const std::string name(before(text, '|'));
        report.counts[name] += whole_number(text).value_or(0);
    }
    if (word == "credit" || word == "debit") {
        CurrencySums& sums = report.sums[std::string(before(text, '|'))];
        (word == "credit" ? sums.credits : sums.debits) += implied_amount(text, false).value_or(0);
    }
    if (word == "statement") {
        StatementLink& link = report.statements.emplace_back();
        for (std::string* part : {&link.account, &link.date, &link.opening, &link.closing})
            *part = before(text, '|');
    }
}

FileReport report_of(std::string_view text, int status) {
    FileReport report;
    bool is_whole = false;
    while (!text.empty()) {
        std::string_view line = before(text, '\n');
        const std::string_view word = before(line, '\t');
        is_whole = is_whole || word == "end";
        take_line(word, line, report);
    }
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        report.failure = signal == SIGXCPU ? fmt::format("not read within {} s", cpu_seconds_max)
                                           : fmt::format("crash, signal {}", signal);
    } else if (!is_whole && report.failure.empty()) {
        report.failure = "no result";
    }
    return report;
}

}  // namespace

FileReport read_apart(
    const Expectations& expectations, const std::string& root, const std::string& name
) {
    int ends[2];
    FileReport broken;
    broken.failure = "no process could be started";
    std::fflush(nullptr);
    if (pipe(ends) != 0) return broken;
    const pid_t child = fork();
    if (child < 0) return broken;
    if (child == 0) {
        close(ends[0]);
        const rlimit limit{cpu_seconds_max, cpu_seconds_max + 1};
        setrlimit(RLIMIT_CPU, &limit);
        const std::string text = report_lines(expectations, root, name);
        std::size_t at = 0;
        while (at < text.size()) {
            const ssize_t written = write(ends[1], text.data() + at, text.size() - at);
            if (written <= 0) _exit(1);
            at += static_cast<std::size_t>(written);
        }
        _exit(0);
    }
    close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return report_of(text, status);
}

}  // namespace tieout
