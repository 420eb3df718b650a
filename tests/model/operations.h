// Chooses what happens next: more than fifty kinds of operation, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/model/model.h"

namespace tieout::reference {

class Choosing {
public:
    explicit Choosing(std::uint64_t seed);

    Deed next(const Model& model);

private:
    friend struct Operations;

    std::uint32_t below(std::size_t bound);

    bool one_in(std::uint32_t times) { return below(times) == 0; }

    Cents amount();
    std::string user();
    std::string customer(const Model& model);

    std::string currency() { return one_in(8) ? "EUR" : "USD"; }

    // Those rows of a table for which `wanted` holds: one of them, or nothing.
    template <class Wanted>
    int any_of(std::size_t rows, Wanted&& wanted) {
        std::vector<int> found;
        for (std::size_t i = 0; i < rows; ++i) {
            if (wanted(static_cast<int>(i))) found.push_back(static_cast<int>(i));
        }
        return found.empty() ? nothing : found[below(found.size())];
    }

    std::mt19937_64 random_;
    Day today_ = 20'500;
    std::uint32_t documents_ = 0;
    std::uint32_t receipts_ = 0;
    std::uint32_t files_ = 0;
    std::vector<Deed> files_sent_;
    std::size_t told_ = 0;
};

}  // namespace tieout::reference
