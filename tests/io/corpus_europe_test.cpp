// Real CODA, CFONB, ISO 20022 and CSV samples of the collection: what is known of each.
#include <filesystem>
#include <map>

#include <catch2/catch.hpp>

#include "io/formats/source.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

IntakeFile read_path(const std::string& path, const std::string& format = "") {
    IntakeFile file = read_text(path, read_all(path), format);
    check_sound(file);
    return file;
}

// The files of one folder by name, with whether each is taken; those that are not there are
// skipped.
void check_taken(const std::string& folder, const std::map<std::string, bool>& expected) {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    std::size_t compared = 0;
    for (const auto& [name, is_taken] : expected) {
        const std::string path = root + folder + "/" + name;
        if (!std::filesystem::exists(path)) continue;
        INFO(name);
        const IntakeFile file = read_path(path);
        bool all = !file.refused && !file.units.empty();
        for (const Unit& unit : file.units)
            all = all && unit.state == UnitState::taken;
        CHECK(all == is_taken);
        CHECK(file.faults.empty() == is_taken);
        ++compared;
    }
    CHECK(compared > 3);
}

TEST_CASE(
    "real CODA files tie where the facts say so, by balance, totals and count", "[io][corpus]"
) {
    const std::string php = "wimverstuyf_php-coda-parser/";
    const std::string py = "acsone_pycoda/";
    check_taken(
        "coda",
        {
            {php + "sample1.cod", true},
            {php + "sample2.cod", false},  // a new balance of 23154.685 EUR
            {php + "sample3.cod", false},
            {php + "sample4.cod", false},
            {php + "sample6.cod", false},  // a movement of 767.823 EUR
            {php + "sample7.cod", false},
            {php + "sample8.cod", true},
            {php + "sample9.cod", false},
            {php + "sample10.cod", true},
            {php + "sample11.cod", true},
            {py + "Coda_foreign_account.txt", true},
            {py + "Coda_v2_3_faulty_globalisation.txt", true},
            {py + "Coda_v2_3_faulty_globalisation_2.txt", true},
            {py + "Coda_v2_3_globalisation_2.txt", false},  // 4 records were taken out
            {py + "Coda_v2_3_multi_statements.txt", true},
            {py + "Coda_v2_3_single_statement.txt", true},
            {"OCA_l10n-belgium/Ontvangen_CODA.2012-01-11-18.59.15.txt", false},
        }
    );
}

TEST_CASE(
    "CODA samples have the amounts, parties and references of their golden tests", "[io][corpus]"
) {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const std::string folder = root + "coda/wimverstuyf_php-coda-parser/";
    const IntakeFile first = read_path(folder + "sample1.cod");
    REQUIRE(first.units.size() == 1);
    CHECK(format_date(*first.units[0].as_of) == "2017-10-11");
    CHECK(first.units[0].opening_balance == Minor{1775212});
    CHECK(first.units[0].closing_balance == Minor{1783212});
    REQUIRE(first.units[0].movements.size() == 4);
    const Payment& payment = first.units[0].movements[0];
    CHECK(payment.amount == 500);
    CHECK(payment.payer_name == "KLANT1 MET NAAM1");
    CHECK(payment.payer_account == "BE22313215646432");
    CHECK(payment.remittance.at(0).reference == "000003505158");
    const IntakeFile tenth = read_path(folder + "sample10.cod");
    CHECK(tenth.units.at(0).opening_balance == Minor{10000});
    CHECK(tenth.units[0].movements.at(0).amount == 25000);
    CHECK(tenth.units[0].movements.at(1).amount == 75000);
    const IntakeFile sixth = read_path(folder + "sample6.cod");
    CHECK(sixth.units.at(0).account == "001548226815");
    CHECK(sixth.units[0].movements.at(0).remittance.at(0).reference == "112455446812");
    CHECK(sixth.faults.at(0).place.line == 3);
    const IntakeFile seventh = read_path(folder + "sample7.cod");
    REQUIRE(seventh.units.at(0).movements.size() == 3);
    CHECK(seventh.units[0].movements[0].amount == 2500);
    CHECK(seventh.units[0].movements[0].payer_name == "KLANT2 NAAM2");
    CHECK(seventh.units[0].movements[0].remittance.at(0).reference == "000003515846");
}

TEST_CASE(
    "real CFONB files tie where the facts say so, the faulty ones are located", "[io][corpus]"
) {
    const std::string strict = "pennylane-hq_cfonb/";
    const std::string silarhi = "silarhi_cfonb-parser/tests/fixtures/";
    check_taken(
        "cfonb",
        {
            {strict + "example.txt", true},
            {strict + "end_of_statement_without_beginning.txt", false},
            {strict + "invalid_date.txt", false},
            {strict + "new_statement_without_previous_ended.txt", false},
            {strict + "operation.txt", false},
            {strict + "operation_already_defined.txt", false},
            {strict + "operation_detail_without_operation.txt", false},
            {strict + "operation_out_of_statement.txt", false},
            {strict + "operation_unstarted.txt", false},
            {silarhi + "cfonb.240-complex-test.txt", false},
            {silarhi + "complex-test.txt", true},
            {silarhi + "non-strict-test.txt", true},
            {silarhi + "simple-test.txt", true},
            {silarhi + "test-unused-parts.txt", true},
        }
    );
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const IntakeFile example = read_path(root + "cfonb/pennylane-hq_cfonb/example.txt");
    REQUIRE(example.units.size() == 2);
    CHECK(example.units[0].movements.size() == 3);
    CHECK(example.units[1].movements.size() == 3);
    CHECK(taken_sum(example) == -3221 - 1070 - 790 + 9749 - 1210 - 790);
    CHECK(read_path(root + "cfonb/" + silarhi + "complex-test.txt").units.size() == 8);
}

TEST_CASE("real ISO 20022 messages are read or refused by name", "[io][corpus]") {
    std::size_t statuses = 0;
    for (const std::string& path : corpus_files("iso20022_other")) {
        if (!path.ends_with(".xml")) continue;
        INFO(path);
        const IntakeFile file = read_path(path);
        CHECK(taken(file).empty());
        if (file.format == "pain.002") ++statuses;
        if (!file.refused) continue;
        const std::string& words = file.faults.at(0).words;
        const bool is_named = words.find("ISO 20022 message") != std::string::npos;
        CHECK((is_named || path.ends_with("invalid.xml")));
    }
    if (!corpus_folder().empty()) CHECK(statuses >= 3);
}

TEST_CASE("real CSV exports are proved, or refused with a located fault", "[io][corpus]") {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    for (const std::string& path : corpus_files("csv")) {
        if (path.ends_with("PROVENANCE.txt")) continue;
        INFO(path);
        const IntakeFile file = read_path(path);
        CHECK((file.refused == !file.faults.empty()));
    }
    const auto sum = [&](const std::string& name, const std::string& format, WideMinor expected) {
        const std::string path = root + "csv/" + name;
        if (!std::filesystem::exists(path)) return;
        INFO(name);
        const IntakeFile file = read_path(path, format);
        CHECK(file.faults.empty());
        CHECK(taken_sum(file) == expected);
    };
    sum("sebastienrousseau_bankstatementparser/golden/csv_spanish_headers.csv",
        "",
        -123456 + 350000 - 450);
    sum("OCA_bank-statement-import/sample_statement_en.csv", "csv::USD", -3350 + 152500);
    sum("simonmichael_hledger/examples/sample.fr.cp1252.csv", "csv::EUR", 5000 - 1000 - 2000);
    sum("simonmichael_hledger/examples/csv/other/stripe.csv", "", 1200 - 77);
    sum("simonmichael_hledger/examples/csv/other/paypal-custom.csv", "", -699 - 700 - 200 + 941);
    sum("simonmichael_hledger/examples/csv/apps/monefy.csv", "csv::dmy", 128080 + 488400 - 27200);
    sum("simonmichael_hledger/examples/csv/apps/ynab4-rtl.csv", "csv::JOD", -4750 - 93210);
    const std::string both = root + "csv/OCA_bank-statement-import/debit_credit_amount.csv";
    if (std::filesystem::exists(both)) CHECK(read_path(both, "csv::USD").refused);
}

TEST_CASE("OFX and QIF are refused by name", "[io][corpus]") {
    for (const std::string& path : corpus_files("ofx_qif")) {
        if (path.ends_with("PROVENANCE.txt")) continue;
        INFO(path);
        const IntakeFile file = read_path(path);
        REQUIRE(file.refused);
        const std::string& words = file.faults.at(0).words;
        CHECK((words.find("OFX") != std::string::npos || words.find("QIF") != std::string::npos));
    }
}

}  // namespace
}  // namespace tieout
