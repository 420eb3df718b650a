#include "engine/policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

#include <fmt/core.h>

namespace tieout {

namespace {

constexpr std::int64_t any_max = amount_minor_max;

// One rule: its key, the member it sets, and the range of whole numbers.
struct Rule {
    std::string_view key;
    std::variant<
        std::int64_t Policy::*,
        bool Policy::*,
        std::string Policy::*,
        Overpayment Policy::*>
        member;
    std::int64_t low = 0;
    std::int64_t high = any_max;
};

// In the order of their keys: what policy_text writes and what the digest covers.
const Rule rules[] = {
    {"account.bank", &Policy::gl_bank},
    {"account.bank_fee", &Policy::gl_fee},
    {"account.deductions", &Policy::gl_deduction},
    {"account.deposits_in_transit", &Policy::gl_clearing},
    {"account.earned_discount", &Policy::gl_earned_discount},
    {"account.exchange_differences", &Policy::gl_gain_loss},
    {"account.intercompany", &Policy::gl_intercompany},
    {"account.on_account", &Policy::gl_on_account},
    {"account.other_receipts", &Policy::gl_other_receipts},
    {"account.receivable", &Policy::gl_receivable},
    {"account.refunds_payable", &Policy::gl_refund},
    {"account.sales_tax", &Policy::gl_tax},
    {"account.unapplied", &Policy::gl_unapplied},
    {"account.unearned_discount", &Policy::gl_unearned_discount},
    {"account.unidentified", &Policy::gl_unidentified},
    {"account.withholding_tax", &Policy::gl_withholding},
    {"account.write_off", &Policy::gl_write_off},
    {"difference.bank_fee_minor", &Policy::bank_fee_minor, 0, 1'000'000'000},
    {"difference.claim_deductions", &Policy::claim_deductions},
    {"difference.claim_unearned_discount", &Policy::claim_unearned_discount},
    {"difference.claim_withheld", &Policy::claim_withheld},
    {"difference.discount_grace_days", &Policy::discount_grace_days, 0, 365},
    {"difference.discount_only_if_paid_in_full", &Policy::discount_only_if_paid_in_full},
    {"difference.over_tolerance_bp", &Policy::over_tolerance_bp, 0, 10'000},
    {"difference.over_tolerance_minor", &Policy::over_tolerance_minor},
    {"difference.overpayment", &Policy::overpayment},
    {"difference.refund_min_minor", &Policy::refund_min_minor},
    {"difference.split_discount_tax", &Policy::split_discount_tax},
    {"difference.take_earned_discount", &Policy::take_earned_discount},
    {"difference.under_tolerance_bp", &Policy::under_tolerance_bp, 0, 10'000},
    {"difference.under_tolerance_minor", &Policy::under_tolerance_minor},
    {"learn.accounts", &Policy::learn_accounts},
    {"learn.aliases", &Policy::learn_aliases},
    {"learn.expiry_days", &Policy::learn_expiry_days, 0, 36'500},
    {"limit.apply_minor", &Policy::limit_apply_minor},
    {"limit.approve_minor", &Policy::limit_approve_minor},
    {"limit.claim_minor", &Policy::limit_claim_minor},
    {"limit.reason_required", &Policy::limit_reason_required},
    {"limit.refund_minor", &Policy::limit_refund_minor},
    {"limit.write_off_customer_minor", &Policy::limit_write_off_customer_minor},
    {"limit.write_off_day_minor", &Policy::limit_write_off_day_minor},
    {"limit.write_off_minor", &Policy::limit_write_off_minor},
    {"limit.write_off_user_minor", &Policy::limit_write_off_user_minor},
    {"match.hold_interchangeable", &Policy::hold_interchangeable},
    {"match.payer_post_bp", &Policy::payer_post_bp, 0, 10'000},
    {"match.payer_suggest_bp", &Policy::payer_suggest_bp, 0, 10'000},
    {"match.post_good_lines", &Policy::post_good_lines},
    {"match.post_on_amount_alone", &Policy::post_on_amount_alone},
    {"match.prefer_single_item", &Policy::prefer_single_item},
    {"match.tau_post_ppm", &Policy::tau_post_ppm, 0, 1'000'000},
    {"match.tau_suggest_ppm", &Policy::tau_suggest_ppm, 0, 1'000'000},
    {"posting.on_business_days", &Policy::posting_on_business_days},
    {"search.alternatives_max", &Policy::alternatives_max, 1, 1'000},
    {"search.candidates_max", &Policy::candidates_max, 1, 100},
    {"search.full_count_items_max", &Policy::full_count_items_max, 0, 32},
    {"search.pool_items_max", &Policy::pool_items_max, 1, 100'000},
    {"search.set_size_max", &Policy::set_size_max, 1, 32},
    {"search.steps_max", &Policy::search_steps_max, 1, 1'000'000'000},
};

// What may differ for one user, or for customers of one segment: "user.ana.write_off_minor".
struct UserRule {
    std::string_view key;
    std::optional<std::int64_t> UserLimits::* member;
};

struct GroupRule {
    std::string_view key;
    std::optional<std::int64_t> GroupTolerances::* member;
    std::int64_t high = any_max;
};

// In the order of their keys, as above.
constexpr UserRule user_rules[] = {
    {"apply_minor", &UserLimits::apply_minor},
    {"approve_minor", &UserLimits::approve_minor},
    {"claim_minor", &UserLimits::claim_minor},
    {"refund_minor", &UserLimits::refund_minor},
    {"write_off_minor", &UserLimits::write_off_minor},
};
constexpr GroupRule group_rules[] = {
    {"over_bp", &GroupTolerances::over_bp, 10'000},
    {"over_minor", &GroupTolerances::over_minor},
    {"under_bp", &GroupTolerances::under_bp, 10'000},
    {"under_minor", &GroupTolerances::under_minor},
};

struct ReasonEntry {
    std::string_view key;
    std::optional<std::int64_t> ReasonRule::* member;
};

constexpr ReasonEntry reason_rules[] = {{"expense_minor", &ReasonRule::expense_minor}};
constexpr std::size_t names_max = 10'000;

constexpr std::array<std::string_view, 3> overpayment_words{"unapplied", "on_account", "refund"};
constexpr std::string_view overpayment_before = "difference.overpayment_on_account";
constexpr std::size_t holidays_max = 1'000;  // of one calendar

Result<std::int64_t> whole_of(
    std::string_view key, std::string_view value, std::int64_t low, std::int64_t high
) {
    std::int64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, number);
    if (read.ec == std::errc{} && read.ptr == end && number >= low && number <= high) return number;
    return refuse(
        ErrorKind::usage,
        fmt::format(
            "policy: {} wants a whole number from {} to {}, found '{}'", key, low, high, value
        )
    );
}

Result<void> set_whole(Policy& policy, const Rule& rule, std::string_view value) {
    const auto number = whole_of(rule.key, value, rule.low, rule.high);
    if (!number) return tl::make_unexpected(number.error());
    policy.*std::get<std::int64_t Policy::*>(rule.member) = *number;
    return {};
}

tl::unexpected<Error> no_rule(std::string_view key) {
    return refuse(ErrorKind::usage, fmt::format("policy: there is no rule '{}'", key));
}

// "ana.write_off_minor", behind "user." or "group.": a name and one of the rules. Names are 1 to 64
// characters; they may have points.
template <class Rules, class Rows>
Result<void> set_named(
    const Rules& known,
    Rows& rows,
    std::string_view key,
    std::string_view rest,
    std::string_view value
) {
    const std::size_t point = rest.rfind('.');
    const std::string_view name = rest.substr(0, point);
    const bool is_name = point != std::string_view::npos && !name.empty() && name.size() <= 64 &&
                         name.find_first_of("\n\r=\" ") == std::string_view::npos;
    if (!is_name || rows.size() >= names_max) return no_rule(key);
    for (const auto& rule : known) {
        if (rule.key != rest.substr(point + 1)) continue;
        std::int64_t high = any_max;
        if constexpr (requires { rule.high; }) high = rule.high;
        const auto number = whole_of(key, value, 0, high);
        if (!number) return tl::make_unexpected(number.error());
        rows[std::string(name)].*rule.member = *number;
        return {};
    }
    return no_rule(key);
}

template <class Rules, class Rows>
void put_named(const Rules& known, const Rows& rows, std::string_view before, std::string& text) {
    for (const auto& [name, row] : rows) {
        for (const auto& rule : known) {
            const auto& value = row.*rule.member;
            if (value) text += fmt::format("{}.{}.{} = {}\n", before, name, rule.key, *value);
        }
    }
}

Result<void> set_switch(Policy& policy, const Rule& rule, std::string_view value) {
    if (value != "true" && value != "false") {
        return refuse(
            ErrorKind::usage,
            fmt::format("policy: {} wants true or false, found '{}'", rule.key, value)
        );
    }
    policy.*std::get<bool Policy::*>(rule.member) = value == "true";
    return {};
}

Result<void> set_text(Policy& policy, const Rule& rule, std::string_view value) {
    if (value.empty() || value.size() > 64 || value.find_first_of("\n\r=") != value.npos) {
        return refuse(
            ErrorKind::usage,
            fmt::format("policy: {} wants 1 to 64 characters on one line", rule.key)
        );
    }
    policy.*std::get<std::string Policy::*>(rule.member) = std::string(value);
    return {};
}

Result<void> set_overpayment(Policy& policy, const Rule& rule, std::string_view value) {
    const auto found = std::find(overpayment_words.begin(), overpayment_words.end(), value);
    if (found == overpayment_words.end()) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "policy: {} wants unapplied, on_account or refund, found '{}'", rule.key, value
            )
        );
    }
    policy.*std::get<Overpayment Policy::*>(rule.member) =
        static_cast<Overpayment>(found - overpayment_words.begin());
    return {};
}

// The switch that stood before the word: true is `on_account`, false says nothing.
Result<void> set_overpayment_before(Policy& policy, std::string_view value) {
    if (value != "true" && value != "false") {
        return refuse(
            ErrorKind::usage,
            fmt::format("policy: {} wants true or false, found '{}'", overpayment_before, value)
        );
    }
    if (value == "false") return {};
    if (policy.overpayment == Overpayment::refund) {
        return refuse(
            ErrorKind::usage,
            fmt::format("policy: difference.overpayment is refund, {} is true", overpayment_before)
        );
    }
    policy.overpayment = Overpayment::on_account;
    return {};
}

// "calendar.NAME.holidays": days with blanks between them.
Result<void> set_holidays(Policy& policy, std::string_view key, std::string_view value) {
    std::string_view name = key.substr(key.find('.') + 1);
    constexpr std::string_view end = ".holidays";
    if (!name.ends_with(end)) return no_rule(key);
    name.remove_suffix(end.size());
    const bool is_name = !name.empty() && name.size() <= 64 &&
                         name.find_first_of("\n\r=\" ") == std::string_view::npos;
    if (!is_name || policy.holidays.size() >= names_max) return no_rule(key);
    std::vector<Date> days;
    while (!value.empty()) {
        const std::size_t blank = value.find(' ');
        const std::string_view word = value.substr(0, blank);
        value.remove_prefix(blank == std::string_view::npos ? value.size() : blank + 1);
        if (word.empty()) continue;
        const auto day = parse_date(word);
        if (!day || days.size() >= holidays_max) {
            return refuse(
                ErrorKind::usage,
                fmt::format(
                    "policy: {} wants up to {} days YYYY-MM-DD, found '{}'", key, holidays_max, word
                )
            );
        }
        days.push_back(*day);
    }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    policy.holidays[std::string(name)] = std::move(days);
    return {};
}

void put_holidays(const Policy& policy, std::string& text) {
    for (const auto& [name, days] : policy.holidays) {
        text += fmt::format("calendar.{}.holidays =", name);
        for (const Date day : days)
            text += ' ' + format_date(day);
        text += days.empty() ? " \n" : "\n";
    }
}

std::string value_text(const Policy& policy, const Rule& rule) {
    if (const auto* whole = std::get_if<std::int64_t Policy::*>(&rule.member)) {
        return fmt::format("{}", policy.**whole);
    }
    if (const auto* flag = std::get_if<bool Policy::*>(&rule.member)) {
        return policy.**flag ? "true" : "false";
    }
    if (const auto* word = std::get_if<Overpayment Policy::*>(&rule.member)) {
        return std::string(overpayment_words.at(static_cast<std::size_t>(policy.**word)));
    }
    return policy.*std::get<std::string Policy::*>(rule.member);
}

}  // namespace

Result<void> set_rule(Policy& policy, std::string_view key, std::string_view value) {
    for (const Rule& rule : rules) {
        if (rule.key != key) continue;
        if (std::holds_alternative<std::int64_t Policy::*>(rule.member)) {
            return set_whole(policy, rule, value);
        }
        if (std::holds_alternative<bool Policy::*>(rule.member)) {
            return set_switch(policy, rule, value);
        }
        if (std::holds_alternative<Overpayment Policy::*>(rule.member)) {
            return set_overpayment(policy, rule, value);
        }
        return set_text(policy, rule, value);
    }
    if (key == overpayment_before) return set_overpayment_before(policy, value);
    if (key.starts_with("calendar.")) return set_holidays(policy, key, value);
    if (key.starts_with("user.")) {
        return set_named(user_rules, policy.users, key, key.substr(5), value);
    }
    if (key.starts_with("group.")) {
        return set_named(group_rules, policy.groups, key, key.substr(6), value);
    }
    if (key.starts_with("reason.")) {
        return set_named(reason_rules, policy.reasons, key, key.substr(7), value);
    }
    return no_rule(key);
}

std::string policy_text(const Policy& policy) {
    std::string text;
    for (const Rule& rule : rules) {
        text += fmt::format("{} = {}\n", rule.key, value_text(policy, rule));
    }
    put_holidays(policy, text);
    put_named(group_rules, policy.groups, "group", text);
    put_named(reason_rules, policy.reasons, "reason", text);
    put_named(user_rules, policy.users, "user", text);
    return text;
}

Result<Policy> policy_of_text(std::string_view text) {
    Policy policy;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty()) continue;
        const std::size_t sign = line.find(" = ");
        if (sign == std::string_view::npos) {
            return refuse(ErrorKind::damaged, "policy: a line 'key = value' expected");
        }
        auto set = set_rule(policy, line.substr(0, sign), line.substr(sign + 3));
        if (!set) return tl::make_unexpected(std::move(set).error());
    }
    return policy;
}

Digest policy_digest(const Policy& policy) {
    return sha256(policy_text(policy));
}

}  // namespace tieout
