#include "matching/certificate.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/core.h>

#include "engine/reference_form.h"

namespace tieout {

namespace {

using ItemSet = std::set<ItemNo>;

// One thing to choose: an item, or an invoice with the credits that name it.
struct Choice {
    ItemSet items;
    Minor amount = 0;
    std::size_t older = no_choice;  // an equal one that must be chosen first

    static constexpr std::size_t no_choice = ~std::size_t{0};
};

class Proving {
public:
    explicit Proving(const CertificateFacts& facts) : facts_(facts) {
        gather();
        link_equals();
    }

    // Every set of 1 to size_max choices that makes the amount; false when there are too many
    // steps.
    bool enumerate(std::size_t size_max) {
        size_max_ = size_max;
        taken_.assign(choices_.size(), false);
        go(0, 0, 0);
        return steps_ <= facts_.steps_max;
    }

    const std::vector<ItemSet>& sets() const { return sets_; }

    // How many choices the items are.
    std::size_t size_of(const ItemSet& items) const {
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

    void go(std::size_t at, std::size_t size, Minor sum) {
        if (++steps_ > facts_.steps_max) return;
        if (at == choices_.size()) {
            if (size > 0 && sum == facts_.amount) keep();
            return;
        }
        go(at + 1, size, sum);
        const std::size_t older = choices_[at].older;
        const bool may = size < size_max_ && (older == Choice::no_choice || taken_[older]);
        if (!may) return;
        taken_[at] = true;
        go(at + 1, size + 1, sum + choices_[at].amount);
        taken_[at] = false;
    }

    void keep() {
        ItemSet items;
        for (std::size_t i = 0; i < choices_.size(); ++i) {
            if (taken_[i]) items.insert(choices_[i].items.begin(), choices_[i].items.end());
        }
        sets_.push_back(std::move(items));
    }

    const CertificateFacts& facts_;
    std::vector<Choice> choices_;
    std::vector<bool> taken_;
    std::vector<ItemSet> sets_;
    std::size_t size_max_ = 0;
    std::uint64_t steps_ = 0;
};

ItemSet cleared_set(const Match& match) {
    ItemSet items;
    for (const ClearedItem& each : match.clearing.items)
        items.insert(each.item);
    for (const Candidate& each : match.candidates) {
        if (!match.clearing.items.empty()) break;
        for (const CandidateItem& item : each.items)
            items.insert(item.item);
        break;
    }
    return items;
}

bool candidates_hold(const Match& match, Minor amount) {
    std::set<ItemSet> different;
    for (const Candidate& candidate : match.candidates) {
        Minor sum = 0;
        ItemSet items;
        for (const CandidateItem& each : candidate.items) {
            sum += each.amount;
            items.insert(each.item);
        }
        if (sum != amount) return false;
        different.insert(std::move(items));
    }
    return different.size() == match.candidates.size();
}

}  // namespace

CertificateAnswer prove_again(
    const CertificateFacts& facts, const Match& match, std::string& words
) {
    if (match.certificate == Certificate::ambiguous) {
        if (candidates_hold(match, facts.amount)) return CertificateAnswer::holds;
        words = "a candidate does not make the payment, or stands twice";
        return CertificateAnswer::fails;
    }
    const bool proves =
        match.certificate == Certificate::unique || match.certificate == Certificate::none;
    if (!proves) return CertificateAnswer::not_applicable;
    Proving proving(facts);
    const ItemSet wanted = cleared_set(match);
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
