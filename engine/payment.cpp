#include "engine/payment.h"

#include <array>

namespace tieout {

namespace {

template <class Kind, std::size_t N>
std::optional<Kind> kind_of(const std::array<std::string_view, N>& words, std::string_view word) {
    for (std::size_t i = 0; i < N; ++i) {
        if (words[i] == word) return static_cast<Kind>(i);
    }
    return std::nullopt;
}

constexpr std::array<std::string_view, 7> movement_words{
    "receipt", "return", "reversal", "fee", "sweep", "transfer", "other"
};
constexpr std::array<std::string_view, 6> method_words{
    "other", "check", "ach", "wire", "card", "sepa"
};
constexpr std::array<std::string_view, 4> remittance_words{
    "invoice", "credit", "deduction", "on_account"
};
constexpr std::array<std::string_view, 6> channel_words{
    "statement", "lockbox", "ach", "wire", "card", "direct_debit"
};

}  // namespace

std::string_view word_of(MovementKind kind) {
    return movement_words.at(static_cast<std::size_t>(kind));
}

std::optional<MovementKind> movement_kind_of(std::string_view word) {
    return kind_of<MovementKind>(movement_words, word);
}

std::string_view word_of(PaymentMethod method) {
    return method_words.at(static_cast<std::size_t>(method));
}

std::optional<PaymentMethod> payment_method_of(std::string_view word) {
    return kind_of<PaymentMethod>(method_words, word);
}

std::string_view word_of(RemittanceKind kind) {
    return remittance_words.at(static_cast<std::size_t>(kind));
}

std::optional<RemittanceKind> remittance_kind_of(std::string_view word) {
    return kind_of<RemittanceKind>(remittance_words, word);
}

std::string_view word_of(Channel channel) {
    return channel_words.at(static_cast<std::size_t>(channel));
}

std::string_view without_leading_zeros(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? digits.substr(0, digits.empty() ? 0 : 1)
                                           : digits.substr(first);
}

void append_account_form(std::string& text, std::string_view account) {
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

std::string account_form(std::string_view account) {
    std::string form;
    form.reserve(account.size());
    append_account_form(form, account);
    return form;
}

std::string masked_account(std::string_view account) {
    const std::string form = account_form(account);
    if (form.empty()) return {};
    return "****" + form.substr(form.size() > 4 ? form.size() - 4 : 0);
}

}  // namespace tieout
