// Real ACH and X12 samples of the collection: counts, hashes and sums agree with the recounts.
#include <filesystem>
#include <set>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

bool is_data(const std::string& path) {
    return !path.ends_with(".md") && !path.ends_with("PROVENANCE.txt") && !path.ends_with(".csv") &&
           !path.ends_with(".json") && !path.ends_with(".tar");
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
