// 273 real-shaped cheques that name nothing, against 326 orders: the answer is known.
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <catch2/catch.hpp>

#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

using namespace tieout;

namespace {

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
    std::ifstream file(std::string(TIEOUT_SOURCE_DIR) + "/data/classicmodels/" + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    while (std::getline(file, line)) {
        std::vector<std::string> fields;
        std::stringstream text(line);
        std::string field;
        while (std::getline(text, field, ','))
            fields.push_back(field);
        rows.push_back(std::move(fields));
    }
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
}

}  // namespace

TEST_CASE("classicmodels: 273 of 273 cheques are applied right", "[matching][classicmodels]") {
    const auto orders = rows_of("orders.csv");
    const auto cheques = rows_of("payments.csv");
    REQUIRE(orders.size() == 326);
    REQUIRE(cheques.size() == 273);
    BookBuilder b;
    std::map<std::string, CustomerNo> customers;
    for (const auto& order : orders) {
        if (!customers.contains(order[1])) customers[order[1]] = b.customer(order[1]);
        b.item(customers[order[1]], order[0], order[6], {.due = order[3], .invoiced = order[2]});
    }
    for (const auto& cheque : cheques) {
        b.pays(cheque[1], cheque[0], cheque[3]).booking_date = day(cheque[2]);
    }
    TieredMatcher matcher(2);
    const auto matches = b.match_with(matcher);
    std::size_t applied = 0;
    std::size_t wrong = 0;
    std::vector<bool> closed(b.book.items.size(), false);
    for (std::size_t i = 0; i < matches.size(); ++i) {
        const Match& match = matches[i];
        INFO(
            "cheque " << cheques[i][1] << " of " << cheques[i][0] << ": "
                      << word_of(match.certificate) << " " << word_of(match.reason) << " "
                      << match.detail << " wants " << cheques[i][5]
        );
        CHECK(match.status == PaymentStatus::applied);
        applied += match.status == PaymentStatus::applied ? 1U : 0U;
        std::vector<std::string> documents;
        for (const ClearedItem& each : match.clearing.items) {
            documents.push_back(b.book.item(each.item).document);
            CHECK_FALSE(closed[slot(each.item)]);
            closed[slot(each.item)] = true;
        }
        std::sort(documents.begin(), documents.end());
        std::string joined;
        for (const std::string& document : documents) {
            joined += (joined.empty() ? "" : "|") + document;
        }
        wrong += !documents.empty() && joined != cheques[i][5] ? 1U : 0U;
    }
    CHECK(applied == 273);
    CHECK(wrong == 0);
    CHECK(std::count(closed.begin(), closed.end(), true) == 302);
}
