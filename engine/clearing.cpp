#include "engine/clearing.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "engine/check.h"

// How a payment is settled against the items its payer named:
//   lines with an amount   each item receives its line; what the line leaves open is a discount, a
//                          tolerance or a part payment
//   documents only         all in full, or net of earned discounts in exactly one way, or within
//                          the tolerance; one document alone may be paid in part
//   money left over        stays unapplied (or on account by policy)
// Cost O(items) and at most 2^discount_days_max combinations of discount days.

namespace tieout {

namespace {

constexpr std::array<std::string_view, 8> adjustment_words{
    "earned_discount",
    "unearned_discount",
    "deduction",
    "write_off",
    "fee",
    "tax",
    "withholding",
    "claim"
};
constexpr std::size_t discount_days_max = 10;

// The stricter of an absolute and a relative tolerance, in minor units.
Minor tolerance(Minor absolute, std::int64_t share_bp, Minor amount) {
    return std::min(absolute, scale_half_up(amount, share_bp, 10'000));
}

GroupTolerances tolerances_of(const Book& book, const Policy& policy, CustomerNo customer) {
    if (policy.groups.empty()) return {};
    const auto segment = book.customer(customer).texts.get(CustomerText::segment);
    const auto found = policy.groups.find(std::string(segment));
    return found == policy.groups.end() ? GroupTolerances{} : found->second;
}

class Settling {
public:
    Settling(const Book& book, const Policy& policy, const Payment& payment)
        : book_(book), policy_(policy), payment_(payment) {}

    Settlement settle(std::span<const NamedItem> named) {
        WideMinor stated = 0;
        std::vector<NamedItem> unstated;
        for (const NamedItem& each : named) {
            if (!each.net) {
                unstated.push_back(each);
                continue;
            }
            stated += *each.net;
            if (!take_line(each)) return std::move(result_);
        }
        const WideMinor left = payment_.amount - stated;
        if (unstated.empty()) {
            if (left != 0) return lines_differ(stated);
            result_.may_post = true;
            return std::move(result_);
        }
        if (left < 0) return lines_differ(stated);
        take_rest(unstated, static_cast<Minor>(left));
        return std::move(result_);
    }

private:
    const OpenItem& item(const NamedItem& named) const { return book_.item(named.item); }

    Settlement& refuse_with(Reason reason, std::string detail) {
        result_.reason = reason;
        result_.may_post = false;
        result_.detail = std::move(detail);
        result_.clearing = {};
        return result_;
    }

    Settlement lines_differ(WideMinor stated) {
        refuse_with(
            Reason::remittance_mismatch,
            fmt::format(
                "the remittance lines add up to {}, the payment is {}",
                format_amount_wide(stated, payment_.currency),
                format_amount(payment_.amount, payment_.currency)
            )
        );
        return std::move(result_);
    }

    std::string amount(Minor value) const { return format_amount(value, payment_.currency); }

    // One line with an amount; false when it cannot be and the settlement is refused.
    bool take_line(const NamedItem& named) {
        const OpenItem& row = item(named);
        const Minor sign = row.is_credit() ? -1 : 1;
        const Minor takes = *named.net * sign;
        if (takes < 0 || takes > named.open) {
            refuse_with(
                Reason::remittance_mismatch,
                fmt::format(
                    "{} is named with {}, open is {}",
                    row.document,
                    amount(*named.net),
                    amount(named.open * sign)
                )
            );
            return false;
        }
        ClearedItem cleared{named.item, *named.net, {}};
        if (!row.is_credit()) close_difference(named, takes, cleared);
        if (cleared.cash != 0 || !cleared.adjustments.empty()) {
            result_.clearing.items.push_back(std::move(cleared));
        }
        return true;
    }

    // What a line leaves of its invoice: claims for deductions that it states, an earned discount,
    // a discount that is not earned (a claim, too), the tolerance; what is left then stays open.
    void close_difference(const NamedItem& named, Minor takes, ClearedItem& cleared) {
        const Minor difference = named.open - takes;
        if (difference == 0) return;
        WideMinor deducted = 0;
        for (const NamedDeduction& each : named.deductions)
            deducted += each.amount;
        if (deducted > difference || (deducted > 0 && !policy_.claim_deductions)) {
            return ask_about(named, difference, "a deduction", Reason::short_pay);
        }
        for (const NamedDeduction& each : named.deductions)
            deduct(each, cleared);
        Minor rest = difference - static_cast<Minor>(deducted);
        if (named.withheld > 0 && rest > 0) {
            if (!may_withhold(named, rest)) {
                return ask_about(named, rest, "withheld tax", Reason::short_pay);
            }
            cleared.adjustments.push_back(
                {AdjustmentKind::withholding, named.withheld, std::string(withholding_reason)}
            );
            rest -= named.withheld;
        }
        if (rest == 0) return;
        const Minor earned = earned_of(named);
        if (earned != 0 && rest == earned) {
            cleared.adjustments.push_back({AdjustmentKind::earned_discount, earned, {}});
            return;
        }
        if (rest <= tolerated_under(book_, policy_, customer_of(named), named.open)) {
            cleared.adjustments.push_back({AdjustmentKind::write_off, rest, "tolerance"});
            return;
        }
        if (named.discount == 0) return;
        if (rest == named.discount && policy_.claim_unearned_discount) {
            cleared.adjustments.push_back({AdjustmentKind::claim, rest, "unearned_discount"});
            return;
        }
        ask_about(named, rest, "a discount that is not earned", Reason::unearned_discount);
    }

    // Withheld tax is believed when the line ties with it: what it settles, less what it takes off,
    // is what it pays, or all that is open is closed by it.
    bool may_withhold(const NamedItem& named, Minor rest) const {
        if (!policy_.claim_withheld || named.withheld > rest) return false;
        if (named.withheld == rest || !named.gross) return true;
        WideMinor settled = static_cast<WideMinor>(*named.net) + named.withheld + named.discount;
        for (const NamedDeduction& each : named.deductions)
            settled += each.amount;
        return settled == *named.gross;
    }

    // An expense at once when the policy says so of its reason, else a claim.
    void deduct(const NamedDeduction& each, ClearedItem& cleared) const {
        if (each.amount == 0) return;
        const auto rule = policy_.reasons.find(each.reason);
        const bool is_expense =
            rule != policy_.reasons.end() && each.amount <= rule->second.expense_minor.value_or(-1);
        cleared.adjustments.push_back(
            {is_expense ? AdjustmentKind::deduction : AdjustmentKind::claim,
             each.amount,
             each.reason,
             each.claim,
             each.names_invoice}
        );
    }

    void ask_about(const NamedItem& named, Minor difference, const char* what, Reason reason) {
        const std::string code = named.deductions.empty() ? "" : named.deductions.front().reason;
        result_.reason = reason;
        result_.detail = fmt::format(
            "{}: {} of {} was taken off{}{}; it stays open",
            item(named).document,
            what,
            amount(difference),
            code.empty() ? "" : " with reason ",
            code
        );
    }

    CustomerNo customer_of(const NamedItem& named) const { return item(named).customer; }

    // Documents without amounts share what the stated lines left.
    void take_rest(std::span<const NamedItem> unstated, Minor money) {
        WideMinor total = 0;
        for (const NamedItem& each : unstated) {
            total += item(each).is_credit() ? -static_cast<WideMinor>(each.open) : each.open;
        }
        if (total <= 0) {
            refuse_with(Reason::remittance_mismatch, "the named documents leave nothing to pay");
            return;
        }
        if (money >= total) {
            clear_all(unstated, 0);
            leave_over(
                money - static_cast<Minor>(total),
                static_cast<Minor>(total),
                customer_of(unstated.front())
            );
            return;
        }
        if (take_discounts(unstated, money, total)) return;
        const auto shortage = static_cast<Minor>(total - money);
        const Minor allowed = tolerated_under(
            book_, policy_, customer_of(unstated.front()), static_cast<Minor>(total)
        );
        if (shortage <= allowed) {
            write_off(unstated, shortage);
            return;
        }
        if (unstated.size() == 1 && money > 0) {
            result_.clearing.items.push_back({unstated.front().item, money, {}});
            result_.may_post = true;
            return;
        }
        refuse_with(
            Reason::short_pay,
            fmt::format(
                "the named documents come to {}, {} is missing and nothing says where",
                format_amount_wide(total, payment_.currency),
                amount(shortage)
            )
        );
    }

    // Every item in full, less the discounts of the days whose bit is set in `days`.
    void clear_all(std::span<const NamedItem> unstated, unsigned days) {
        for (const NamedItem& each : unstated) {
            const OpenItem& row = item(each);
            ClearedItem cleared{each.item, row.is_credit() ? -each.open : each.open, {}};
            const auto day = std::find(days_.begin(), days_.end(), row.discount_date);
            const auto bit = static_cast<unsigned>(day - days_.begin());
            const bool takes = day != days_.end() && ((days >> bit) & 1U) != 0;
            const Minor earned = takes ? earned_of(each) : 0;
            if (earned != 0) {
                cleared.cash -= earned;
                cleared.adjustments.push_back({AdjustmentKind::earned_discount, earned, {}});
            }
            result_.clearing.items.push_back(std::move(cleared));
        }
        result_.may_post = true;
    }

    Minor earned_of(const NamedItem& named) const {
        const OpenItem& row = item(named);
        return named.open == row.open ? earned_discount(row, policy_, payment_.booking_date) : 0;
    }

    // Items with one discount date take their discount together or not at all; posts only when
    // exactly one choice of dates makes the payment.
    bool take_discounts(std::span<const NamedItem> unstated, Minor money, WideMinor total) {
        std::vector<Minor> sums;
        for (const NamedItem& each : unstated) {
            const Minor earned = earned_of(each);
            if (earned == 0) continue;
            const auto day = std::find(days_.begin(), days_.end(), item(each).discount_date);
            const auto at = static_cast<std::size_t>(day - days_.begin());
            if (day == days_.end()) {
                days_.push_back(item(each).discount_date);
                sums.push_back(0);
            }
            sums[at] = add(sums[at], earned);
        }
        if (sums.empty() || sums.size() > discount_days_max) return false;
        unsigned found = 0;
        int ways = 0;
        for (unsigned choice = 1; choice < (1U << sums.size()); ++choice) {
            WideMinor net = total;
            for (std::size_t i = 0; i < sums.size(); ++i) {
                if (((choice >> i) & 1U) != 0) net -= sums[i];
            }
            if (net != money) continue;
            found = choice;
            ++ways;
        }
        if (ways != 1) return false;
        clear_all(unstated, found);
        return true;
    }

    // A shortage within the tolerance goes off the largest named invoice.
    void write_off(std::span<const NamedItem> unstated, Minor shortage) {
        clear_all(unstated, 0);
        auto& items = result_.clearing.items;
        const auto largest = std::max_element(
            items.begin(),
            items.end(),
            [](const ClearedItem& a, const ClearedItem& b) { return a.cash < b.cash; }
        );
        check(largest != items.end() && largest->cash >= shortage, "a tolerance is a part");
        largest->cash -= shortage;
        largest->adjustments.push_back({AdjustmentKind::write_off, shortage, "tolerance"});
    }

    void leave_over(Minor over, Minor total, CustomerNo customer) {
        if (over == 0) return;
        const bool is_kept = policy_.overpayment == Overpayment::on_account;
        (is_kept ? result_.clearing.on_account : result_.clearing.unapplied) = over;
        if (over <= tolerated_over(book_, policy_, customer, total)) return;
        result_.reason = Reason::over_pay;
        result_.detail = fmt::format(
            "{} more than the named documents come to; it is not applied", amount(over)
        );
    }

    const Book& book_;
    const Policy& policy_;
    const Payment& payment_;
    std::vector<std::optional<Date>> days_;
    Settlement result_;
};

}  // namespace

WideMinor Clearing::cash() const {
    WideMinor sum = 0;
    for (const ClearedItem& item : items)
        sum += item.cash;
    return sum;
}

WideMinor Clearing::adjusted() const {
    WideMinor sum = 0;
    for (const ClearedItem& item : items) {
        for (const Adjustment& adjustment : item.adjustments)
            sum += adjustment.amount;
    }
    return sum;
}

std::string_view word_of(AdjustmentKind kind) {
    return adjustment_words.at(static_cast<std::size_t>(kind));
}

Settlement settle_named(
    const Book& book, const Policy& policy, const Payment& payment, std::span<const NamedItem> named
) {
    Settlement settlement = Settling(book, policy, payment).settle(named);
    if (settlement.may_post) {
        const WideMinor used = settlement.clearing.cash() + settlement.clearing.on_account +
                               settlement.clearing.unapplied;
        check(used == payment.amount, "a settlement uses the whole payment");
    }
    return settlement;
}

Minor tolerated_under(const Book& book, const Policy& policy, CustomerNo customer, Minor amount) {
    const GroupTolerances own = tolerances_of(book, policy, customer);
    return tolerance(
        own.under_minor.value_or(policy.under_tolerance_minor),
        own.under_bp.value_or(policy.under_tolerance_bp),
        amount
    );
}

Minor tolerated_over(const Book& book, const Policy& policy, CustomerNo customer, Minor amount) {
    const GroupTolerances own = tolerances_of(book, policy, customer);
    return tolerance(
        own.over_minor.value_or(policy.over_tolerance_minor),
        own.over_bp.value_or(policy.over_tolerance_bp),
        amount
    );
}

Minor earned_discount(const OpenItem& item, const Policy& policy, Date day) {
    const bool is_whole = item.open == item.amount || !policy.discount_only_if_paid_in_full;
    const bool may_earn = policy.take_earned_discount && item.kind == ItemKind::invoice &&
                          item.discount_date && is_whole && item.discount_amount < item.open;
    if (!may_earn) return 0;
    const Date last = add_days(*item.discount_date, static_cast<int>(policy.discount_grace_days));
    return day <= last ? item.discount_amount : 0;
}

}  // namespace tieout
