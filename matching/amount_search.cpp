// Structured classes first, then subsets of 1, 2, 3 .. items. After each size the expected number
// of chance sets grows; K is the last size at which it is within tau_suggest. Everything up to K is
// searched to its end. Behind K a set is weaker than chance: nothing found there is evidence, yet
// when nothing was found before, sizes go on so that a reviewer gets candidates. Pools of up to
// full_count_items_max items are counted whole by meeting in the middle as soon as K is large.
#include "matching/amount_search.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "matching/full_count.h"
#include "matching/lattice_count.h"

namespace tieout {

namespace {

// Up to here size by size is cheaper than a full count.
constexpr std::uint32_t small_sizes_max = 4;
// Candidates that prove nothing are sought within this part of policy.search_steps_max.
constexpr std::uint64_t candidates_share = 8;

// One search: with or without a bank fee.
struct Pass {
    Minor fee = 0;
    std::uint32_t size_wanted = 0;  // to be proved at least
};

class Searching {
public:
    Searching(
        const Pool& pool,
        const Policy& policy,
        const AmountQuery& query,
        const Pass& pass,
        SubsetSum& search
    )
        : pool_(pool),
          policy_(policy),
          query_(query),
          pass_(pass),
          search_(search),
          choices_(query.choices != nullptr && query.choices->any() ? query.choices : nullptr),
          sums_(choices_ != nullptr ? choices_->sums : pool.sums),
          target_(query.target + pass.fee),
          density_(pool.sums, query.lattice),
          sets_max_(static_cast<std::uint32_t>(policy.alternatives_max)) {
        if (choices_ != nullptr) density_.add_choices(sums_);
    }

    Verdict run() {
        take_structured();
        find_bound();
        const bool fully =
            can_count_fully(sums_, policy_.full_count_items_max) && wanted_size() > small_sizes_max;
        if (fully) {
            count_all();
        } else {
            count_by_size();
        }
        judge();
        return std::move(verdict_);
    }

private:
    // One more hypothesis for each where a fee is possible.
    void add_ppm(std::int64_t& cumulative, std::int64_t ppm) const {
        cumulative = std::min(cumulative + (query_.fee > 0 ? 2 * ppm : ppm), spurious_ppm_max);
    }

    void take_structured() {
        std::span<const Minor> net;
        if (choices_ != nullptr) net = choices_->net;
        StructuredAnswer answer =
            structured_sets(pool_, density_, target_, query_.booked, sets_max_, net);
        std::vector<std::int64_t> gross_ppm;
        std::vector<std::int64_t> net_ppm;
        for (std::size_t at = 0; at < answer.class_ppm.size(); ++at) {
            add_ppm(structured_ppm_, answer.class_ppm[at]);
            gross_ppm.push_back(structured_ppm_);
            if (!net.empty()) add_ppm(structured_ppm_, answer.net_ppm[at]);
            net_ppm.push_back(structured_ppm_);
        }
        for (StructuredSet& set : answer.sets) {
            const auto at = static_cast<std::size_t>(set.set_class);
            FoundSet found{set.set_class, std::move(set.picks), {}, pass_.fee, gross_ppm.at(at)};
            if (set.is_net) {
                found.nets = nets_of(found.picks);
                found.expected_ppm = net_ppm.at(at);
            }
            if (!has_room_for_fee(found)) continue;
            largest_structured_ = std::max(largest_structured_, size_of(found.picks));
            verdict_.sets.push_back(std::move(found));
        }
        verdict_.is_capped = answer.is_capped;
    }

    Picks nets_of(const Picks& picks) const {
        Picks nets;
        for (const std::uint32_t place : picks) {
            if (choices_->group[place] != 0 && (nets.empty() || nets.back() != place))
                nets.push_back(place);
        }
        return nets;
    }

    // A fee is kept from one item, which must be more.
    bool has_room_for_fee(const FoundSet& set) const {
        if (pass_.fee == 0) return true;
        return std::any_of(set.picks.begin(), set.picks.end(), [&](std::uint32_t place) {
            const bool is_net = std::binary_search(set.nets.begin(), set.nets.end(), place);
            return (is_net ? choices_->net[place] : pool_.sums.amounts[place]) > pass_.fee;
        });
    }

    static std::uint32_t size_of(const Picks& picks) {
        return static_cast<std::uint32_t>(picks.size());
    }

    // Cumulative chance of all sizes up to each, and the bound K.
    void find_bound() {
        const std::uint32_t items = pool_.sums.items();
        std::int64_t cumulative = 0;
        sizes_ppm_.assign(1, 0);
        net_sizes_ppm_.assign(1, 0);
        for (std::uint32_t size = 1; size <= std::min(items, full_count_size_max); ++size) {
            add_ppm(cumulative, density_.size_ppm(size, target_));
            sizes_ppm_.push_back(cumulative);
            add_ppm(cumulative, density_.choice_ppm(size, target_));
            net_sizes_ppm_.push_back(cumulative);
            if (cumulative <= policy_.tau_suggest_ppm) bound_ = size;
        }
        whole_is_proved_ = !pool_.sums.amounts.empty() && pool_.sums.amounts.front() > 0;
    }

    // A set that must be proved against all sets of its own size; the whole balance of positive
    // items needs no search: every other set is less.
    std::uint32_t wanted_size() const {
        std::uint32_t wanted = std::max({bound_, pass_.size_wanted, std::uint32_t{1}});
        if (verdict_.sets.size() == 1 && !is_whole(verdict_.sets.front())) {
            wanted = std::max(wanted, largest_structured_);
        }
        return wanted;
    }

    bool is_whole(const FoundSet& set) const {
        return whole_is_proved_ && set.nets.empty() && set.fee == 0 &&
               size_of(set.picks) == pool_.sums.items();
    }

    std::int64_t subset_ppm(std::uint32_t size, bool is_net) const {
        const std::vector<std::int64_t>& sizes = is_net ? net_sizes_ppm_ : sizes_ppm_;
        if (size >= sizes.size()) return spurious_ppm_max;
        return std::min(structured_ppm_ + sizes[size], spurious_ppm_max);
    }

    // What the places of `sums_` mean.
    FoundSet found_of(Picks picks) const {
        FoundSet found;
        found.fee = pass_.fee;
        if (choices_ == nullptr) {
            found.picks = std::move(picks);
        } else {
            for (const std::uint32_t place : picks) {
                const std::uint32_t of = choices_->classes[place];
                found.picks.push_back(of);
                if (choices_->is_net[place]) found.nets.push_back(of);
            }
            std::sort(found.picks.begin(), found.picks.end());
            std::sort(found.nets.begin(), found.nets.end());
            found.nets.erase(std::unique(found.nets.begin(), found.nets.end()), found.nets.end());
        }
        found.expected_ppm = subset_ppm(size_of(found.picks), !found.nets.empty());
        return found;
    }

    void add(Picks picks) {
        FoundSet found = found_of(std::move(picks));
        const auto same = [&](const FoundSet& set) {
            return set.picks == found.picks && set.nets == found.nets;
        };
        if (std::any_of(verdict_.sets.begin(), verdict_.sets.end(), same)) return;
        if (!has_room_for_fee(found)) return;
        if (verdict_.sets.size() >= sets_max_) {
            verdict_.is_capped = true;
            return;
        }
        verdict_.sets.push_back(std::move(found));
    }

    // One pass counts everything; what is larger than K matters only when nothing smaller is there.
    void count_all() {
        FullAnswer all = count_fully(sums_, target_, full_count_size_max, sets_max_ + 1);
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
        // Sets without room for the fee are counted, not listed.
        const bool is_listed = !verdict_.is_capped && all.solutions.size() <= sets_max_;
        if (pass_.fee > 0 && is_listed) verdict_.alternatives = verdict_.sets.size();
        if (verdict_.sets.size() == 1 && verdict_.alternatives == 1 &&
            is_whole(verdict_.sets.front())) {
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
            search_.find_size(sums_, target_, size, limits, sizes_);
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
                is_beyond_ = reached_ && verdict_.sets.size() == 1 &&
                             size_of(verdict_.sets.front().picks) > sizes_.proved_k;
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
        if (sums_.has_choices()) return false;
        const LatticePool lattice = on_lattice(sums_, target_);
        const std::uint64_t steps_left = steps_max - std::min(steps_max, sizes_.steps);
        const bool is_counted =
            lattice.is_impossible || (lattice.is_small && lattice.steps <= steps_left);
        if (!is_counted) return false;
        const std::uint64_t sets = lattice.is_impossible ? 0 : count_on_lattice(lattice, sums_);
        verdict_.steps += lattice.steps;
        verdict_.alternatives = sets;
        reached_ = true;
        if (sets <= 1) verdict_.proved_k = pool_.sums.items();
        if (sets == 0) return true;
        if (verdict_.sets.empty()) {
            search_candidates(steps_max);
        }
        if (verdict_.sets.size() < std::min<std::uint64_t>(sets, 2)) {
            for (Picks& picks : list_on_lattice(lattice, sums_, sets_max_))
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
                if (a.picks.size() != b.picks.size()) return a.picks.size() < b.picks.size();
                return a.nets.empty() && !b.nets.empty();
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
    const Pass& pass_;
    SubsetSum& search_;
    const Choices* choices_;  // none: every item is gross
    const SumPool& sums_;
    Minor target_;
    Density density_;
    std::uint32_t sets_max_;
    std::int64_t structured_ppm_ = 0;
    std::vector<std::int64_t> sizes_ppm_;      // of sets of each size and the more preferred ones
    std::vector<std::int64_t> net_sizes_ppm_;  // with those that have a net item
    std::uint32_t bound_ = 0;
    std::uint32_t largest_structured_ = 0;
    bool whole_is_proved_ = false;
    SumAnswer sizes_;  // of the search size by size
    bool reached_ = true;
    bool is_beyond_ = false;  // the only set is larger than what was proved, a candidate by luck
    Verdict verdict_;
};

// The fee's sets stand behind; what is larger than was proved refutes nothing.
Verdict join(Verdict plain, Verdict with_fee, std::size_t sets_max) {
    const bool keeps_plain =
        plain.certificate != Certificate::none || with_fee.certificate == Certificate::none;
    const bool keeps_fee =
        with_fee.certificate != Certificate::none || plain.certificate == Certificate::none;
    Verdict both;
    both.steps = plain.steps + with_fee.steps;
    both.proved_k = std::min(plain.proved_k, with_fee.proved_k);
    for (auto [verdict, keeps] : {std::pair{&plain, keeps_plain}, {&with_fee, keeps_fee}}) {
        if (!keeps) continue;
        both.alternatives += verdict->alternatives;
        both.is_capped = both.is_capped || verdict->is_capped;
        std::move(verdict->sets.begin(), verdict->sets.end(), std::back_inserter(both.sets));
    }
    std::stable_sort(both.sets.begin(), both.sets.end(), [](const auto& a, const auto& b) {
        if (a.set_class != b.set_class) return a.set_class < b.set_class;
        return a.picks.size() < b.picks.size();
    });
    if (both.sets.size() > sets_max) {
        both.sets.resize(sets_max);
        both.is_capped = true;
    }
    const bool is_open = plain.certificate == Certificate::budget ||
                         with_fee.certificate == Certificate::budget ||
                         (both.sets.size() == 1 && both.sets[0].picks.size() > both.proved_k);
    const bool is_none =
        plain.certificate == Certificate::none && with_fee.certificate == Certificate::none;
    both.certificate = is_none                 ? Certificate::none
                       : both.alternatives > 1 ? Certificate::ambiguous
                       : is_open               ? Certificate::budget
                                               : Certificate::unique;
    return both;
}

std::uint32_t size_of_only(const Verdict& verdict) {
    const bool has_one = verdict.certificate == Certificate::unique && verdict.sets.size() == 1;
    return has_one ? static_cast<std::uint32_t>(verdict.sets.front().picks.size()) : 0;
}

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
    Verdict plain = Searching(pool, policy, query, Pass{}, search).run();
    if (query.fee <= 0) return plain;
    if (plain.certificate == Certificate::ambiguous) {
        plain.is_capped = true;  // sets behind a fee were not looked for
        return plain;
    }
    // What is found on one side must be alone on the other, up to its size.
    const Pass fee_pass{query.fee, size_of_only(plain)};
    Verdict with_fee = Searching(pool, policy, query, fee_pass, search).run();
    const std::uint32_t size = size_of_only(with_fee);
    if (size > plain.proved_k && plain.certificate == Certificate::none) {
        plain = Searching(pool, policy, query, Pass{0, size}, search).run();
    }
    return join(
        std::move(plain), std::move(with_fee), static_cast<std::size_t>(policy.alternatives_max)
    );
}

}  // namespace tieout
