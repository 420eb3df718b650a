#include "matching/certificate.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "engine/reference_form.h"

namespace tieout {

namespace {

using ItemSet = std::set<ItemNo>;
using Taking = std::set<std::pair<ItemNo, Minor>>;  // items and what each takes of the payment

// One thing to choose: an item, or an invoice with the credits that name it.
struct Choice {
    ItemSet items;
    Minor amount = 0;
    Minor discount = 0;             // earned, if it is one whole item
    std::size_t group = 0;          // of those that are all taken gross or all net
    std::size_t older = no_choice;  // an equal one that must be chosen first

    static constexpr std::size_t no_choice = ~std::size_t{0};
};

class Proving {
public:
    explicit Proving(const CertificateFacts& facts) : facts_(facts) {
        gather();
        link_equals();
        find_discounts();
    }

    // Every set of 1 to size_max choices that makes the amount; false when there are too many
    // steps.
    bool enumerate(std::size_t size_max) {
        size_max_ = size_max;
        taken_.assign(choices_.size(), side_none);
        sides_.assign(choices_.size(), {});
        go(0, 0, 0);
        return steps_ <= facts_.steps_max;
    }

    const std::vector<Taking>& sets() const { return sets_; }

    // How many choices the items are.
    std::size_t size_of(const Taking& taking) const {
        ItemSet items;
        for (const auto& [item, amount] : taking)
            items.insert(item);
        std::size_t size = 0;
        for (const Choice& choice : choices_) {
            size +=
                std::includes(items.begin(), items.end(), choice.items.begin(), choice.items.end())
                    ? 1U
                    : 0U;
        }
        return size;
    }

private:
    const OpenItem& row(ItemNo no) const { return facts_.book.item(no); }

    Minor owed(ItemNo no) const {
        Minor left = row(no).open;
        for (const ClearedItem& each : facts_.gone) {
            if (each.item != no) continue;
            left -= each.cash < 0 ? -each.cash : each.cash;
            for (const Adjustment& adjustment : each.adjustments)
                left -= adjustment.amount;
        }
        return row(no).is_credit() ? -left : left;
    }

    void gather() {
        std::map<ItemNo, Minor> open;
        for (const CustomerNo customer : facts_.customers) {
            for (const ItemNo no : facts_.book.items_of(customer)) {
                const bool fits = row(no).entity == facts_.entity &&
                                  row(no).currency == facts_.currency && owed(no) != 0;
                if (fits) open[no] = owed(no);
            }
        }
        std::map<ItemNo, Choice> netted;
        for (const auto& [no, amount] : open)
            netted[invoice_of(no, open)].items.insert(no);
        for (auto& [no, choice] : netted) {
            for (const ItemNo each : choice.items)
                choice.amount += open[each];
            if (choice.amount != 0) choices_.push_back(choice);
        }
        std::sort(choices_.begin(), choices_.end(), [&](const Choice& a, const Choice& b) {
            return age(a) < age(b);
        });
    }

    // The invoice that a credit names, if it is open; else the item itself.
    ItemNo invoice_of(ItemNo no, const std::map<ItemNo, Minor>& open) const {
        const std::string names = reference_form(row(no).texts.get(ItemText::applies_to));
        if (!row(no).is_credit() || names.empty()) return no;
        for (const auto& [other, amount] : open) {
            const bool is_it = !row(other).is_credit() && row(other).customer == row(no).customer &&
                               reference_form(row(other).document) == names;
            if (is_it) return other;
        }
        return no;
    }

    using Age =
        std::tuple<std::optional<Date>, std::optional<Date>, std::size_t, std::string_view, ItemNo>;

    Age age(const Choice& choice) const {
        // A netted choice is as old as its invoice.
        ItemNo first = *choice.items.begin();
        for (const ItemNo no : choice.items) {
            if (!row(no).is_credit()) first = no;
        }
        const OpenItem& item = row(first);
        const std::string_view document = item.document;
        return {
            item.due_date ? item.due_date : item.invoice_date,
            item.invoice_date,
            document.size(),
            document,
            first
        };
    }

    bool is_equal(const Choice& a, const Choice& b) const {
        if (a.amount != b.amount || a.items.size() != 1 || b.items.size() != 1) return false;
        const OpenItem& left = row(*a.items.begin());
        const OpenItem& right = row(*b.items.begin());
        return left.kind == right.kind && left.customer == right.customer &&
               left.discount_amount == right.discount_amount &&
               left.tax_amount == right.tax_amount && left.disputed == right.disputed &&
               (left.discount_amount == 0 ||
                (left.discount_date == right.discount_date &&
                 (left.open == left.amount) == (right.open == right.amount))) &&
               left.texts.get(ItemText::site) == right.texts.get(ItemText::site) &&
               left.texts.get(ItemText::terms) == right.texts.get(ItemText::terms);
    }

    void link_equals() {
        for (std::size_t i = 0; i < choices_.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (is_equal(choices_[i], choices_[j])) choices_[i].older = j;
            }
        }
    }

    // A discount is earned by whole items; those of one last day and the same terms go together.
    void find_discounts() {
        if (facts_.policy == nullptr) return;
        for (std::size_t i = 0; i < choices_.size(); ++i) {
            Choice& choice = choices_[i];
            const OpenItem& item = row(*choice.items.begin());
            if (choice.items.size() > 1 || choice.amount != item.owed()) continue;
            choice.discount = earned_discount(item, *facts_.policy, facts_.booked);
            choice.group = i;
            for (std::size_t j = 0; j < i && choice.discount > 0; ++j) {
                const OpenItem& other = row(*choices_[j].items.begin());
                const bool is_together =
                    choices_[j].discount > 0 && item.discount_date == other.discount_date &&
                    item.texts.get(ItemText::terms) == other.texts.get(ItemText::terms);
                if (is_together) choice.group = std::min(choice.group, choices_[j].group);
            }
        }
    }

    enum Side : std::uint8_t {
        side_none,
        side_gross,
        side_net
    };

    void go(std::size_t at, std::size_t size, Minor sum) {
        if (++steps_ > facts_.steps_max) return;
        if (at == choices_.size()) {
            if (size > 0) keep(sum);
            return;
        }
        go(at + 1, size, sum);
        const Choice& choice = choices_[at];
        const std::size_t older = choice.older;
        const bool may =
            size < size_max_ && (older == Choice::no_choice || taken_[older] != side_none);
        if (!may) return;
        for (const Side side : {side_gross, side_net}) {
            if (side == side_net && choice.discount == 0) continue;
            if (choice.discount > 0 && sides_[choice.group][3 - side] > 0) continue;
            taken_[at] = side;
            ++sides_[choice.group][side];
            go(at + 1, size + 1, sum + taken_amount(at));
            --sides_[choice.group][side];
        }
        taken_[at] = side_none;
    }

    Minor taken_amount(std::size_t at) const {
        return choices_[at].amount - (taken_[at] == side_net ? choices_[at].discount : 0);
    }

    void keep(Minor sum) {
        const Minor fee = facts_.policy == nullptr ? 0 : facts_.policy->bank_fee_minor;
        const bool is_it = sum == facts_.amount;
        if (!is_it && (fee == 0 || sum != facts_.amount + fee)) return;
        Taking taking;
        Minor largest = 0;
        for (std::size_t i = 0; i < choices_.size(); ++i) {
            if (taken_[i] == side_none) continue;
            const Choice& choice = choices_[i];
            largest = std::max(largest, taken_amount(i));
            for (const ItemNo item : choice.items) {
                const bool is_only = choice.items.size() == 1;
                taking.emplace(item, is_only ? taken_amount(i) : owed(item));
            }
        }
        if (is_it || largest > fee) sets_.push_back(std::move(taking));
    }

    const CertificateFacts& facts_;
    std::vector<Choice> choices_;
    std::vector<Side> taken_;
    std::vector<std::array<std::size_t, 3>> sides_;  // of each group, how many on each side
    std::vector<Taking> sets_;
    std::size_t size_max_ = 0;
    std::uint64_t steps_ = 0;
};

// What each item takes, before a bank fee.
Taking cleared_set(const Match& match) {
    Taking taking;
    for (const ClearedItem& each : match.clearing.items) {
        Minor amount = each.cash;
        for (const Adjustment& adjustment : each.adjustments)
            amount += adjustment.kind == AdjustmentKind::fee ? adjustment.amount : 0;
        taking.emplace(each.item, amount);
    }
    if (!taking.empty() || match.candidates.empty()) return taking;
    for (const CandidateItem& item : match.candidates.front().items)
        taking.emplace(item.item, item.amount);
    return taking;
}

bool candidates_hold(const Match& match, const CertificateFacts& facts) {
    std::set<Taking> different;
    for (const Candidate& candidate : match.candidates) {
        const bool may_lack = facts.policy != nullptr && candidate.difference < 0 &&
                              candidate.difference == -facts.policy->bank_fee_minor;
        Minor sum = may_lack ? candidate.difference : 0;
        Taking taking;
        for (const CandidateItem& each : candidate.items) {
            sum += each.amount;
            taking.emplace(each.item, each.amount);
        }
        if (sum != facts.amount) return false;
        different.insert(std::move(taking));
    }
    return different.size() == match.candidates.size();
}

}  // namespace

CertificateAnswer prove_again(
    const CertificateFacts& facts, const Match& match, std::string& words
) {
    if (match.certificate == Certificate::ambiguous) {
        if (candidates_hold(match, facts)) return CertificateAnswer::holds;
        words = "a candidate does not make the payment, or stands twice";
        return CertificateAnswer::fails;
    }
    const bool proves =
        match.certificate == Certificate::unique || match.certificate == Certificate::none;
    if (!proves) return CertificateAnswer::not_applicable;
    Proving proving(facts);
    const Taking wanted = cleared_set(match);
    if (!proving.enumerate(match.proved_k)) return CertificateAnswer::too_large;
    const auto& sets = proving.sets();
    if (match.certificate == Certificate::none) {
        if (sets.empty()) return CertificateAnswer::holds;
        words = fmt::format("{} sets make the payment where none was found", sets.size());
        return CertificateAnswer::fails;
    }
    if (proving.size_of(wanted) > match.proved_k) {
        words = "the set is larger than what was proved";
        return CertificateAnswer::fails;
    }
    if (sets.size() == 1 && sets.front() == wanted) return CertificateAnswer::holds;
    words = fmt::format("{} sets of up to {} items make the payment", sets.size(), match.proved_k);
    return CertificateAnswer::fails;
}

}  // namespace tieout
