// The parts that made-up bank files are put together from: amounts, names, columns.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "bench/bank_files.h"

namespace tieout {

template <class... Values>
void put(std::string& text, fmt::format_string<Values...> shape, Values&&... values) {
    fmt::format_to(std::back_inserter(text), shape, std::forward<Values>(values)...);
}

// Amounts between 1.00 and 9,999.99, and the words of a payer.
class Made {
public:
    Minor amount() { return static_cast<Minor>(100 + random_() % 999'900); }

    std::size_t below(std::size_t count) { return random_() % count; }

    std::string_view company() {
        static constexpr std::array names{
            "HARBOR SUPPLY CO",
            "GULFSTREAM CHARTER GROUP",
            "BAYSIDE MARINE INC",
            "EASTPORT FISHERIES LLC",
            "DELTA RIGGING SERVICES",
            "COASTAL HARDWARE",
            "FAIRHAVEN BOATS",
            "NORTHWIND SHIPPING COMPANY",
        };
        return names[below(names.size())];
    }

private:
    std::mt19937 random_{20260316};
};

inline std::int64_t whole(WideMinor amount) {
    return static_cast<std::int64_t>(amount);
}

inline std::string with_mark(WideMinor cents, char mark) {
    return fmt::format("{}{}{:02}", whole(cents / 100), mark, whole(cents % 100));
}

// A record of `size` columns, filled at columns from 1.
class Columns {
public:
    explicit Columns(std::size_t size) : text_(size, ' ') {}

    Columns& at(std::size_t column, std::string_view words) {
        std::copy_n(
            words.begin(),
            std::min(words.size(), text_.size() + 1 - column),
            text_.begin() + static_cast<std::ptrdiff_t>(column - 1)
        );
        return *this;
    }

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

inline void add(BankFile& file, Minor cents) {
    file.sum += cents;
    ++file.movements;
}

}  // namespace tieout
