// Structured classes first, then subsets of 1, 2, 3 .. items. After each size the expected number
// of chance sets grows; K is the last size at which it is within tau_suggest. Everything up to K is
// searched to its end. Behind K a set is weaker than chance: nothing found there is evidence, yet
// when nothing was found before, sizes go on so that a reviewer gets candidates. Pools of up to
// full_count_items_max items are counted whole by meeting in the middle as soon as K is large.
#include "matching/amount_search.h"

#include <algorithm>
#include <limits>

#include "matching/full_count.h"
#include "matching/lattice_count.h"

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

    // Size after size up to `last`, within that many steps in all. Behind the bound only until
    // there is something to show.
    void search_sizes(std::uint32_t last, std::uint64_t steps_max) {
        const SumLimits limits{sets_max_ + 1, steps_max};
        const std::uint32_t end = std::min(last, largest_size());
        while (!sizes_.is_stopped() && sizes_.proved_k < end) {
            const std::uint32_t size = sizes_.proved_k + 1;
            if (size > wanted_size() && !verdict_.sets.empty()) break;
            search_.find_size(pool_.sums, query_.target, size, limits, sizes_);
            for (Picks& picks : sizes_.solutions)
                add(std::move(picks));
            sizes_.solutions.clear();
        }
    }

    std::uint32_t largest_size() const {
        return std::min(static_cast<std::uint32_t>(policy_.set_size_max), pool_.sums.items());
    }

    // Up to the bound within the steps that the policy gives a proof; then what round amounts
    // allow; candidates behind the bound only when there is nothing else to show.
    void count_by_size() {
        const auto steps_max = static_cast<std::uint64_t>(policy_.search_steps_max);
        search_sizes(wanted_size(), steps_max);
        verdict_.proved_k = sizes_.proved_k;
        // A bound beyond the largest size that is ever searched is cut there, and so printed.
        reached_ = sizes_.proved_k >= std::min(std::max(bound_, std::uint32_t{1}), largest_size());
        const bool is_open = verdict_.sets.size() < 2 && !is_proved();
        if (is_open && !count_round_amounts(steps_max)) {
            if (verdict_.sets.empty()) {
                search_candidates(steps_max);
                is_beyond_ = reached_ && verdict_.sets.size() == 1;
            } else {
                reached_ = false;
            }
        }
        verdict_.proved_k = std::max(verdict_.proved_k, sizes_.proved_k);
        verdict_.steps += sizes_.steps;
        verdict_.is_capped = verdict_.is_capped || sizes_.is_capped;
        verdict_.alternatives =
            std::max<std::uint64_t>(verdict_.alternatives, verdict_.sets.size());
    }

    // They prove nothing, so they get fewer steps.
    void search_candidates(std::uint64_t steps_max) {
        search_sizes(full_count_size_max, sizes_.steps + steps_max / candidates_share);
    }

    // One set that all sets of up to its size, and of up to the bound, were held against.
    bool is_proved() {
        if (verdict_.sets.size() != 1) return false;
        const FoundSet& only = verdict_.sets.front();
        if (is_whole(only)) {
            verdict_.proved_k = size_of(only.picks);
            reached_ = true;
        }
        return reached_ && size_of(only.picks) <= verdict_.proved_k;
    }

    // Round amounts have few sums: sets of any size are counted together. This proves that there is
    // none, or that the one found is alone, or says how many there are. False when they are not
    // round enough for the steps that are left.
    bool count_round_amounts(std::uint64_t steps_max) {
        const LatticePool lattice = on_lattice(pool_.sums, query_.target);
        const std::uint64_t steps_left = steps_max - std::min(steps_max, sizes_.steps);
        const bool is_counted =
            lattice.is_impossible || (lattice.is_small && lattice.steps <= steps_left);
        if (!is_counted) return false;
        const std::uint64_t sets =
            lattice.is_impossible ? 0 : count_on_lattice(lattice, pool_.sums);
        verdict_.steps += lattice.steps;
        verdict_.alternatives = sets;
        reached_ = true;
        if (sets <= 1) verdict_.proved_k = pool_.sums.items();
        if (sets == 0) return true;
        if (verdict_.sets.empty()) {
            search_candidates(steps_max);
        }
        if (verdict_.sets.size() < std::min<std::uint64_t>(sets, 2)) {
            for (Picks& picks : list_on_lattice(lattice, pool_.sums, sets_max_))
                add(std::move(picks));
        }
        if (sets > verdict_.sets.size()) verdict_.is_capped = true;
        return true;
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
        if (verdict_.alternatives > 1) {
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
    SumAnswer sizes_;  // of the search size by size
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
