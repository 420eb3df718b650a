#include "tests/support/single_amounts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "tests/support/dataset_books.h"

namespace tieout {

namespace {

// Customer, currency and amount; several items may share them.
using Pool = std::multimap<std::tuple<std::string, std::string, std::int64_t>, std::string>;

}  // namespace

SingleAmounts single_amounts(const LedgerBook& book, const std::string& folder) {
    std::map<std::string, std::string> customers;
    for (const auto& row : dataset_rows(folder + "/customers.csv"))
        customers[row.at(1)] = row.at(0);
    std::set<std::pair<std::string, std::string>> truth;
    for (const auto& row : dataset_rows(folder + "/truth.csv"))
        truth.emplace(row.at(0), row.at(1));
    SingleAmounts counts;
    Pool pool;
    for (std::size_t week = 0; week < book.weeks.size(); ++week) {
        const std::string name = folder + "/week" + std::to_string(week);
        for (const auto& row : dataset_rows(name + "-items.csv")) {
            if (row.at(3) != "invoice") continue;
            pool.emplace(std::tuple(row.at(1), row.at(4), cents_of(row.at(5))), row.at(2));
        }
        auto payments = dataset_rows(name + "-payments.csv");
        std::sort(payments.begin(), payments.end(), [](const auto& a, const auto& b) {
            return std::tie(a.at(1), a.at(0)) < std::tie(b.at(1), b.at(0));
        });
        for (const auto& row : payments) {
            ++counts.payments;
            const auto key = std::tuple(customers[row.at(5)], row.at(2), cents_of(row.at(3)));
            const auto [first, end] = pool.equal_range(key);
            if (first == end || std::next(first) != end) continue;
            ++counts.posted;
            counts.right += truth.contains({row.at(0), first->second}) ? 1U : 0U;
            pool.erase(first);
        }
    }
    return counts;
}

}  // namespace tieout
