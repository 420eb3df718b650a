// 273 real-shaped cheques without any reference clear 302 orders, and nothing is wrong.
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "io/formats/recognise.h"
#include "tests/support/dataset_books.h"
#include "tests/support/kept.h"
#include "tests/support/memory_books.h"

namespace tieout {
namespace {

// Documents that each cheque cleared, by check number.
std::map<std::string, std::set<std::string>> cleared(const Book& book, const CashOutcome& outcome) {
    std::map<std::string, std::set<std::string>> documents;
    for (const Movement& movement : outcome.movements) {
        for (const ClearedItem& item : movement.match.clearing.items) {
            documents[movement.payment.check_number.str()].insert(book.item(item.item).document);
        }
    }
    return documents;
}

std::map<std::string, std::set<std::string>> truth(const DatasetBook& data) {
    std::map<std::string, std::set<std::string>> documents;
    std::size_t at = data.truth_csv.find('\n') + 1;
    while (at < data.truth_csv.size()) {
        const std::size_t comma = data.truth_csv.find(',', at);
        const std::size_t end = data.truth_csv.find('\n', at);
        documents[data.truth_csv.substr(at, comma - at)].insert(
            data.truth_csv.substr(comma + 1, end - comma - 1)
        );
        at = end + 1;
    }
    return documents;
}

void check_shape(LockboxShape shape) {
    const std::string folder = std::string(TIEOUT_SOURCE_DIR) + "/../shared/datasets/classicmodels";
    const auto data = classicmodels_book(folder, shape);
    if (!data) {
        WARN("the dataset classicmodels is not beside the project: nothing to check");
        return;
    }
    Serial serial;
    MemoryBooks books(2);
    const auto customers = read_master_file("customers.csv", data->customers_csv, {}, serial);
    const auto items = read_master_file("items.csv", data->items_csv, {}, serial);
    REQUIRE(customers);
    REQUIRE(items);
    REQUIRE(books.load({*customers, *items}).faults.empty());
    IntakeFile file = read_bank_file(data->bank_file_name, data->bank_file, {}, serial);
    for (const Error& fault : file.faults)
        FAIL_CHECK(to_text(fault));
    REQUIRE(file.format == "bai_lockbox");
    const CashOutcome outcome = books.apply(one(std::move(file)));
    REQUIRE(outcome.movements.size() == 273);
    for (const Movement& movement : outcome.movements) {
        INFO(movement.payment.check_number << ' ' << movement.match.detail);
        CHECK(movement.status == PaymentStatus::applied);
        CHECK_FALSE(movement.opens_exception());
    }
    std::size_t open = 0;
    for (const OpenItem& item : books.book().items)
        open += item.is_open() ? 1U : 0U;
    CHECK(open == 24);
    CHECK(books.book().items.size() - open == 302);
    CHECK(books.book().exceptions.empty());
    const auto wanted = truth(*data);
    const auto found = cleared(books.book(), outcome);
    CHECK(found.size() == wanted.size());
    for (const auto& [cheque, documents] : wanted) {
        INFO("cheque " << cheque);
        REQUIRE(found.contains(cheque));
        CHECK(found.at(cheque) == documents);
    }
}

TEST_CASE("every cheque of classicmodels is applied, from an 80-column lockbox", "[datasets]") {
    check_shape(LockboxShape::base);
}

TEST_CASE("every cheque of classicmodels is applied, from a 300-column lockbox", "[datasets]") {
    check_shape(LockboxShape::wide);
}

}  // namespace
}  // namespace tieout
