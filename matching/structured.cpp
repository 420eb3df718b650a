#include "matching/structured.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace tieout {

namespace {

constexpr std::array<std::string_view, 9> class_words{
    "one item",
    "the whole balance",
    "all that is past due",
    "all items of one due date",
    "all items of one purchase order",
    "all items but one",
    "the oldest items",
    "items that follow each other",
    "several items"
};

class Trying {
public:
    Trying(
        const Pool& pool,
        const Density& density,
        Minor target,
        Date booked,
        std::uint32_t sets_max,
        StructuredAnswer& answer
    )
        : pool_(pool),
          density_(density),
          target_(target),
          booked_(booked),
          sets_max_(sets_max),
          answer_(answer) {}

    // With these amounts of the classes; some are less than the pool's when `is_net`.
    void run(std::span<const Minor> amounts, bool is_net) {
        if (pool_.elements.empty()) return;
        amounts_ = amounts;
        is_net_ = is_net;
        prefix_.assign(1, 0);
        for (const PoolElement& each : pool_.elements)
            prefix_.push_back(prefix_.back() + amounts[each.place]);
        try_singles();
        try_balance();
        try_past_due();
        try_due_groups();
        try_orders();
        try_all_but_one();
        try_oldest_first();
        try_runs();
    }

private:
    std::size_t n() const { return pool_.elements.size(); }

    Minor amount_of(std::size_t element) const { return amounts_[pool_.elements[element].place]; }

    void price(std::size_t hypotheses, const std::vector<Minor>& sums) {
        (is_net_ ? answer_.net_ppm : answer_.class_ppm)
            .push_back(density_.class_ppm(
                HypothesisClass{static_cast<std::int64_t>(hypotheses), sums}, target_
            ));
    }

    // Keeps the set of these elements unless a more preferred class has it already.
    void keep(SetClass set_class, const std::vector<std::uint32_t>& elements) {
        const auto is_less = [&](std::uint32_t each) {
            return amount_of(each) != pool_.elements[each].amount;
        };
        if (is_net_ && std::none_of(elements.begin(), elements.end(), is_less)) return;
        Picks picks;
        picks.reserve(elements.size());
        for (const std::uint32_t each : elements)
            picks.push_back(pool_.elements[each].place);
        std::sort(picks.begin(), picks.end());
        const auto same = [&](const StructuredSet& set) {
            return set.is_net == is_net_ && set.picks == picks;
        };
        if (std::any_of(answer_.sets.begin(), answer_.sets.end(), same)) return;
        if (answer_.sets.size() >= sets_max_) {
            answer_.is_capped = true;
            return;
        }
        answer_.sets.push_back(StructuredSet{set_class, std::move(picks), is_net_});
    }

    void keep_range(SetClass set_class, std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> elements(end - begin);
        std::iota(elements.begin(), elements.end(), static_cast<std::uint32_t>(begin));
        keep(set_class, elements);
    }

    // Net amounts do not ascend, and only those that are less are hypotheses of their own.
    void try_singles() {
        std::vector<Minor> tried;
        for (std::uint32_t place = 0; place < amounts_.size(); ++place) {
            if (is_net_ && amounts_[place] == pool_.sums.amounts[place]) continue;
            tried.push_back(amounts_[place]);
            if (amounts_[place] == target_) keep(SetClass::single, {pool_.elements_of(place)[0]});
        }
        price(tried.size(), tried);
    }

    void try_balance() {
        price(1, {prefix_.back()});
        if (prefix_.back() == target_) keep_range(SetClass::whole_balance, 0, n());
    }

    void try_past_due() {
        // Elements stand by due date, those without one first.
        std::vector<std::uint32_t> due;
        Minor sum = 0;
        for (std::size_t i = 0; i < n(); ++i) {
            const std::optional<Date>& day = pool_.elements[i].due;
            if (!day || *day >= booked_) continue;
            due.push_back(static_cast<std::uint32_t>(i));
            sum += amount_of(i);
        }
        price(due.empty() ? 0 : 1, {sum});
        if (!due.empty() && sum == target_) keep(SetClass::past_due, due);
    }

    void try_due_groups() {
        std::vector<Minor> sums;
        for (std::size_t begin = 0; begin < n();) {
            std::size_t end = begin + 1;
            while (end < n() && pool_.elements[end].due == pool_.elements[begin].due)
                ++end;
            if (end - begin > 1 && pool_.elements[begin].due) {
                sums.push_back(prefix_[end] - prefix_[begin]);
                if (sums.back() == target_) keep_range(SetClass::due_group, begin, end);
            }
            begin = end;
        }
        price(sums.size(), sums);
    }

    void try_orders() {
        std::vector<Minor> sums(pool_.orders, 0);
        for (const PoolElement& each : pool_.elements) {
            if (each.order > 0) sums[each.order - 1] += amounts_[each.place];
        }
        price(sums.size(), sums);
        for (std::uint32_t order = 1; order <= pool_.orders; ++order) {
            if (sums[order - 1] != target_) continue;
            std::vector<std::uint32_t> elements;
            for (std::size_t i = 0; i < n(); ++i) {
                if (pool_.elements[i].order == order) {
                    elements.push_back(static_cast<std::uint32_t>(i));
                }
            }
            keep(SetClass::order_group, elements);
        }
    }

    void try_all_but_one() {
        std::vector<Minor> sums;
        if (n() > 2) {
            sums.reserve(pool_.sums.classes());
            for (const Minor amount : amounts_)
                sums.push_back(prefix_.back() - amount);
        }
        price(sums.size(), sums);
        for (std::size_t place = 0; place < sums.size(); ++place) {
            if (sums[place] != target_) continue;
            // Of interchangeable items the youngest stays open.
            const std::uint32_t left = pool_.elements_of(static_cast<std::uint32_t>(place)).back();
            std::vector<std::uint32_t> elements;
            for (std::uint32_t i = 0; i < n(); ++i) {
                if (i != left) elements.push_back(i);
            }
            keep(SetClass::all_but_one, elements);
        }
    }

    void try_oldest_first() {
        std::vector<Minor> sums;
        for (std::size_t end = 2; end < n(); ++end)
            sums.push_back(prefix_[end]);
        price(sums.size(), sums);
        for (std::size_t end = 2; end < n(); ++end) {
            if (prefix_[end] == target_) keep_range(SetClass::oldest_first, 0, end);
        }
    }

    // Every pair of prefix sums that differ by the target.
    void try_runs() {
        std::vector<Minor> sample;
        for (std::size_t length = 2; length < n(); length *= 2) {
            for (std::size_t i = 0; i + length <= n(); ++i) {
                sample.push_back(prefix_[i + length] - prefix_[i]);
            }
        }
        price(n() > 2 ? (n() - 1) * (n() - 2) / 2 : 0, sample);
        const bool ascends = pool_.sums.amounts.front() > 0;
        if (ascends) {
            walk_runs();
        } else {
            probe_runs();
        }
    }

    // Without credits the prefix sums ascend: one pass with two pointers.
    void walk_runs() {
        std::size_t end = 0;
        for (std::size_t begin = 0; begin + 2 <= n() && !answer_.is_capped; ++begin) {
            const Minor wanted = prefix_[begin] + target_;
            while (end < n() && prefix_[end] < wanted)
                ++end;
            if (prefix_[end] == wanted && end >= begin + 2) keep_range(SetClass::run, begin, end);
        }
    }

    // With credits they are looked for in the sorted sums.
    void probe_runs() {
        std::vector<std::pair<Minor, std::uint32_t>> sorted;
        sorted.reserve(prefix_.size());
        for (std::size_t i = 0; i < prefix_.size(); ++i) {
            sorted.emplace_back(prefix_[i], static_cast<std::uint32_t>(i));
        }
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t begin = 0; begin + 2 <= n() && !answer_.is_capped; ++begin) {
            const auto first = static_cast<std::uint32_t>(begin + 2);
            auto at = std::lower_bound(
                sorted.begin(), sorted.end(), std::pair{prefix_[begin] + target_, first}
            );
            for (; at != sorted.end() && at->first == prefix_[begin] + target_; ++at) {
                keep_range(SetClass::run, begin, at->second);
                if (answer_.is_capped) break;
            }
        }
    }

    const Pool& pool_;
    const Density& density_;
    Minor target_;
    Date booked_;
    std::uint32_t sets_max_;
    StructuredAnswer& answer_;
    std::span<const Minor> amounts_;
    bool is_net_ = false;
    std::vector<Minor> prefix_;
};

}  // namespace

std::string_view word_of(SetClass set_class) {
    return class_words.at(static_cast<std::size_t>(set_class));
}

StructuredAnswer structured_sets(
    const Pool& pool,
    const Density& density,
    Minor target,
    Date booked,
    std::uint32_t sets_max,
    std::span<const Minor> net
) {
    StructuredAnswer answer;
    Trying trying(pool, density, target, booked, sets_max, answer);
    trying.run(pool.sums.amounts, false);
    if (!net.empty()) trying.run(net, true);
    return answer;
}

}  // namespace tieout
