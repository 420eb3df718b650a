// What the notes of the collection state of single files, as rows of expected.csv.
#include <algorithm>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "tests/corpora/agreement.h"

namespace tieout {

namespace {

std::string state_of(const IntakeFile& file) {
    if (file.refused) return "refused";
    if (file.units.empty()) return file.remittances.empty() ? "nothing" : "advice";
    for (const Unit& unit : file.units) {
        if (unit.state == UnitState::quarantined) return "quarantined";
    }
    const bool is_taken = std::any_of(file.units.begin(), file.units.end(), [](const Unit& unit) {
        return unit.state == UnitState::taken;
    });
    return is_taken ? "taken" : "not_cash";
}

std::string all_codes(const IntakeFile& file) {
    std::string codes;
    for (const std::vector<Error>* errors : {&file.faults, &file.warnings}) {
        for (const Error& error : *errors)
            codes += error.fault + " ";
    }
    return codes;
}

void add_lines(const std::vector<RemittanceLine>& lines, std::string& found) {
    for (const RemittanceLine& line : lines) {
        found += fmt::format("{}\n", std::string_view(line.reference));
    }
}

// Every text of movements and advice, a line each.
std::string all_texts(const IntakeFile& file) {
    std::string found;
    for (const Payment* payment : movements_of(file)) {
        for (const Text text :
             {payment->payer_name,
              payment->payer_account,
              payment->trace,
              payment->memo,
              payment->original,
              payment->check_number,
              payment->bank_reference,
              payment->bank_code,
              payment->lockbox,
              payment->customer}) {
            found += fmt::format("{}\n", std::string_view(text));
        }
        add_lines(payment->remittance, found);
    }
    for (const Remittance& advice : file.remittances) {
        for (const Text text : {advice.trace, advice.payer_name, advice.remittance})
            found += fmt::format("{}\n", std::string_view(text));
        add_lines(advice.lines, found);
    }
    return found;
}

bool has_amount(const IntakeFile& file, std::string_view stated) {
    const auto amount = implied_amount(stated, true);
    if (!amount) return false;
    const auto movements = movements_of(file);
    const auto is_it = [&](const Payment* payment) {
        return (payment->is_credit ? payment->amount : -payment->amount) == *amount;
    };
    const auto is_total = [&](const Remittance& advice) { return advice.total == *amount; };
    return std::any_of(movements.begin(), movements.end(), is_it) ||
           std::any_of(file.remittances.begin(), file.remittances.end(), is_total);
}

std::string balance_of(const std::optional<Minor>& balance) {
    return balance ? text_of(*balance) : std::string{};
}

void agree_unit(
    const std::string& fact, const std::string& value, const IntakeFile& file, Agreement& out
) {
    if (file.units.empty()) {
        out.expect(fact, value, "");
        return;
    }
    const Unit& unit = file.units.front();
    if (fact == "account") out.expect(fact, value, unit.account);
    if (fact == "as_of") out.expect(fact, value, unit.as_of ? format_date(*unit.as_of) : "");
    if (fact == "opening") out.expect(fact, value, balance_of(unit.opening_balance));
    if (fact == "closing") out.expect(fact, value, balance_of(unit.closing_balance));
}

}  // namespace

void agree_with_statements(
    const std::vector<Facts>& rows, const IntakeFile& file, Agreement& agreement
) {
    for (const Facts& row : rows) {
        const std::string& fact = row.at("fact");
        const std::string& value = row.at("value");
        if (fact == "state") {
            agreement.expect(fact, value, state_of(file));
        } else if (fact == "units") {
            agreement.expect(fact, value, std::to_string(file.units.size()));
        } else if (fact == "movements") {
            agreement.expect(fact, value, std::to_string(movements_of(file).size()));
        } else if (fact == "advice") {
            agreement.expect(fact, value, std::to_string(file.remittances.size()));
        } else if (fact == "net") {
            agreement.expect(fact, value, text_of(net_of(file)));
        } else if (fact == "code") {
            const bool is_said = all_codes(file).find(value + " ") != std::string::npos;
            agreement.expect("says " + value, is_said);
        } else if (fact == "text") {
            const bool is_read = all_texts(file).find(value) != std::string::npos;
            agreement.expect("text '" + value + "' is read", is_read);
        } else if (fact == "amount") {
            agreement.expect("amount " + value + " is read", has_amount(file, value));
        } else if (fact == "account" || fact == "as_of" || fact == "opening" || fact == "closing") {
            agree_unit(fact, value, file, agreement);
        } else {
            agreement.expect("expected.csv knows the fact '" + fact + "'", false);
        }
    }
}

}  // namespace tieout
