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

}  // namespace tieout
