#include "matching/check_digits.h"

#include <algorithm>
#include <array>

#include "engine/reference_form.h"

namespace tieout {

namespace {

constexpr std::size_t reference_max = 64;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_capital(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

// Capital letters and digits; empty when there is anything but signs besides, or too much.
std::string compact(std::string_view text) {
    constexpr std::string_view signs = " -/+*.";
    std::string out;
    for (char letter : text) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
        if (signs.find(letter) != signs.npos) continue;
        if ((!is_digit(letter) && !is_capital(letter)) || out.size() == reference_max) return {};
        out.push_back(letter);
    }
    return out;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

int value_of(char digit) {
    return digit - '0';
}

// ISO 7064 mod 97-10 of the text with its first four characters at the end; letters count 10 to 35.
bool has_right_rf(std::string_view text) {
    int rest = 0;
    const auto take = [&](char letter) {
        rest = is_digit(letter) ? (rest * 10 + value_of(letter)) % 97
                                : (rest * 100 + letter - 'A' + 10) % 97;
    };
    std::for_each(text.begin() + 4, text.end(), take);
    std::for_each(text.begin(), text.begin() + 4, take);
    return rest == 1;
}

// Modulo 10, recursive: each digit leads to the next carry.
bool has_right_recursive(std::string_view digits) {
    constexpr std::array<int, 10> table{0, 9, 4, 6, 8, 2, 7, 1, 3, 5};
    int carry = 0;
    for (const char digit : digits.substr(0, digits.size() - 1))
        carry = table.at(static_cast<std::size_t>((carry + value_of(digit)) % 10));
    return (10 - carry) % 10 == value_of(digits.back());
}

bool has_right_ogm(std::string_view digits) {
    int rest = 0;
    for (const char digit : digits.substr(0, 10))
        rest = (rest * 10 + value_of(digit)) % 97;
    const int check = value_of(digits[10]) * 10 + value_of(digits[11]);
    return (rest == 0 ? 97 : rest) == check;
}

bool has_right_viite(std::string_view digits) {
    constexpr std::array<int, 3> weights{7, 3, 1};
    int sum = 0;
    std::size_t at = 0;
    for (auto digit = digits.rbegin() + 1; digit != digits.rend(); ++digit)
        sum += value_of(*digit) * weights.at(at++ % weights.size());
    return (10 - sum % 10) % 10 == value_of(digits.back());
}

bool has_right_luhn(std::string_view digits) {
    int sum = 0;
    bool is_doubled = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const int value = value_of(*digit) * (is_doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
        is_doubled = !is_doubled;
    }
    return sum % 10 == 0;
}

bool has_right_mod_11(std::string_view digits) {
    int sum = 0;
    int weight = 2;
    for (auto digit = digits.rbegin() + 1; digit != digits.rend(); ++digit) {
        sum += value_of(*digit) * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    return (11 - sum % 11) % 11 == value_of(digits.back());
}

bool is_rf(std::string_view text) {
    return text.size() >= 5 && text.size() <= 25 && text.starts_with("RF") && is_digit(text[2]) &&
           is_digit(text[3]);
}

ProtectedNumber number_of(ReferenceScheme scheme, std::string_view inside, bool is_strong) {
    return {scheme, reference_form(inside), is_strong};
}

}  // namespace

std::optional<ProtectedNumber> protected_number(std::string_view reference) {
    const std::string text = compact(reference);
    if (is_rf(text)) {
        if (!has_right_rf(text)) return std::nullopt;
        return number_of(ReferenceScheme::iso_11649, std::string_view(text).substr(4), true);
    }
    if (!is_number(text)) return std::nullopt;
    const std::string_view digits = text;
    const std::string_view front = digits.substr(0, digits.size() - 1);
    if (digits.size() == 27 && has_right_recursive(digits)) {
        return number_of(ReferenceScheme::swiss_qr, front, true);
    }
    if (digits.size() == 12 && has_right_ogm(digits)) {
        return number_of(ReferenceScheme::belgian_ogm, digits.substr(0, 10), true);
    }
    if (digits.size() >= 4 && digits.size() <= 20 && has_right_viite(digits)) {
        return number_of(ReferenceScheme::finnish_viite, front, false);
    }
    if (digits.size() >= 4 && digits.size() <= 25 &&
        (has_right_luhn(digits) || has_right_mod_11(digits))) {
        return number_of(ReferenceScheme::norwegian_kid, front, false);
    }
    return std::nullopt;
}

}  // namespace tieout
