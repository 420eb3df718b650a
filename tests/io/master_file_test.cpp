// Master data files: kinds known by their columns, defaults, and every bad cell located.
#include "io/formats/master_file.h"

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

Result<MasterFile> read(std::string_view text, const std::string& kind = "") {
    Serial serial;
    return read_master_file("f", text, {kind, {}}, serial);
}

TEST_CASE("the small book is read whole", "[io][master]") {
    const std::vector<std::pair<std::string, std::size_t>> files{
        {"entities", 1}, {"accounts", 3}, {"customers", 12}, {"items", 40}
    };
    for (const auto& [kind, rows] : files) {
        INFO(kind);
        const auto file = read(data_text("book-small/" + kind + ".csv"));
        REQUIRE(file.has_value());
        CHECK(file->kind == kind);
        CHECK(file->faults.empty());
        CHECK(file->rows.size() == rows);
    }
    const auto customers = read(data_text("book-small/customers.csv"));
    const auto& acme = std::get<CustomerRecord>(customers->rows[0].record);
    CHECK(acme.aliases == std::vector<std::string>{"ACME IND", "Acme Industrial"});
    CHECK(acme.bank_accounts == std::vector<std::string>{"055002707/12345555"});
}

TEST_CASE("an item has the defaults of its kind", "[io][master]") {
    const auto file = read("document,customer,currency,amount\nINV-1,C1,JPY,700\n");
    REQUIRE(file.has_value());
    const auto& item = std::get<ItemRecord>(file->rows.at(0).record);
    CHECK(item.open_amount == 700);
    CHECK(item.entity == "main");
    CHECK(item.instalment == 1);
    CHECK(item.kind == ItemKind::invoice);
    CHECK(item.key.empty());
    CHECK(file->rows[0].line == 2);
}

TEST_CASE("every bad cell is listed with its line and column, good rows stay", "[io][master]") {
    const auto file = read(
        "document,customer,currency,amount,due_date,kind\n"
        "INV-1,C1,USD,10.005,,\n"
        "INV-2,,USD,10.00,2026-13-01,\n"
        "INV-3,C1,USD,10.00,,invoice\n"
        "INV-4,C1,XXQ,10.00,,\n"
        "INV-5,C1,USD,10.00,,present\n"
        "INV-6,C1,USD,-10.00,,\n"
    );
    REQUIRE(file.has_value());
    CHECK(file->rows.size() == 1);
    REQUIRE(file->faults.size() == 6);
    CHECK(file->faults[0].place.line == 2);
    CHECK(file->faults[0].place.column == 14);
    CHECK(file->faults[0].words == "amount: at most 2 decimals for USD expected, found '10.005'");
    CHECK(file->faults[1].words == "customer: a value expected");
    CHECK(file->faults[2].fault == "F_DATE");
    CHECK(file->faults[3].fault == "F_CURRENCY");
    CHECK(file->faults[4].fault == "F_WORD");
}

TEST_CASE("an item may not be open for more than it was", "[io][master]") {
    const auto file = read(
        "document,customer,currency,amount,open_amount\nI,C,USD,10.00,10.01\nJ,C,USD,10.00,0.00\n"
    );
    CHECK(file->rows.size() == 1);
    CHECK(file->faults.size() == 1);
}

TEST_CASE("no part of an item is more than the item", "[io][master]") {
    for (const char* column : {"open_amount", "discount_amount", "tax_amount", "disputed_amount"}) {
        CAPTURE(column);
        const auto file = read(
            "document,customer,currency,amount," + std::string(column) +
            "\nI,C,USD,10.00,10.01\nJ,C,USD,10.00,10.00\n"
        );
        REQUIRE(file->rows.size() == 1);
        REQUIRE(file->faults.size() == 1);
        CHECK(file->faults[0].place.line == 2);
        CHECK(file->faults[0].words == std::string(column) + ": no more than the amount expected");
    }
}

TEST_CASE("NDJSON carries the same columns and lists as arrays", "[io][master]") {
    const auto file = read(
        R"({"document":"I1","customer":"C","currency":"USD","amount":"5.00","references":["a","b"]})"
        "\n"
        R"({"document":"I2","customer":"C","currency":"USD","amount":5})"
        "\n"
        R"({"document":"I3","customer":"C","currency":"USD","amount":"5.00","instalment":2})"
        "\n"
    );
    REQUIRE(file.has_value());
    CHECK(file->kind == "items");
    REQUIRE(file->rows.size() == 2);
    CHECK(std::get<ItemRecord>(file->rows[0].record).references.size() == 2);
    CHECK(std::get<ItemRecord>(file->rows[1].record).instalment == 2);
    REQUIRE(file->faults.size() == 1);
    CHECK(file->faults[0].place.line == 2);
}

TEST_CASE("what a record of each kind must have is told at its cell", "[io][master]") {
    struct Wrong {
        const char* text;
        const char* fault;
        std::uint64_t column;
    };

    for (const Wrong& wrong : {
             Wrong{"entity,base_currency\n,USD\n", "F_MISSING", 1},
             Wrong{"entity,base_currency\nmain,XXQ\n", "F_CURRENCY", 6},
             Wrong{"account,currency\n,USD\n", "F_MISSING", 1},
             Wrong{"account,currency\nA1,XXQ\n", "F_CURRENCY", 4},
             Wrong{"customer,currency,credit_limit\nC1,XXQ,5.00\n", "F_CURRENCY", 4},
             Wrong{"customer,currency,credit_limit\nC1,USD,5.001\n", "F_AMOUNT", 8},
             Wrong{"customer,currency,credit_limit\nC1,USD,-5.00\n", "F_AMOUNT", 8},
             Wrong{"document,customer,currency,amount\nI,C,USD,\n", "F_MISSING", 9},
             Wrong{"document,customer,currency,amount\nI,C,USD,1e3\n", "F_AMOUNT", 9},
             Wrong{"document,customer,currency,amount,kind\nI,C,USD,5.00,claim\n", "F_WORD", 14},
             Wrong{"document,customer,currency,amount,instalment\nI,C,USD,5,x\n", "F_NUMBER", 11},
             Wrong{"account,currency,date,balance\n1200,USD,2026-03-31,\n", "F_MISSING", 21},
             Wrong{"account,currency,date,balance\n1200,USD,,5.00\n", "F_MISSING", 10},
             Wrong{"currency,month,credit_sales\nUSD,2026-13,5.00\n", "F_DATE", 5},
             Wrong{"currency,month,credit_sales\nUSD,March,5.00\n", "F_DATE", 5},
             Wrong{"currency,month,credit_sales\nUSD,2026-03,\n", "F_MISSING", 13},
         }) {
        INFO(wrong.text);
        const auto file = read(wrong.text);
        REQUIRE(file.has_value());
        CHECK(file->rows.empty());
        REQUIRE_FALSE(file->faults.empty());
        CHECK(file->faults[0].fault == wrong.fault);
        CHECK(file->faults[0].place.line == 2);
        CHECK(file->faults[0].place.column == wrong.column);
    }
}

TEST_CASE("each kind of master data has its defaults", "[io][master]") {
    const auto entity = read("entity,name\nmain,Harbor Supply\n");
    CHECK(std::get<EntityRecord>(entity->rows.at(0).record).base_currency.is_none());
    const auto account = read("account,currency,role,lockbox\nA1,EUR,cash,0022222\n");
    const auto& bank = std::get<AccountRecord>(account->rows.at(0).record);
    CHECK(bank.entity == "main");
    CHECK(bank.role == "cash");
    CHECK(bank.lockbox == "0022222");
    const auto customer = read("customer,currency,credit_limit\nC1,JPY,500\nC2,,\n");
    CHECK(std::get<CustomerRecord>(customer->rows.at(0).record).credit_limit == Minor{500});
    CHECK_FALSE(std::get<CustomerRecord>(customer->rows.at(1).record).credit_limit.has_value());
    const auto sales = read("currency,month,credit_sales\nUSD,2026-03-01,-100.00\n");
    CHECK(std::get<SalesRecord>(sales->rows.at(0).record).credit_sales == -10000);
    CHECK(std::get<SalesRecord>(sales->rows.at(0).record).entity == "main");
}

TEST_CASE("control balances and sales are known by their columns", "[io][master]") {
    CHECK(
        read("entity,account,currency,date,balance\nmain,1200,USD,2026-03-31,-5.00\n")->kind ==
        "control"
    );
    const auto sales = read("entity,currency,month,credit_sales\nmain,USD,2026-03,100.00\n");
    CHECK(sales->kind == "sales");
    CHECK(format_date(std::get<SalesRecord>(sales->rows.at(0).record).month) == "2026-03-01");
    CHECK_FALSE(read("colour,shape\nred,round\n").has_value());
    CHECK_FALSE(read("document,customer\n", "invoices").has_value());
    CHECK_FALSE(read("").has_value());
}

}  // namespace
}  // namespace tieout
