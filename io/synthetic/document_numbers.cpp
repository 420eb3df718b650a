#include "io/synthetic/document_numbers.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace tieout {

namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

std::vector<std::size_t> digit_places(std::string_view number) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (is_digit(number[i])) places.push_back(i);
    }
    return places;
}

char luhn_digit(std::string_view digits) {
    int sum = 0;
    bool is_doubled = true;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const int value = (*digit - '0') * (is_doubled ? 2 : 1);
        sum += value / 10 + value % 10;
        is_doubled = !is_doubled;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::string document_number(
    NumberSeries series, std::uint64_t running, Date day, std::string_view own_prefix
) {
    const std::chrono::year_month_day date{day.sys_days()};
    const int year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    switch (series) {
        case NumberSeries::prefix_year: return fmt::format("INV-{}-{:06}", year, running);
        case NumberSeries::running: return fmt::format("{}", 90'000'000 + running);
        case NumberSeries::check_digit: {
            std::string digits = fmt::format("2{:07}", running);
            digits += luhn_digit(digits);
            return digits;
        }
        case NumberSeries::month_running:
            return fmt::format("RE{:02}{:02}-{:05}", year % 100, month, running);
        case NumberSeries::slash_year: return fmt::format("{:02}/SI{:06}", year % 100, running);
        case NumberSeries::credit_prefix: return fmt::format("CM-{}", 10'000 + running);
        case NumberSeries::own: return fmt::format("{}-{:04}", own_prefix, running);
    }
    return {};
}

std::string truncated_number(Dice& dice, std::string_view number) {
    if (number.size() < 6) return std::string(number);
    const auto cut = static_cast<std::size_t>(1 + dice.below(3));
    return std::string(
        dice.below(3) == 0 ? number.substr(cut) : number.substr(0, number.size() - cut)
    );
}

std::string transposed_number(Dice& dice, std::string_view number) {
    std::string text(number);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const bool are_digits = is_digit(text[i]) && is_digit(text[i + 1]);
        if (are_digits && text[i] != text[i + 1]) places.push_back(i);
    }
    if (places.empty()) return text;
    const std::size_t at = dice.one_of(places);
    std::swap(text[at], text[at + 1]);
    return text;
}

std::string misread_number(Dice& dice, std::string_view number) {
    static const std::array<std::pair<char, char>, 7> pairs{
        {{'0', 'O'}, {'1', 'I'}, {'5', 'S'}, {'8', 'B'}, {'2', 'Z'}, {'6', 'G'}, {'8', '3'}}
    };
    std::string text(number);
    std::vector<std::pair<std::size_t, char>> places;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const auto& [digit, other] : pairs) {
            if (text[i] == digit) places.emplace_back(i, other);
        }
    }
    if (places.empty()) return text;
    const auto [at, letter] = dice.one_of(places);
    text[at] = letter;
    return text;
}

std::string number_without_digit(Dice& dice, std::string_view number) {
    std::string text(number);
    const auto places = digit_places(number);
    if (places.size() > 3) text.erase(dice.one_of(places), 1);
    return text;
}

std::string other_number(Dice& dice, std::string_view number) {
    std::string text(number);
    for (const std::size_t at : digit_places(number))
        text[at] = static_cast<char>('0' + dice.below(10));
    return text;
}

std::string bare_number(std::string_view number) {
    const std::size_t first = number.find_first_of("0123456789");
    if (number.substr(0, 4) == "INV-") return std::string(number.substr(4));
    return std::string(first == std::string_view::npos ? number : number.substr(first));
}

}  // namespace tieout
