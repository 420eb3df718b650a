// Rare dialects of our own making: the same money as in the common ones, whatever the layout.
#include <catch2/catch.hpp>

#include "tests/fuzz/bai2_recount.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

struct Rare {
    const char* name;
    const char* dialect;
    std::size_t movements;
    Minor sum;
    std::size_t lines;  // of remittance, of payments and of advice
};

std::size_t lines_of(const IntakeFile& file) {
    std::size_t lines = 0;
    for (const Payment& each : taken(file))
        lines += each.remittance.size();
    for (const Remittance& each : file.remittances)
        lines += each.lines.size();
    return lines;
}

TEST_CASE("every rare sample is read whole, without a fault", "[io][rare]") {
    constexpr std::array known{
        Rare{"creadv-two.edi", "CREADV D.96A", 2, 80015, 1},
        Rare{"lockbox-120-invoices.bai", "base", 1, 120000, 0},
        Rare{"lockbox-264-columns.bai", "wide", 7, 800740, 7},
        Rare{"lockbox-80-unbroken.bai", "base", 7, 800740, 0},
        Rare{"lockbox-94-columns.bai", "base", 7, 800740, 0},
        Rare{"lockbox-no-batch-totals.bai", "base", 7, 800740, 0},
        Rare{"lockbox-one-header.bai", "base", 7, 800740, 0},
        Rare{"lockbox-sap-104-unbroken.bai", "sap", 7, 800740, 7},
        Rare{"lockbox-two-boxes.bai", "base", 14, 1601480, 0},
        Rare{"nacha-ctx-820-other-amount.ach", "", 1, 210040, 2},
        Rare{"nacha-ctx-820.ach", "", 1, 210040, 2},
        Rare{"remadv-d01b.edi", "REMADV D.01B EAN004", 0, 0, 3},
        Rare{"remadv-energy.edi", "REMADV D.05A 2.9a", 0, 0, 2},
        Rare{"x12-823-005010.edi", "", 3, 237540, 4},
        Rare{"x12-823-no-batches.edi", "", 3, 237540, 4},
        Rare{"x12-823-two-deposits.edi", "", 6, 475080, 8},
    };
    const std::vector<std::string> names = data_files("samples/rare");
    REQUIRE(names.size() == known.size());
    for (const Rare& rare : known) {
        INFO(rare.name);
        const IntakeFile file = read_sample(std::string("rare/") + rare.name);
        check_sound(file);
        CHECK(file.faults.empty());
        CHECK(file.dialect == rare.dialect);
        CHECK(taken(file).size() == rare.movements);
        CHECK(taken_sum(file) == rare.sum);
        CHECK(lines_of(file) == rare.lines);
    }
}

TEST_CASE("a check has the same id in every width of its records", "[io][rare]") {
    const std::vector<Payment> common = taken(read_sample("lockbox-2026-03-16.bai"));
    for (const char* name :
         {"rare/lockbox-94-columns.bai",
          "rare/lockbox-80-unbroken.bai",
          "rare/lockbox-264-columns.bai",
          "rare/lockbox-sap-104-unbroken.bai",
          "rare/lockbox-no-batch-totals.bai",
          "rare/lockbox-one-header.bai"}) {
        INFO(name);
        const std::vector<Payment> rare = taken(read_sample(name));
        REQUIRE(rare.size() == common.size());
        for (std::size_t i = 0; i < rare.size(); ++i) {
            CHECK(rare[i].payment == common[i].payment);
            CHECK(rare[i].payer_name == common[i].payer_name);
            CHECK(rare[i].check_number == common[i].check_number);
        }
    }
}

TEST_CASE(
    "an 820 in addenda that states another amount is told, the money is the batch's", "[io][rare]"
) {
    const IntakeFile file = read_sample("rare/nacha-ctx-820-other-amount.ach");
    CHECK(has_warning(file, "F_X12_BALANCE"));
    CHECK(taken(file).at(0).amount == 210040);
}

TEST_CASE("a day with its time and zone is a day", "[io][rare]") {
    const IntakeFile file = read_sample("rare/remadv-energy.edi");
    CHECK(file.warnings.empty());
    CHECK(file.remittances.at(0).date == *parse_date("2026-03-16"));
}

TEST_CASE("the second recount of BAI2 totals finds a total that is off", "[io][rare]") {
    const std::string text = data_text("samples/bai2-2026-03-16.bai2");
    const IntakeFile file = read_text("f", text);
    REQUIRE(is_plain_bai2(text));
    CHECK(bai2_total_missed(file, text).empty());
    // The file as it was read, beside bytes that state something else.
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"16,195,430000", "16,195,430001"},
             {"015,10895240", "015,10895241"},
             {"49,24787720", "49,24787721"},
             {"98,24787720,1", "98,24787721,1"},
             {"98,24787720,1", "98,24787720,2"},
             {"99,24787720,1", "99,24787720,2"}
         }) {
        INFO(to);
        CHECK_FALSE(bai2_total_missed(file, replaced(text, from, to)).empty());
    }
}

}  // namespace
}  // namespace tieout
