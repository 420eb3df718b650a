#include "engine/reason.h"

#include <array>

namespace tieout {

namespace {

constexpr std::array<std::string_view, 8> status_words{
    "applied",
    "part_applied",
    "on_account",
    "exception",
    "unidentified",
    "duplicate",
    "returned",
    "not_ar"
};
constexpr std::array<std::string_view, 7> certificate_words{
    "NONE", "UNIQUE", "AMBIGUOUS", "BUDGET", "STATED", "POLICY", "REVIEWED"
};
constexpr std::array<std::string_view, 24> reason_words{
    "",
    "unknown_payer",
    "ambiguous_payer",
    "ambiguous",
    "weak_evidence",
    "no_match",
    "budget",
    "foreign_document",
    "closed_document",
    "paid_twice",
    "short_pay",
    "over_pay",
    "unearned_discount",
    "remittance_mismatch",
    "orphan_remittance",
    "untied_deposit",
    "unmatched_return",
    "outside_change",
    "erp_rejected",
    "intercompany",
    "limit",
    "interchangeable",
    "possible_duplicate",
    "taken_back"
};

}  // namespace

namespace embedded {
std::string_view reason_codes();
}

std::string_view meaning_of(Reason reason) {
    const std::string_view word = word_of(reason);
    std::string_view text = embedded::reason_codes();
    while (!word.empty() && !text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::size_t comma = line.find(',');
        if (comma != std::string_view::npos && line.substr(0, comma) == word) {
            return line.substr(comma + 1);
        }
    }
    return {};
}

std::string_view word_of(PaymentStatus status) {
    return status_words.at(static_cast<std::size_t>(status));
}

std::string_view word_of(Certificate certificate) {
    return certificate_words.at(static_cast<std::size_t>(certificate));
}

std::string_view word_of(Reason reason) {
    return reason_words.at(static_cast<std::size_t>(reason));
}

std::optional<Reason> reason_of(std::string_view word) {
    for (std::size_t i = 0; i < reason_words.size(); ++i) {
        if (reason_words[i] == word) return static_cast<Reason>(i);
    }
    return std::nullopt;
}

}  // namespace tieout
