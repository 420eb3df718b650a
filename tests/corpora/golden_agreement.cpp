// Golden files: what other programs read out of the same file (same stem), amount by amount.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/core.h>
#include <simdjson.h>

#include "io/formats/fields.h"
#include "tests/corpora/agreement.h"

namespace tieout {

namespace {

namespace dom = simdjson::dom;

std::string string_of(dom::element element, const char* name) {
    std::string_view text;
    return element[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string{};
}

// Amounts of a golden file and of the movements, in order, as signed texts.
void compare_amounts(
    const std::vector<std::string>& stated, const std::vector<std::string>& read, Agreement& out
) {
    out.expect(
        "golden number of movements", std::to_string(stated.size()), std::to_string(read.size())
    );
    for (std::size_t i = 0; i < std::min(stated.size(), read.size()); ++i) {
        out.expect(fmt::format("golden amount of movement {}", i + 1), stated[i], read[i]);
    }
}

std::string signed_amount(const Payment& payment) {
    const Minor amount = payment.is_credit ? payment.amount : -payment.amount;
    return format_amount(amount, payment.currency);
}

std::vector<std::string> signed_amounts(const IntakeFile& file) {
    std::vector<std::string> amounts;
    for (const Payment* payment : movements_of(file))
        amounts.push_back(signed_amount(*payment));
    return amounts;
}

std::string all_texts(const IntakeFile& file) {
    std::string found;
    for (const Payment* payment : movements_of(file)) {
        for (const Text text :
             {payment->trace,
              payment->memo,
              payment->payer_name,
              payment->bank_reference,
              payment->payer_account,
              payment->original,
              payment->check_number}) {
            found += text;
            found += '\n';
        }
        for (const RemittanceLine& line : payment->remittance)
            found += line.reference.str() + "\n";
    }
    return found;
}

// The values behind a mark up to the quote that ends them.
std::vector<std::string> values_behind(std::string_view golden, std::string_view mark, char quote) {
    std::vector<std::string> values;
    for (std::size_t at = golden.find(mark); at != std::string_view::npos;
         at = golden.find(mark, at)) {
        at += mark.size();
        values.emplace_back(golden.substr(at, golden.find(quote, at) - at));
    }
    return values;
}

void expect_text(
    std::string_view what, const std::string& value, const std::string& found, Agreement& out
) {
    const bool is_written_otherwise = value.find('\\') != std::string::npos;
    if (value.empty() || value == "NOTPROVIDED" || is_written_otherwise) return;
    out.expect(
        fmt::format("golden {} '{}' is read", what, value), found.find(value) != std::string::npos
    );
}

// genkgo/camt: the entries of the message, amounts signed and in minor units.
void agree_genkgo(
    dom::element golden, std::string_view text, const IntakeFile& file, Agreement& out
) {
    WideMinor net = 0;
    dom::array entries;
    if (golden["getEntries"].get(entries) != simdjson::SUCCESS) return;
    for (const dom::element entry : entries) {
        const Result<Minor> amount =
            implied_amount(string_of(entry["getAmount"].value(), "getAmount"), true);
        net += amount.value_or(0);
    }
    out.expect("golden sum of entries", net, net_of(file));
    const std::string found = all_texts(file);
    for (const std::string& value : values_behind(text, "\"getEndToEndId\": \"", '"'))
        expect_text("end-to-end id", value, found, out);
    for (const std::string& value : values_behind(text, "\"getRef\": \"", '"'))
        expect_text("reference", value, found, out);
}

// svenstaro/mt940-rs: statements with their lines.
void agree_svenstaro(dom::array statements, const IntakeFile& file, Agreement& out) {
    const std::vector<const Payment*> movements = movements_of(file);
    std::size_t at = 0;
    for (const dom::element statement : statements) {
        dom::array lines;
        if (statement["statement_lines"].get(lines) != simdjson::SUCCESS) return;
        for (const dom::element line : lines) {
            const std::string place = fmt::format("golden line {} ", ++at);
            if (at > movements.size()) {
                out.expect(place + "is read", false);
                return;
            }
            const Payment& payment = *movements[at - 1];
            const std::string side = string_of(line, "ext_debit_credit_indicator");
            // The golden files call RC "ReverseDebit"; the balances prove that it lowers.
            out.expect(
                place + "side", payment.is_credit == (side == "Credit" || side == "ReverseCredit")
            );
            const Result<Minor> amount =
                amount_without_spare_zeros(string_of(line, "amount"), payment.currency);
            out.expect(place + "amount", amount.value_or(-1), payment.amount);
            out.expect(
                place + "value date",
                string_of(line, "value_date"),
                payment.value_date ? format_date(*payment.value_date) : ""
            );
            out.expect(
                place + "bank reference",
                squeezed_text(string_of(line, "bank_ref")),
                payment.bank_reference
            );
        }
    }
    out.expect("golden lines are all", at == movements.size());
}

// wolph/mt940: a dump of Python objects; amounts of transactions stand as text.
void agree_wolph(std::string_view golden, const IntakeFile& file, Agreement& out) {
    const std::size_t from = golden.find("\ntransactions:");
    if (from == std::string_view::npos) return;
    std::vector<std::string> stated;
    for (const std::string& value : values_behind(
             golden.substr(from), "amount: !!python/object/apply:decimal.Decimal\n      - '", '\''
         )) {
        stated.push_back(value);
    }
    std::vector<std::string> read;
    for (const Payment* payment : movements_of(file)) {
        // Written with as many decimals as the statement has.
        read.push_back(signed_amount(*payment));
    }
    const Currency currency =
        movements_of(file).empty() ? *Currency::find("EUR") : movements_of(file)[0]->currency;
    for (std::string& value : stated) {
        if (const auto amount = amount_without_spare_zeros(value, currency)) {
            value = format_amount(*amount, currency);
        }
    }
    compare_amounts(stated, read, out);
}

// moov-io/ach: entries of all batches, in cents; credits are the codes that end in 1 to 4.
void agree_ach(dom::element golden, const IntakeFile& file, Agreement& out) {
    std::vector<std::string> stated;
    dom::array batches;
    if (golden["batches"].get(batches) != simdjson::SUCCESS) return;
    for (const dom::element batch : batches) {
        dom::array entries;
        if (batch["entryDetails"].get(entries) != simdjson::SUCCESS) continue;
        for (const dom::element entry : entries) {
            std::int64_t amount = 0;
            std::int64_t code = 0;
            if (entry["amount"].get(amount) != simdjson::SUCCESS ||
                entry["transactionCode"].get(code) != simdjson::SUCCESS || amount == 0) {
                continue;
            }
            const bool is_credit = code % 10 < 5;
            stated.push_back(format_amount(is_credit ? amount : -amount, *Currency::find("USD")));
        }
    }
    compare_amounts(stated, signed_amounts(file), out);
}

// moov-io/wire: one message.
void agree_wire(dom::element golden, const IntakeFile& file, Agreement& out) {
    const dom::element message = golden["fedWireMessage"].value();
    const std::vector<const Payment*> movements = movements_of(file);
    dom::element amount;
    if (message["amount"].get(amount) != simdjson::SUCCESS) return;
    const Minor stated = implied_amount(string_of(amount, "amount"), false).value_or(-1);
    out.expect("golden amount", stated, movements.empty() ? 0 : movements[0]->amount);
    dom::element originator;
    if (message["originator"]["personal"].get(originator) != simdjson::SUCCESS) return;
    if (!movements.empty()) {
        out.expect("golden originator", string_of(originator, "name"), movements[0]->payer_name);
    }
}

// OCA: Python literals of the transactions.
void agree_oca(std::string_view golden, const IntakeFile& file, Agreement& out) {
    std::vector<std::string> stated;
    const std::vector<const Payment*> movements = movements_of(file);
    const Currency currency = movements.empty() ? *Currency::find("EUR") : movements[0]->currency;
    for (std::string value : values_behind(golden, "'amount': ", ',')) {
        if (const auto amount = amount_without_spare_zeros(value, currency)) {
            value = format_amount(*amount, currency);
        }
        stated.push_back(value);
    }
    std::vector<std::string> read = signed_amounts(file);
    std::sort(stated.begin(), stated.end());
    std::sort(read.begin(), read.end());
    compare_amounts(stated, read, out);
    const std::string found = all_texts(file);
    for (const std::string& value : values_behind(golden, "'partner_name': '", '\''))
        expect_text("partner", value, found, out);
    for (const std::string& value : values_behind(golden, "'account_number': '", '\''))
        expect_text("account", value, found, out);
}

void agree_json(
    const std::string& path, const std::string& text, const IntakeFile& file, Agreement& out
) {
    dom::parser parser;
    dom::element golden;
    if (parser.parse(text).get(golden) != simdjson::SUCCESS) {
        out.expect("golden file is JSON", false);
        return;
    }
    dom::array statements;
    if (path.find("genkgo") != std::string::npos) agree_genkgo(golden, text, file, out);
    if (path.find("/nacha/") != std::string::npos) agree_ach(golden, file, out);
    if (path.find("/fedwire/") != std::string::npos) agree_wire(golden, file, out);
    if (golden.get(statements) == simdjson::SUCCESS) agree_svenstaro(statements, file, out);
}

}  // namespace

void agree_with_golden(const std::string& path, const IntakeFile& file, Agreement& agreement) {
    if (is_beside_the_data(path)) return;
    const std::filesystem::path source(path);
    const std::string stem = (source.parent_path() / source.stem()).string();
    if (const auto text = bytes_of(stem + ".json")) agree_json(path, *text, file, agreement);
    if (const auto text = bytes_of(stem + ".yml")) agree_wolph(*text, file, agreement);
    const std::string name = source.filename().string();
    if (!name.starts_with("test-")) return;
    const std::string dump =
        source.parent_path().string() + "/golden-" + name.substr(5) + ".pydata";
    if (const auto text = bytes_of(dump)) agree_oca(*text, file, agreement);
}

}  // namespace tieout
