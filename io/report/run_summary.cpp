#include "io/report/run_summary.h"

#include <map>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "io/report/table.h"

namespace tieout {

namespace {

// Count and sum per currency under one word.
struct Tally {
    std::uint64_t count = 0;
    std::map<std::string, std::pair<Currency, WideMinor>> sums;

    void add(Currency currency, Minor amount) {
        ++count;
        auto& sum = sums[std::string(currency.letters())];
        sum.first = currency;
        sum.second += amount;
    }
};

using Tallies = std::map<std::string, Tally>;

void put_tallies(std::string& out, std::string_view name, const Tallies& tallies) {
    out += fmt::format("  \"{}\": {{", name);
    bool first = true;
    for (const auto& [word, tally] : tallies) {
        out += first ? "\n    " : ",\n    ";
        put_json_text(out, word);
        out += fmt::format(": {{\"count\": {}, \"sums\": {{", tally.count);
        bool first_sum = true;
        for (const auto& [letters, sum] : tally.sums) {
            out += fmt::format(
                "{}\"{}\": \"{}\"",
                first_sum ? "" : ", ",
                letters,
                format_amount_wide(sum.second, sum.first)
            );
            first_sum = false;
        }
        out += "}}";
        first = false;
    }
    out += first ? "},\n" : "\n  },\n";
}

void put_control(std::string& out, const Control& control, std::string_view indent) {
    const auto value = [&](WideMinor number) {
        return control.is_count ? fmt::format("{}", static_cast<std::int64_t>(number))
                                : format_amount_wide(number, control.currency);
    };
    out += indent;
    out += "{\"control\": ";
    put_json_text(out, control.name);
    out += fmt::format(
        ", \"stated\": \"{}\", \"counted\": \"{}\", \"ties\": {}}}",
        value(control.stated),
        value(control.counted),
        control.ties() ? "true" : "false"
    );
}

void put_controls(std::string& out, const std::vector<Control>& controls) {
    out += "\"controls\": [";
    for (std::size_t i = 0; i < controls.size(); ++i) {
        put_control(out, controls[i], i == 0 ? "" : ", ");
    }
    out += "]";
}

void put_unit(std::string& out, const Unit& unit) {
    static constexpr std::string_view states[] = {"taken", "quarantined", "not_cash"};
    out += "{\"unit\": ";
    put_json_text(out, unit.kind);
    out += ", \"identity\": ";
    put_json_text(out, unit.identity);
    out += ", \"account\": ";
    put_json_text(out, masked_account(unit.account));
    out += fmt::format(", \"state\": \"{}\", \"reason\": ", states[static_cast<int>(unit.state)]);
    put_json_text(out, unit.reason);
    out += ", ";
    put_controls(out, unit.controls);
    out += "}";
}

void put_errors(std::string& out, std::string_view name, const std::vector<Error>& errors) {
    out += fmt::format("\"{}\": [", name);
    for (std::size_t i = 0; i < errors.size(); ++i) {
        if (i != 0) out += ", ";
        put_json_text(out, to_text(errors[i]));
    }
    out += "]";
}

void put_file(std::string& out, const FileOutcome& file) {
    out += "{\"name\": ";
    put_json_text(out, file.name);
    out += fmt::format(
        ", \"format\": \"{}\", \"dialect\": \"{}\", \"sha256\": \"{}\", \"known\": {}, "
        "\"movements\": {}, \"duplicates\": {}, \"units_taken\": {}, \"units_quarantined\": {}, ",
        file.format,
        file.dialect,
        to_hex(file.row.digest),
        file.is_known ? "true" : "false",
        file.movements,
        file.duplicates,
        file.units_taken,
        file.units_quarantined
    );
    put_controls(out, file.controls);
    out += ",\n      \"units\": [";
    for (std::size_t i = 0; i < file.units.size(); ++i) {
        if (i != 0) out += ",\n        ";
        put_unit(out, file.units[i]);
    }
    out += "],\n      ";
    put_errors(out, "faults", file.faults);
    out += ", ";
    put_errors(out, "warnings", file.warnings);
    out += "}";
}

}  // namespace

std::string run_summary_json(
    const Book& book, const CashOutcome& outcome, const RunFacts& facts, const RunReport& report
) {
    Tallies statuses;
    Tallies tiers;
    Tallies certificates;
    Tallies reasons;
    for (const Movement& movement : outcome.movements) {
        const Payment& payment = movement.payment;
        statuses[std::string(word_of(movement.status))].add(payment.currency, payment.amount);
        if (!movement.is_judged) continue;
        const Match& match = movement.match;
        tiers[fmt::format("{}", match.tier)].add(payment.currency, payment.amount);
        certificates[std::string(word_of(match.certificate))].add(payment.currency, payment.amount);
        if (match.reason == Reason::nothing) continue;
        reasons[std::string(word_of(match.reason))].add(payment.currency, payment.amount);
    }
    for (const LooseException& open : outcome.exceptions) {
        reasons[std::string(word_of(open.row.reason))].add(open.row.currency, open.row.amount);
    }
    std::string out = fmt::format(
        "{{\n  \"run\": {},\n  \"dry_run\": {},\n  \"as_of\": \"{}\",\n  \"policy\": \"{}\",\n",
        slot(facts.run) + 1,
        facts.is_dry ? "true" : "false",
        format_date(facts.as_of),
        to_hex(policy_digest(book.policy))
    );
    put_tallies(out, "status", statuses);
    put_tallies(out, "tier", tiers);
    put_tallies(out, "certificate", certificates);
    put_tallies(out, "reason", reasons);
    out += "  \"files\": [";
    for (std::size_t i = 0; i < outcome.files.size(); ++i) {
        out += i == 0 ? "\n    " : ",\n    ";
        put_file(out, outcome.files[i]);
    }
    out += fmt::format(
        "\n  ],\n  \"outputs\": {{\n    \"payments.csv\": \"{}\",\n    \"postings.csv\": \"{}\",\n"
        "    \"exceptions.csv\": \"{}\"\n  }}\n}}\n",
        to_hex(sha256(report.payments_csv)),
        to_hex(sha256(report.postings_csv)),
        to_hex(sha256(report.exceptions_csv))
    );
    return out;
}

}  // namespace tieout
