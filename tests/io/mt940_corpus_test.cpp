// The collection of real SWIFT statements agrees with what is known of them.
#include <algorithm>
#include <filesystem>
#include <string_view>

#include <catch2/catch.hpp>

#include "io/formats/fields.h"
#include "io/formats/mt_values.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

bool is_statement_file(const std::string& path) {
    return !path.ends_with(".yml") && !path.ends_with(".json") && !path.ends_with(".md") &&
           !path.ends_with(".csv") && !path.ends_with("LICENSE") && !path.ends_with("NANCE.txt");
}

std::size_t movements_of(const IntakeFile& file) {
    std::size_t count = 0;
    for (const Unit& unit : file.units)
        count += unit.movements.size();
    return count;
}

TEST_CASE("real statements are read, and taken where their balances hold", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const std::string facts = read_all(root + "mt940/facts.csv");
    std::size_t compared = 0;
    for (const std::string_view row : split_words(facts, '\n')) {
        // file,encoding,eol,"tags",number of :61:,"ok; off 1.00 ..."
        const std::string path = root + "mt940/" + std::string(row.substr(0, row.find(',')));
        const std::size_t tags_end = row.find("}\",");
        if (tags_end == std::string_view::npos || !std::filesystem::exists(path)) continue;
        const std::string_view rest = trimmed_right(row.substr(tags_end + 3));
        const auto lines = whole_number(rest.substr(0, rest.find(',')));
        const std::string_view holds = rest.substr(rest.find(',') + 1);
        const IntakeFile file = read_text(path, read_all(path));
        INFO(path);
        check_sound(file);
        REQUIRE(lines.has_value());
        REQUIRE(file.format.starts_with("mt94"));
        // Marks of the former German currency, and fragments without balances, are not read.
        const bool is_unreadable = has_fault(file, "F_CURRENCY") || has_fault(file, "F_MT_ORDER");
        if (is_unreadable) {
            CHECK(taken(file).size() < std::max<std::size_t>(*lines, 1));
            continue;
        }
        CHECK(movements_of(file) == *lines);
        const bool is_off = holds.find("off") != std::string_view::npos;
        const bool is_ok = holds.starts_with("ok") || holds.starts_with("\"ok");
        if (is_off) CHECK(has_fault(file, "F_MT_BALANCE"));
        if (is_ok && !is_off) {
            CHECK(file.faults.empty());
            CHECK(taken(file).size() == *lines);
        }
        ++compared;
    }
    CHECK(compared > 40);
}

TEST_CASE("every file of the collection gives a sound result", "[io][corpus]") {
    for (const std::string& path : corpus_files("mt940")) {
        if (!is_statement_file(path)) continue;
        INFO(path);
        const IntakeFile file = read_text(path, read_all(path));
        check_sound(file);
        const bool is_said = !file.faults.empty() || !file.warnings.empty() || !file.units.empty();
        CHECK(is_said);
        check_sound(read_text(path, read_all(path), "mt940"));
    }
}

// The value of "name": "..." behind `at`, which moves on.
std::string golden(const std::string& json, const std::string& name, std::size_t at) {
    const std::size_t from = json.find("\"" + name + "\": ", at) + name.size() + 4;
    if (json[from] != '"') return {};
    return json.substr(from + 1, json.find('"', from + 1) - from - 1);
}

TEST_CASE("entries of the golden files agree in side, amount, date and reference", "[io][corpus]") {
    std::size_t compared = 0;
    for (const std::string& path : corpus_files("mt940/svenstaro_mt940-rs")) {
        const std::string source = path.substr(0, path.find_last_of('.')) + ".sta";
        if (!path.ends_with(".json") || !std::filesystem::exists(source)) continue;
        const std::string json = read_all(path);
        const IntakeFile file = read_text(source, read_all(source));
        std::vector<Payment> movements;
        for (const Unit& unit : file.units)
            movements.insert(movements.end(), unit.movements.begin(), unit.movements.end());
        INFO(path);
        std::size_t at = json.find("\"value_date\"");
        for (const Payment& payment : movements) {
            REQUIRE(at != std::string::npos);
            std::string amount = golden(json, "amount", at);
            std::replace(amount.begin(), amount.end(), '.', ',');
            INFO("line " << payment.source_line);
            CHECK(golden(json, "value_date", at) == format_date(payment.value_date));
            CHECK(*mt_amount(amount, payment.currency) == payment.amount);
            const std::string side = golden(json, "ext_debit_credit_indicator", at);
            // The golden files call RC "ReverseDebit"; the balances prove that it lowers.
            CHECK(payment.is_credit == (side == "Credit" || side == "ReverseCredit"));
            CHECK(payment.bank_reference == squeezed_text(golden(json, "bank_ref", at)));
            at = json.find("\"value_date\"", at + 1);
            ++compared;
        }
        CHECK(at == std::string::npos);
    }
    if (!corpus_folder().empty()) CHECK(compared > 200);
}

}  // namespace
}  // namespace tieout
