// Structured classes first, then subsets of 1, 2, 3 .. items. After each size the expected number
// of chance sets grows; K is the last size at which it is within tau_suggest. Everything up to K is
// searched to its end. Behind K a set is weaker than chance: nothing found there is evidence, yet
// when nothing was found before, sizes go on so that a reviewer gets candidates. Pools of up to
// full_count_items_max items are counted whole by meeting in the middle as soon as K is large.
#include "matching/amount_search.h"

#include <algorithm>
#include <limits>

#include "matching/full_count.h"

namespace tieout {

namespace {

// Up to here size by size is cheaper than a full count.
constexpr std::uint32_t small_sizes_max = 4;
// Candidates that prove nothing are sought within this part of policy.search_steps_max.
constexpr std::uint64_t candidates_share = 8;

class Searching {
public:
    Searching(const Pool& pool, const Policy& policy, const AmountQuery& query, SubsetSum& search)
        : pool_(pool),
          policy_(policy),
          query_(query),
          search_(search),
          density_(pool.sums, query.lattice),
          sets_max_(static_cast<std::uint32_t>(policy.alternatives_max)) {}

    Verdict run() {
        take_structured();
        find_bound();
        const bool fully = can_count_fully(pool_.sums, policy_.full_count_items_max) &&
                           wanted_size() > small_sizes_max;
        if (fully) {
            count_all();
        } else {
            count_by_size();
        }
        judge();
        return std::move(verdict_);
    }

private:
    void take_structured() {
        StructuredAnswer answer =
            structured_sets(pool_, density_, query_.target, query_.booked, sets_max_);
        std::vector<std::int64_t> cumulative;
        for (const std::int64_t ppm : answer.class_ppm) {
            structured_ppm_ = std::min(structured_ppm_ + ppm, spurious_ppm_max);
            cumulative.push_back(structured_ppm_);
        }
        for (StructuredSet& set : answer.sets) {
            largest_structured_ = std::max(largest_structured_, size_of(set.picks));
            const auto at = static_cast<std::size_t>(set.set_class);
            verdict_.sets.push_back(FoundSet{set.set_class, std::move(set.picks), cumulative.at(at)}
            );
        }
        verdict_.is_capped = answer.is_capped;
    }

    static std::uint32_t size_of(const Picks& picks) {
        return static_cast<std::uint32_t>(picks.size());
    }

    // Cumulative chance of all sizes up to each, and the bound K.
    void find_bound() {
        const std::uint32_t items = pool_.sums.items();
        std::int64_t cumulative = 0;
        sizes_ppm_.assign(1, 0);
        for (std::uint32_t size = 1; size <= std::min(items, full_count_size_max); ++size) {
            cumulative =
                std::min(cumulative + density_.size_ppm(size, query_.target), spurious_ppm_max);
            sizes_ppm_.push_back(cumulative);
            if (cumulative <= policy_.tau_suggest_ppm) bound_ = size;
        }
        whole_is_proved_ = !pool_.sums.amounts.empty() && pool_.sums.amounts.front() > 0;
    }

    // A set that must be proved against all sets of its own size; the whole balance of positive
    // items needs no search: every other set is less.
    std::uint32_t wanted_size() const {
        std::uint32_t wanted = std::max(bound_, std::uint32_t{1});
        if (verdict_.sets.size() == 1 && !is_whole(verdict_.sets.front())) {
            wanted = std::max(wanted, largest_structured_);
        }
        return wanted;
    }

    bool is_whole(const FoundSet& set) const {
        return whole_is_proved_ && size_of(set.picks) == pool_.sums.items();
    }

    std::int64_t subset_ppm(std::uint32_t size) const {
        if (size >= sizes_ppm_.size()) return spurious_ppm_max;
        return std::min(structured_ppm_ + sizes_ppm_[size], spurious_ppm_max);
    }

    void add(Picks picks) {
        const auto same = [&](const FoundSet& set) { return set.picks == picks; };
        if (std::any_of(verdict_.sets.begin(), verdict_.sets.end(), same)) return;
        if (verdict_.sets.size() >= sets_max_) {
            verdict_.is_capped = true;
            return;
        }
        const std::uint32_t size = size_of(picks);
        verdict_.sets.push_back(FoundSet{SetClass::subset, std::move(picks), subset_ppm(size)});
    }

    // One pass counts everything; what is larger than K matters only when nothing smaller is there.
    void count_all() {
        FullAnswer all = count_fully(pool_.sums, query_.target, full_count_size_max, sets_max_ + 1);
        verdict_.steps += all.steps;
        verdict_.proved_k = wanted_size();
        const std::uint32_t smallest = all.solutions.empty() ? 0 : size_of(all.solutions.front());
        const bool beyond = verdict_.sets.empty() && smallest > verdict_.proved_k;
        if (beyond) verdict_.proved_k = smallest;
        std::uint64_t within = 0;
        for (std::uint32_t size = 1; size <= verdict_.proved_k; ++size) {
            within += size < all.by_size.size() ? all.by_size[size] : 0;
        }
        for (Picks& picks : all.solutions) {
            if (size_of(picks) <= verdict_.proved_k) add(std::move(picks));
        }
        std::uint64_t larger_structured = 0;
        for (const FoundSet& set : verdict_.sets) {
            if (size_of(set.picks) > verdict_.proved_k) ++larger_structured;
        }
        verdict_.alternatives = within + larger_structured;
        if (verdict_.alternatives == 1 && is_whole(verdict_.sets.front())) {
            verdict_.proved_k = pool_.sums.items();
        }
        if (verdict_.alternatives > verdict_.sets.size()) verdict_.is_capped = true;
    }

    // Up to the bound within the steps that the policy gives a proof. Candidates are sought behind
    // it only when there is nothing else to show, and within fewer steps.
    void count_by_size() {
        const auto steps_max = static_cast<std::uint64_t>(policy_.search_steps_max);
        const auto size_max =
            std::min(static_cast<std::uint32_t>(policy_.set_size_max), pool_.sums.items());
        SumLimits limits{sets_max_ + 1, steps_max};
        SumAnswer answer;
        bool is_proof = true;
        for (std::uint32_t size = 1; size <= size_max && !answer.is_stopped(); ++size) {
            if (size > wanted_size()) {
                if (!verdict_.sets.empty()) break;
                if (is_proof) limits.steps_max = answer.steps + steps_max / candidates_share;
                is_proof = false;
            }
            search_.find_size(pool_.sums, query_.target, size, limits, answer);
            for (Picks& picks : answer.solutions)
                add(std::move(picks));
            answer.solutions.clear();
        }
        verdict_.steps += answer.steps;
        verdict_.proved_k = answer.proved_k;
        verdict_.is_capped = verdict_.is_capped || answer.is_capped;
        verdict_.alternatives = verdict_.sets.size();
        // A bound beyond the largest size that is ever searched is cut there, and so printed.
        const std::uint32_t bound = std::min(std::max(bound_, std::uint32_t{1}), size_max);
        reached_ = answer.proved_k >= bound;
        if (verdict_.sets.size() != 1) return;
        const FoundSet& only = verdict_.sets.front();
        if (is_whole(only)) {
            verdict_.proved_k = size_of(only.picks);
        } else if (size_of(only.picks) > answer.proved_k) {
            is_beyond_ = !is_proof;
            reached_ = reached_ && is_beyond_;
        }
    }

    void judge() {
        std::stable_sort(
            verdict_.sets.begin(),
            verdict_.sets.end(),
            [](const FoundSet& a, const FoundSet& b) {
                if (a.set_class != b.set_class) return a.set_class < b.set_class;
                return a.picks.size() < b.picks.size();
            }
        );
        if (verdict_.sets.size() > 1) {
            verdict_.certificate = Certificate::ambiguous;
        } else if (!reached_) {
            verdict_.certificate = Certificate::budget;
        } else {
            verdict_.certificate =
                verdict_.sets.empty() || is_beyond_ ? Certificate::none : Certificate::unique;
        }
    }

    const Pool& pool_;
    const Policy& policy_;
    const AmountQuery& query_;
    SubsetSum& search_;
    Density density_;
    std::uint32_t sets_max_;
    std::int64_t structured_ppm_ = 0;
    std::vector<std::int64_t> sizes_ppm_;
    std::uint32_t bound_ = 0;
    std::uint32_t largest_structured_ = 0;
    bool whole_is_proved_ = false;
    bool reached_ = true;
    bool is_beyond_ = false;  // the only set is larger than what was proved, a candidate by luck
    Verdict verdict_;
};

}  // namespace

Verdict search_amount(
    const Pool& pool, const Policy& policy, const AmountQuery& query, SubsetSum& search
) {
    const bool too_large = pool.is_too_large ||
                           static_cast<std::int64_t>(pool.elements.size()) > policy.pool_items_max;
    if (too_large) {
        Verdict verdict;
        verdict.certificate = Certificate::budget;
        return verdict;
    }
    // A payment of nothing (a zero-dollar advice) pays no set by its amount.
    if (pool.elements.empty() || query.target <= 0) return {};
    return Searching(pool, policy, query, search).run();
}

}  // namespace tieout
