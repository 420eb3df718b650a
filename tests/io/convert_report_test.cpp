// The convert report can be read back: the same payments, the same money, the same ids.
#include "io/report/convert_report.h"

#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"
#include "tests/support/kept.h"

namespace tieout {
namespace {

TEST_CASE("payments converted to CSV and read again are the same payments", "[io][convert]") {
    for (const char* name :
         {"lockbox-2026-03-16.bai",
          "bai2-2026-03-16.bai2",
          "camt054-2026-03-16.xml",
          "payments-2026-03-16.ndjson"}) {
        INFO(name);
        const std::vector<IntakeFile> files = one(read_sample(name));
        const std::string csv = convert_payments_to_csv(files);
        const std::vector<Payment> before = taken(files[0]);
        const std::vector<Payment> after = taken(read_text("f", csv));
        REQUIRE(after.size() == before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
            CHECK(after[i].payment == before[i].payment);
            CHECK(after[i].amount == before[i].amount);
            CHECK(after[i].is_credit == before[i].is_credit);
            CHECK(after[i].kind == before[i].kind);
            CHECK(after[i].role == before[i].role);
            CHECK(after[i].channel == before[i].channel);
            CHECK(after[i].payer_account == before[i].payer_account);
            CHECK(after[i].memo == before[i].memo);
        }
    }
}

TEST_CASE("advice converted to CSV names its payment and keeps its amounts", "[io][convert]") {
    const std::vector<IntakeFile> files = one(read_sample("lockbox-sap-2026-03-16.bai"));
    const IntakeFile advice = read_text("f", convert_remittances_to_csv(files));
    check_sound(advice);
    REQUIRE(advice.remittances.size() == 6);
    CHECK(advice.remittances[2].payment == taken(files[0])[2].payment);
    CHECK(advice.remittances[2].lines[0].net == Minor{98500});
    CHECK(advice.remittances[2].lines[0].deduction == 1500);
}

TEST_CASE("NDJSON has a record field in every line and amounts as text", "[io][convert]") {
    std::vector<IntakeFile> files = one(read_sample("camt053-2026-03-16.xml"));
    files.push_back(read_sample("broken/lockbox-batch-total-wrong.bai"));
    const std::string text = convert_to_ndjson(files);
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        CHECK(text.compare(at, 11, "{\"record\":\"") == 0);
        ++lines;
    }
    CHECK(lines > 20);
    CHECK(text.find("\"amount\":\"2940.00\"") != std::string::npos);
    CHECK(text.find("\"record\":\"fault\"") != std::string::npos);
    CHECK(text.find("\"state\":\"not_cash\"") != std::string::npos);
}

TEST_CASE("CSV is written into a folder that is made if it is missing", "[io][convert]") {
    const std::string folder =
        (std::filesystem::temp_directory_path() / "tieout-convert-test" / "out").string();
    const std::vector<IntakeFile> files = one(read_sample("lockbox-2026-03-16.bai"));
    REQUIRE(write_convert_csv(files, folder).has_value());
    CHECK(read_all(folder + "/payments.csv") == convert_payments_to_csv(files));
    CHECK(std::filesystem::exists(folder + "/remittances.csv"));
    std::filesystem::remove_all(std::filesystem::path(folder).parent_path());
}

}  // namespace
}  // namespace tieout
