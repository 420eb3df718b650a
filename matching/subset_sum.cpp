// Sets of k items, k ascending. With the items in ascending order i <= j <= x <= y1 <= ... the pair
// (i, j) is what remains when x and the y are chosen: its sum is looked for in a bitmap that holds
// the sums of all pairs up to x, which grows as x does.
//
//     T - x - y1 - ... - ym   in   { i + j : i <= j <= x } ?
//
// A bit only hints; two pointers over the items up to x then give the true pairs. Since i + j lies
// between twice the smallest item and 2x, the last y lies in one contiguous window of the array:
// the inner loop walks plain ascending memory (ready for vectors). Signed amounts need nothing
// special: every bound is taken from the ends of the sorted array. Size 3 does the same with single
// items.
#include "matching/subset_sum.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "engine/check.h"

namespace tieout {

std::uint32_t SumPool::items() const {
    return std::accumulate(copies.begin(), copies.end(), std::uint32_t{0});
}

// One size of one search.
class SizeSearch {
public:
    SizeSearch(
        std::vector<std::uint64_t>& bitmap,
        const SumPool& pool,
        Minor target,
        const SumLimits& limits,
        SumAnswer& answer
    )
        : bitmap_(bitmap),
          a_(pool.amounts),
          copies_(pool.copies),
          n_(pool.amounts.size()),
          target_(target),
          limits_(limits),
          answer_(answer) {}

    bool singles();
    bool pairs();
    bool triples();
    bool larger(std::uint32_t size);

private:
    static constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
    static constexpr std::uint64_t window_steps = 12;  // to find where it begins

    void size_bitmap(std::size_t sums);
    bool count_steps(std::uint64_t steps);
    bool take();

    std::size_t place_of(Minor sum) const {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(sum) * odd) >> shift_);
    }

    void set(Minor sum) {
        const std::size_t place = place_of(sum);
        bitmap_[place >> 6U] |= std::uint64_t{1} << (place & 63U);
    }

    bool has(Minor sum) const {
        const std::size_t place = place_of(sum);
        return ((bitmap_[place >> 6U] >> (place & 63U)) & 1U) != 0;
    }

    bool verify_single(Minor amount, std::size_t last);
    bool verify_pair(Minor sum, std::size_t last);
    bool choose(std::size_t x, std::size_t from, std::uint32_t left, Minor rest);
    bool window(std::size_t x, std::size_t from, Minor rest);

    std::vector<std::uint64_t>& bitmap_;
    const std::vector<Minor>& a_;
    const std::vector<std::uint32_t>& copies_;
    std::size_t n_;
    Minor target_;
    const SumLimits& limits_;
    SumAnswer& answer_;
    unsigned shift_ = 0;
    Picks chosen_;
};

// Sixteen bits a sum keep false hints below a tenth; at most 4 MiB.
void SizeSearch::size_bitmap(std::size_t sums) {
    const unsigned bits =
        static_cast<unsigned>(std::bit_width(std::max<std::size_t>(sums * 16, 4096)));
    const unsigned capped = std::min(bits, 25U);
    shift_ = 64U - capped;
    bitmap_.assign((std::size_t{1} << capped) / 64, 0);
}

bool SizeSearch::count_steps(std::uint64_t steps) {
    answer_.steps += steps;
    if (answer_.steps <= limits_.steps_max) return true;
    answer_.is_over_budget = true;
    return false;
}

// Takes `chosen_` as a solution if no place is used more often than it has copies.
bool SizeSearch::take() {
    Picks picks = chosen_;
    std::sort(picks.begin(), picks.end());
    std::uint32_t used = 0;
    for (std::size_t i = 0; i < picks.size(); ++i) {
        used = i > 0 && picks[i] == picks[i - 1] ? used + 1 : 1;
        if (used > copies_[picks[i]]) return true;
    }
    if (answer_.solutions.size() >= limits_.solutions_max) {
        answer_.is_capped = true;
        return false;
    }
    answer_.solutions.push_back(std::move(picks));
    ++answer_.count;
    return true;
}

bool SizeSearch::verify_single(Minor amount, std::size_t last) {
    const auto end = a_.begin() + static_cast<std::ptrdiff_t>(last) + 1;
    auto at = std::lower_bound(a_.begin(), end, amount);
    if (!count_steps(4)) return false;
    for (; at != end && *at == amount; ++at) {
        chosen_.push_back(static_cast<std::uint32_t>(at - a_.begin()));
        const bool goes_on = take();
        chosen_.pop_back();
        if (!goes_on) return false;
    }
    return true;
}

// All pairs i <= j <= last with this sum.
bool SizeSearch::verify_pair(Minor sum, std::size_t last) {
    std::size_t j = last;
    std::uint64_t steps = 0;
    for (std::size_t i = 0; i <= j; ++i) {
        while (j > i && a_[i] + a_[j] > sum)
            --j;
        ++steps;
        for (std::size_t k = j; k >= i && a_[i] + a_[k] == sum; --k) {
            chosen_.push_back(static_cast<std::uint32_t>(i));
            chosen_.push_back(static_cast<std::uint32_t>(k));
            const bool goes_on = take();
            chosen_.resize(chosen_.size() - 2);
            if (!goes_on) return false;
            if (k == 0) break;
        }
    }
    return count_steps(2 * steps);
}

bool SizeSearch::singles() {
    return verify_single(target_, n_ - 1);
}

bool SizeSearch::pairs() {
    return verify_pair(target_, n_ - 1);
}

bool SizeSearch::triples() {
    size_bitmap(n_);
    for (std::size_t x = 0; x < n_; ++x) {
        set(a_[x]);
        const Minor rest = target_ - a_[x];
        if (a_[0] + a_[x] > rest) break;  // even the smallest two above make too much
        const auto begin =
            std::lower_bound(a_.begin() + static_cast<std::ptrdiff_t>(x), a_.end(), rest - a_[x]);
        chosen_.assign(1, static_cast<std::uint32_t>(x));
        const Minor high = rest - a_[0];
        auto y = static_cast<std::size_t>(begin - a_.begin());
        const std::size_t first = y;
        for (; y < n_ && a_[y] <= high; ++y) {
            if (!has(rest - a_[y])) continue;
            chosen_.push_back(static_cast<std::uint32_t>(y));
            const bool goes_on = verify_single(rest - a_[y], x);
            chosen_.pop_back();
            if (!goes_on) return false;
        }
        if (!count_steps(2 + (y - first) / 2)) return false;
    }
    return true;
}

// The last y: every one that leaves a sum that a pair up to x may have.
bool SizeSearch::window(std::size_t x, std::size_t from, Minor rest) {
    const auto begin = std::lower_bound(
        a_.begin() + static_cast<std::ptrdiff_t>(from), a_.end(), rest - 2 * a_[x]
    );
    auto y = static_cast<std::size_t>(begin - a_.begin());
    const std::size_t first = y;
    const Minor high = rest - 2 * a_[0];
    for (; y < n_ && a_[y] <= high; ++y) {
        if (!has(rest - a_[y])) continue;
        chosen_.push_back(static_cast<std::uint32_t>(y));
        const bool goes_on = verify_pair(rest - a_[y], x);
        chosen_.pop_back();
        if (!goes_on) return false;
    }
    return count_steps(window_steps + (y - first) / 2);
}

// Chooses `left` more items at or above `from`; `rest` is what they and the pair must make.
bool SizeSearch::choose(std::size_t x, std::size_t from, std::uint32_t left, Minor rest) {
    if (left == 1) return window(x, from, rest);
    const Minor others = static_cast<Minor>(left) - 1;
    // Below this y even the largest others and pair are too little.
    const auto begin = std::lower_bound(
        a_.begin() + static_cast<std::ptrdiff_t>(from),
        a_.end(),
        rest - 2 * a_[x] - others * a_[n_ - 1]
    );
    for (auto y = static_cast<std::size_t>(begin - a_.begin()); y < n_; ++y) {
        if (2 * a_[0] + (others + 1) * a_[y] > rest) break;
        chosen_.push_back(static_cast<std::uint32_t>(y));
        const bool goes_on = choose(x, y, left - 1, rest - a_[y]);
        chosen_.pop_back();
        if (!goes_on) return false;
    }
    return true;
}

bool SizeSearch::larger(std::uint32_t size) {
    size_bitmap(n_ * (n_ + 1) / 2);
    if (!count_steps(bitmap_.size() / 8)) return false;
    const auto above = static_cast<Minor>(size) - 3;  // items at or above x
    for (std::size_t x = 0; x < n_; ++x) {
        if (2 * a_[0] + (above + 1) * a_[x] > target_) break;
        for (std::size_t i = 0; i <= x; ++i)
            set(a_[i] + a_[x]);
        if (!count_steps(1 + x)) return false;
        if (3 * a_[x] + above * a_[n_ - 1] < target_) continue;
        chosen_.assign(1, static_cast<std::uint32_t>(x));
        if (!choose(x, x, size - 3, target_ - a_[x])) return false;
    }
    return true;
}

void SubsetSum::find_size(
    const SumPool& pool,
    Minor target,
    std::uint32_t size,
    const SumLimits& limits,
    SumAnswer& answer
) {
    check(size >= 1, "a set has at least one item");
    if (answer.is_stopped()) return;
    bool is_complete = true;
    if (pool.classes() > 0) {
        SizeSearch search(bitmap_, pool, target, limits, answer);
        if (size == 1) is_complete = search.singles();
        if (size == 2) is_complete = search.pairs();
        if (size == 3) is_complete = search.triples();
        if (size >= 4) is_complete = search.larger(size);
    }
    if (is_complete) answer.proved_k = size;
}

SumAnswer SubsetSum::find(
    const SumPool& pool, Minor target, std::uint32_t size_max, const SumLimits& limits
) {
    SumAnswer answer;
    const std::uint32_t largest = std::min(size_max, pool.items());
    for (std::uint32_t size = 1; size <= largest && !answer.is_stopped(); ++size) {
        find_size(pool, target, size, limits, answer);
    }
    return answer;
}

}  // namespace tieout
