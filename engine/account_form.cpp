#include "engine/account_form.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tieout {

namespace {

// Where a country's IBAN has its bank (and branch) and its account.
struct IbanLayout {
    std::string_view country;
    std::size_t size;
    std::size_t bank, bank_size;  // size 0: the account alone tells the bank
    std::size_t account, account_size;
};

constexpr std::array<IbanLayout, 9> iban_layouts{{
    {"AT", 20, 4, 5, 9, 11},
    {"BE", 16, 4, 0, 4, 12},
    {"DE", 22, 4, 8, 12, 10},
    {"ES", 24, 4, 0, 4, 20},
    {"FR", 27, 4, 10, 14, 11},
    {"GB", 22, 8, 6, 14, 8},
    {"HU", 28, 4, 0, 4, 24},
    {"MC", 27, 4, 10, 14, 11},
    {"PL", 28, 2, 0, 2, 26},
}};

constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

constexpr bool is_capital(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

// ISO 13616: the number with its first four characters behind the rest, letters as 10 to 35, leaves
// 1 when divided by 97.
bool check_digits_agree(std::string_view iban) {
    unsigned rest = 0;
    for (std::size_t i = 0; i < iban.size(); ++i) {
        const char letter = iban[(i + 4) % iban.size()];
        if (is_digit(letter)) {
            rest = (rest * 10 + static_cast<unsigned>(letter - '0')) % 97;
        } else if (is_capital(letter)) {
            rest = (rest * 100 + static_cast<unsigned>(letter - 'A') + 10) % 97;
        } else {
            return false;
        }
    }
    return rest == 1;
}

const IbanLayout* layout_of(std::string_view form) {
    if (form.size() < 15 || !is_capital(form[0]) || !is_capital(form[1]) || !is_digit(form[2])) {
        return nullptr;
    }
    const auto* const found =
        std::find_if(iban_layouts.begin(), iban_layouts.end(), [&](const IbanLayout& layout) {
            return layout.country == form.substr(0, 2) && layout.size == form.size();
        });
    return found != iban_layouts.end() && check_digits_agree(form) ? found : nullptr;
}

// Appends what compares of the number as it is written.
void append_written_form(std::string& text, std::string_view account) {
    // "routing/account" loses the leading zeros of its account part; a bare number those it has.
    std::size_t part = text.size();
    bool has_slash = false;
    for (const char letter : account) {
        if (letter == ' ' || letter == '-' || letter == '.' || letter == '\t') continue;
        text.push_back(
            letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter
        );
        if (letter != '/' || has_slash) continue;
        has_slash = true;
        part = text.size();
    }
    const std::size_t digits = text.size() - part;
    text.erase(part, digits - without_leading_zeros(std::string_view(text).substr(part)).size());
}

}  // namespace

std::string_view without_leading_zeros(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? digits.substr(0, digits.empty() ? 0 : 1)
                                           : digits.substr(first);
}

void append_account_form(std::string& text, std::string_view account) {
    const std::size_t start = text.size();
    append_written_form(text, account);
    const IbanLayout* const layout = layout_of(std::string_view(text).substr(start));
    if (layout == nullptr) return;
    const std::string_view number = without_leading_zeros(
        std::string_view(text).substr(start + layout->account, layout->account_size)
    );
    // In place, from the left: each part goes to where it, or something before it, was.
    const std::size_t number_at = static_cast<std::size_t>(number.data() - text.data());
    const std::size_t number_size = number.size();
    std::size_t end = start;
    if (layout->bank_size > 0) {
        std::copy_n(
            text.begin() + static_cast<std::ptrdiff_t>(start + layout->bank),
            layout->bank_size,
            text.begin() + static_cast<std::ptrdiff_t>(start)
        );
        end += layout->bank_size;
        text[end++] = '/';
    }
    std::copy_n(
        text.begin() + static_cast<std::ptrdiff_t>(number_at),
        number_size,
        text.begin() + static_cast<std::ptrdiff_t>(end)
    );
    text.resize(end + number_size);
}

std::string account_form(std::string_view account) {
    std::string form;
    form.reserve(account.size());
    append_account_form(form, account);
    return form;
}

std::string written_account_form(std::string_view account) {
    std::string form;
    append_written_form(form, account);
    return form;
}

std::string masked_account(std::string_view account) {
    const std::string form = written_account_form(account);
    if (form.empty()) return {};
    return "****" + form.substr(form.size() > 4 ? form.size() - 4 : 0);
}

}  // namespace tieout
