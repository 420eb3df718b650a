#include "engine/payment.h"

#include <array>

#include "engine/digest.h"

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

// Account number without its leading zeros, but never empty.
std::string_view without_leading_zeros(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? digits.substr(0, digits.empty() ? 0 : 1)
                                           : digits.substr(first);
}

std::string base_of_id(const Payment& payment) {
    std::string base;
    base.reserve(128);
    base += account_form(payment.account);
    base += '\x1f';
    base += format_date(payment.booking_date);
    base += payment.is_credit ? "\x1f+" : "\x1f-";
    base += std::to_string(payment.amount);
    base += '\x1f';
    base += payment.currency.letters();
    base += '\x1f';
    base += payment.bank_reference;
    base += '\x1f';
    base += account_form(payment.payer_account);
    base += '\x1f';
    base += without_leading_zeros(payment.check_number);
    // Where the bank numbers nothing, what it tells keeps two payments of one day apart.
    // (Dialects of a lockbox tell more or less of the same check, so there it does not count.)
    const bool is_numbered = !payment.bank_reference.empty() || !payment.check_number.empty();
    if (is_numbered || payment.channel == Channel::lockbox) return base;
    for (const Text& told : {payment.trace, payment.payer_name, payment.memo}) {
        base += '\x1f';
        base += told;
    }
    base += '\x1f';
    base += word_of(payment.kind);
    return base;
}

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

std::string account_form(std::string_view account) {
    std::string form;
    form.reserve(account.size());
    for (const char letter : account) {
        if (letter == ' ' || letter == '-' || letter == '.' || letter == '\t') continue;
        form.push_back(
            letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter
        );
    }
    // "routing/account" loses the leading zeros of its account part; a bare number those it has.
    const std::size_t slash = form.find('/');
    const std::size_t from = slash == std::string::npos ? 0 : slash + 1;
    const std::string_view part = std::string_view(form).substr(from);
    return form.substr(0, from).append(without_leading_zeros(part));
}

std::string masked_account(std::string_view account) {
    const std::string form = account_form(account);
    if (form.empty()) return {};
    return "****" + form.substr(form.size() > 4 ? form.size() - 4 : 0);
}

void PaymentIds::give(Payment& payment, TextStore& texts) {
    if (!payment.payment.empty()) return;
    std::string base = base_of_id(payment);
    const std::uint32_t before = occurrences_[base]++;
    base += '\x1f';
    base += std::to_string(before);
    payment.payment = texts.keep("P" + to_hex(sha256_mark(base)).substr(0, 24));
}

}  // namespace tieout
