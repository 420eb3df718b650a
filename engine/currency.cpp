#include "engine/currency.h"

#include <vector>

#include "engine/check.h"

namespace tieout {

namespace embedded {
std::string_view iso4217();
}

namespace {

constexpr std::size_t letters_count = 26;
constexpr std::size_t table_size = letters_count * letters_count * letters_count;

// Decimals by letters, -1 where ISO 4217 lists nothing; made once from data/iso4217.csv.
std::vector<std::int8_t> read_table() {
    std::vector<std::int8_t> table(table_size, -1);
    std::string_view text = embedded::iso4217();
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.size() < 5 || line[3] != ',' || line[4] < '0' || line[4] > '4') continue;
        const auto at = [&](std::size_t i) { return static_cast<std::size_t>(line[i] - 'A'); };
        table[(at(0) * letters_count + at(1)) * letters_count + at(2)] =
            static_cast<std::int8_t>(line[4] - '0');
    }
    return table;
}

}  // namespace

std::optional<Currency> Currency::find(std::string_view letters) {
    static const std::vector<std::int8_t> table = read_table();
    if (letters.size() != 3) return std::nullopt;
    std::size_t index = 0;
    for (const char letter : letters) {
        if (letter < 'A' || letter > 'Z') return std::nullopt;
        index = index * letters_count + static_cast<std::size_t>(letter - 'A');
    }
    if (table[index] < 0) return std::nullopt;
    Currency found;
    found.letters_ = {letters[0], letters[1], letters[2]};
    found.decimals_ = static_cast<std::uint8_t>(table[index]);
    return found;
}

std::int64_t Currency::major() const {
    static constexpr std::int64_t powers[] = {1, 10, 100, 1000, 10000};
    check(decimals_ <= 4, "a currency has at most four decimals");
    return powers[decimals_];
}

}  // namespace tieout
