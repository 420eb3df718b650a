// Real ACH and X12 samples of the collection: counts, hashes and sums agree with the recounts.
#include <filesystem>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "io/formats/fields.h"
#include "io/formats/rows.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

bool is_data(const std::string& path) {
    return !path.ends_with(".md") && !path.ends_with("PROVENANCE.txt") && !path.ends_with(".csv") &&
           !path.ends_with(".json") && !path.ends_with(".tar");
}

// What the controls of all units with this name counted.
WideMinor counted(const IntakeFile& file, std::string_view name) {
    WideMinor sum = 0;
    for (const Unit& unit : file.units) {
        for (const Control& control : unit.controls) {
            if (control.name == name) sum += control.counted;
        }
    }
    return sum;
}

// The number behind `mark`, and behind "==" where there is one.
std::string number_after(const std::string& text, const std::string& mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) return {};
    std::string word = text.substr(at + mark.size(), 40);
    word.resize(std::min(word.find_first_of("; "), word.size()));
    const std::size_t equal = word.find("==");
    return equal == std::string::npos ? word : word.substr(equal + 2);
}

TEST_CASE("every ACH and X12 sample of the collection gives a sound result", "[io][corpus]") {
    for (const char* folder : {"nacha", "x12_820", "x12_823", "x12_835", "x12_other"}) {
        for (const std::string& path : corpus_files(folder)) {
            if (!is_data(path) || std::filesystem::file_size(path) > 50'000'000) continue;
            INFO(path);
            const IntakeFile file = read_text(path, read_all(path));
            check_sound(file);
            const bool is_other =
                std::string_view(folder) == "x12_835" || std::string_view(folder) == "x12_other";
            if (!is_other) continue;
            CHECK(file.refused);
            REQUIRE(file.faults.size() == 1);
            CHECK(file.faults[0].fault == "F_FORMAT");
            const bool is_edi = path.find("NonEdi") == std::string::npos;
            CHECK((file.faults[0].words.find("an X12") != std::string::npos) == is_edi);
        }
    }
}

TEST_CASE("controls of real ACH files are recounted as the facts say", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    std::size_t compared = 0;
    for (const Facts& facts : facts_of(root + "nacha/facts.csv")) {
        const std::string path = root + "nacha/" + facts.at("file");
        const std::string& recount = facts.at("file_control_vs_recount(cents)");
        if (!std::filesystem::is_regular_file(path)) continue;
        if (recount.find("ours debit") == std::string::npos) continue;
        INFO(facts.at("file"));
        const IntakeFile file = read_text(path, read_all(path));
        CHECK(file.format == "nacha");
        // Damaged so that batches lie within each other: what belongs where is nobody's guess.
        if (path.find("crashers") != std::string::npos || has_fault(file, "F_ACH_ORDER")) continue;
        if (!has_fault(file, "F_AMOUNT")) {
            CHECK(
                counted(file, "8 batch debits") == std::stoll(number_after(recount, "ours debit "))
            );
            const std::size_t ours = recount.find("ours debit");
            CHECK(
                counted(file, "8 batch credits") ==
                std::stoll(number_after(recount.substr(ours), "credit "))
            );
        }
        CHECK(
            counted(file, "8 batch entries and addenda") ==
            std::stoll(number_after(recount, "entries/addenda "))
        );
        CHECK(
            counted(file, "8 batch entry hash") % 10'000'000'000 ==
            std::stoll(number_after(recount, "hash "))
        );
        ++compared;
    }
    CHECK(compared > 50);
}

TEST_CASE("ACH files that are wrong by name are not taken, the others are", "[io][corpus]") {
    const std::set<std::string> wrong_by_fact{
        "ach-cor.txt",     // entry hash and check digit
        "ach-return.txt",  // counts and totals
        "issue1620.ach",   // states two batches, has one
        "txp-debit.ach",   // states two blocks, has one
        "no_header.txt",
        "1e5RecordBefore1or8.txt",
        "2lCompanyNameAllZeros.txt",
        "adv-noFileControl.ach",
        "bh-ed-ad-bh-ed-ad-ed-ad.ach",
        "iat-batchHeaderErr.ach",
        "return-no-batch-controls.ach",
        "return-no-batch-header.ach",
        "missing_file_control.rtf",
    };
    // A return code that is not listed keeps its money; a line that lost only blanks is whole.
    const std::set<std::string> right_in_spite{"iat-invalidAddenda99.ach", "short-line.ach"};
    for (const std::string& path : corpus_files("nacha")) {
        if (!is_data(path)) continue;
        const std::string name = std::filesystem::path(path).filename().string();
        const bool is_listed = path.find("facts.csv") == std::string::npos;
        if (!is_listed || name.find('.') == std::string::npos) continue;
        static const std::set<std::string> known = [] {
            std::set<std::string> names;
            for (const Facts& facts : facts_of(corpus_folder() + "nacha/facts.csv"))
                names.insert(std::filesystem::path(facts.at("file")).filename().string());
            return names;
        }();
        if (known.count(name) == 0) continue;
        const bool is_said = wrong_by_fact.count(name) != 0 ||
                             path.find("crashers") != std::string::npos ||
                             name.find("invalid") != std::string::npos;
        const bool is_wrong = is_said && right_in_spite.count(name) == 0;
        INFO(path);
        const IntakeFile file = read_text(path, read_all(path));
        CHECK(file.faults.empty() != is_wrong);
        if (is_wrong) continue;
        for (const Unit& unit : file.units)
            CHECK(unit.state != UnitState::quarantined);
    }
}

TEST_CASE("returned entries of a real file name what they undo", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const std::string path = root + "nacha/moov-io_ach/test/testdata/return-WEB.ach";
    if (!std::filesystem::exists(path)) return;
    const std::vector<Payment> payments = taken(read_text(path, read_all(path)));
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].kind == MovementKind::returned);
    CHECK(payments[0].original == "091400600000001");
    CHECK(payments[0].amount == 12354);
    CHECK_FALSE(payments[0].is_credit);
    CHECK(payments[0].bank_code == "WEB/26/R01");
    CHECK(payments[1].original == "091400600000003");
    CHECK(payments[1].amount == 4565);
    CHECK(payments[1].is_credit);
    CHECK(payments[1].bank_code == "WEB/21/R03");
}

TEST_CASE("balances and counts of real 820 files are as the facts say", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    std::size_t compared = 0;
    for (const Facts& facts : facts_of(root + "x12_820/facts.csv")) {
        const std::string path = root + "x12_820/" + facts.at("file");
        if (!std::filesystem::is_regular_file(path)) continue;
        INFO(facts.at("file"));
        const IntakeFile file = read_text(path, read_all(path));
        check_sound(file);
        REQUIRE(file.units.size() == 1);
        const Unit& unit = file.units[0];
        const std::string check = facts.at("SE_check");
        const auto number = [&](const std::string& mark) {
            return std::stoll(number_after(check + " ", mark));
        };
        REQUIRE_FALSE(unit.controls.empty());
        CHECK(unit.controls[0].stated == number("SE01="));
        CHECK(unit.controls[0].counted == number("counted="));
        ++compared;
        if (facts.at("BPR02").empty()) continue;  // a template, or the old form
        REQUIRE(unit.controls.size() == 2);
        const Currency dollar = *Currency::find("USD");
        const auto cents = [&](const char* column) {
            return amount_without_spare_zeros(facts.at(column), dollar).value();
        };
        CHECK(unit.controls[1].stated == cents("BPR02"));
        // Adjustments below a reference are netted in it; only Safeway's stand beside them.
        const bool is_beside = path.find("Safeway") != std::string::npos;
        CHECK(
            unit.controls[1].counted == cents("sum_RMR04") + (is_beside ? cents("sum_ADX01") : 0)
        );
        const bool is_balanced = facts.at("balance") == "BPR=RMR";
        CHECK(unit.controls[1].ties() == is_balanced);
        if (!is_balanced) CHECK(unit.state == UnitState::quarantined);
    }
    CHECK(compared > 7);
}

TEST_CASE("a retailer's real advice has its seven invoices", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const std::string path = root + "x12_820/indice-co_EDI.Net/x12.820.issue140.edi";
    if (!std::filesystem::exists(path)) return;
    const IntakeFile file = read_text(path, read_all(path));
    REQUIRE(file.remittances.size() == 1);
    const Remittance& advice = file.remittances[0];
    CHECK(advice.trace == "4529952");
    CHECK(advice.payer_name == "MART INC.");
    CHECK(advice.total == Minor{2129897});
    REQUIRE(advice.lines.size() == 7);
    CHECK(advice.lines[0].reference == "26801");
    CHECK(advice.lines[0].gross == Minor{465041});
    CHECK(advice.lines[0].discount == 9790);
    CHECK(advice.lines[0].deduction == 14376);
    CHECK(advice.lines[0].reason == "59");
    CHECK(advice.lines[0].net == Minor{440875});
    CHECK(advice.lines[6].reference == "27029");
    CHECK(file.warnings.empty());
}

TEST_CASE("the two synthetic 823 have totals that do not tie", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    for (const char* name : {"823_full_interchange_minimal.edi", "823_transaction_set_only.edi"}) {
        const std::string path = root + "x12_823/apimeister_x12-types/" + name;
        if (!std::filesystem::exists(path)) continue;
        INFO(name);
        const IntakeFile file = read_text(path, read_all(path));
        check_sound(file);
        CHECK(taken(file).empty());
        CHECK(has_fault(file, "F_X12_TOTAL"));
        REQUIRE(file.units.size() == 1);
        CHECK(file.units[0].lockbox == "LOCKBOX1");
    }
}

}  // namespace
}  // namespace tieout
