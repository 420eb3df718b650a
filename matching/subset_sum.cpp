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

#include "engine/check.h"
#include "matching/vectors.h"

namespace tieout {

std::uint32_t SumPool::items() const {
    std::uint32_t items = 0;
    for (std::size_t place = 0; place < copies.size(); ++place)
        items += is_second(place) ? 0 : copies[place];
    return items;
}

// One size of one search.
class SizeSearch {
public:
    SizeSearch(
        SubsetSum::Scratch& scratch,
        const SumPool& pool,
        Minor target,
        const SumLimits& limits,
        SumAnswer& answer
    )
        : scratch_(scratch),
          a_(pool.amounts),
          pool_(pool),
          n_(pool.amounts.size()),
          target_(target),
          limits_(limits),
          answer_(answer),
          hinted_places_(best_hinted_places()) {}

    bool singles();
    bool pairs();
    bool triples();
    bool larger(std::uint32_t size);

private:
    static constexpr std::uint64_t window_steps = 4;  // to find where it begins and to enter it
    static constexpr std::size_t short_window = 4;    // up to here one by one is quicker

    // Where the last of the chosen items may lie. Its bounds only fall while what is left falls.
    struct Window {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    void size_bitmap(std::size_t sums, std::size_t bits_a_sum);
    bool count_steps(std::uint64_t steps);
    bool is_one_choice(const Picks& picks) const;
    bool take();

    bool verify_single(Minor amount, std::size_t last);
    bool verify_pair(Minor sum, std::size_t last);
    bool choose(std::size_t x, std::size_t from, std::uint32_t left, Minor rest);
    std::uint64_t last(std::size_t x, std::size_t from, Minor rest, Window& window);
    void narrow(Window& window, Minor least, Minor most) const;
    std::uint64_t add_pairs(std::size_t x, std::uint32_t size);

    static std::uint32_t low(Minor sum) { return static_cast<std::uint32_t>(sum); }

    std::span<const std::uint32_t> hints(Minor rest, std::size_t begin, std::size_t end);

    SubsetSum::Scratch& scratch_;
    const std::vector<Minor>& a_;
    const SumPool& pool_;
    std::size_t n_;
    Minor target_;
    const SumLimits& limits_;
    SumAnswer& answer_;
    HintedPlaces hinted_places_;
    SumBits bits_;
    Picks chosen_;
};

// The more bits a sum, the fewer false hints: one in sixteen at 16 bits a sum.
void SizeSearch::size_bitmap(std::size_t sums, std::size_t bits_a_sum) {
    const unsigned bits =
        static_cast<unsigned>(std::bit_width(std::max<std::size_t>(sums * bits_a_sum, 4096)));
    const unsigned capped = std::min(bits, SumBits::bits_max);
    scratch_.bits.assign((std::size_t{1} << capped) / 32, 0);
    bits_ = SumBits{scratch_.bits, 32U - capped};
    scratch_.low.resize(n_ + vector_padding);
    std::transform(a_.begin(), a_.end(), scratch_.low.begin(), low);
    scratch_.places.resize(n_ + vector_padding);
}

// Where in [begin, end) an amount leaves a sum that the bitmap may have.
std::span<const std::uint32_t> SizeSearch::hints(Minor rest, std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& places = scratch_.places;
    if (end - begin > short_window) {
        const std::size_t found =
            hinted_places_(bits_, low(rest), scratch_.low.data(), begin, end, places.data());
        return std::span(places).first(found);
    }
    std::size_t found = 0;
    for (std::size_t y = begin; y < end; ++y) {
        if (bits_.has(low(rest - a_[y]))) places[found++] = static_cast<std::uint32_t>(y);
    }
    return std::span(places).first(found);
}

bool SizeSearch::count_steps(std::uint64_t steps) {
    answer_.steps += steps;
    if (answer_.steps <= limits_.steps_max) return true;
    answer_.is_over_budget = true;
    return false;
}

// Whether the chosen items of each group stand on one side.
bool SizeSearch::is_one_choice(const Picks& picks) const {
    for (std::size_t i = 0; i < picks.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if ((pool_.choice[picks[i]] ^ pool_.choice[picks[j]]) == 1) return false;
        }
    }
    return true;
}

// Takes `chosen_` as a solution if no place is used more often than it has copies, and no group
// both gross and net.
bool SizeSearch::take() {
    Picks picks = chosen_;
    std::sort(picks.begin(), picks.end());
    std::uint32_t used = 0;
    for (std::size_t i = 0; i < picks.size(); ++i) {
        used = i > 0 && picks[i] == picks[i - 1] ? used + 1 : 1;
        if (used > pool_.copies[picks[i]]) return true;
    }
    if (pool_.has_choices() && !is_one_choice(picks)) return true;
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
    const auto end = a_.begin() + static_cast<std::ptrdiff_t>(last) + 1;
    const auto first = std::lower_bound(a_.begin(), end, sum - a_[last]);
    for (auto i = static_cast<std::size_t>(first - a_.begin()); i <= j; ++i) {
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

// Lowers the bounds to the items from `least` to `most`.
void SizeSearch::narrow(Window& window, Minor least, Minor most) const {
    while (window.begin > 0 && a_[window.begin - 1] >= least)
        --window.begin;
    while (window.end > 0 && a_[window.end - 1] > most)
        --window.end;
}

bool SizeSearch::triples() {
    size_bitmap(n_, 64);
    Window window{n_, n_};
    for (std::size_t x = 0; x < n_; ++x) {
        bits_.set(low(a_[x]));
        const Minor rest = target_ - a_[x];
        if (a_[0] + a_[x] > rest) break;  // even the smallest two above make too much
        narrow(window, rest - a_[x], rest - a_[0]);
        const std::size_t begin = std::max(window.begin, x);
        if (begin >= window.end) continue;
        chosen_.assign(1, static_cast<std::uint32_t>(x));
        for (const std::uint32_t y : hints(rest, begin, window.end)) {
            chosen_.push_back(y);
            const bool goes_on = verify_single(rest - a_[y], x);
            chosen_.pop_back();
            if (!goes_on) return false;
        }
        if (!count_steps(window_steps + (window.end - begin) / 4)) return false;
    }
    return true;
}

// The last y: every one that leaves a sum that a pair up to x may have. Returns the steps it took;
// none when the search is to end.
std::uint64_t SizeSearch::last(std::size_t x, std::size_t from, Minor rest, Window& window) {
    narrow(window, rest - 2 * a_[x], rest - 2 * a_[0]);
    const std::size_t begin = std::max(window.begin, from);
    if (begin >= window.end) return 1;
    for (const std::uint32_t y : hints(rest, begin, window.end)) {
        chosen_.push_back(y);
        const bool goes_on = verify_pair(rest - a_[y], x);
        chosen_.pop_back();
        if (!goes_on) return 0;
    }
    return window_steps + (window.end - begin) / 4;
}

// Chooses `left` more items at or above `from`, two at least; `rest` is what they and the pair must
// make.
bool SizeSearch::choose(std::size_t x, std::size_t from, std::uint32_t left, Minor rest) {
    const Minor others = static_cast<Minor>(left) - 1;
    // Below this y even the largest others and pair are too little.
    const auto begin = std::lower_bound(
        a_.begin() + static_cast<std::ptrdiff_t>(from),
        a_.end(),
        rest - 2 * a_[x] - others * a_[n_ - 1]
    );
    Window window{n_, n_};
    std::uint64_t steps = window_steps;
    for (auto y = static_cast<std::size_t>(begin - a_.begin()); y < n_; ++y) {
        if (2 * a_[0] + (others + 1) * a_[y] > rest) break;
        chosen_.push_back(static_cast<std::uint32_t>(y));
        bool goes_on = true;
        if (left > 2) {
            goes_on = choose(x, y, left - 1, rest - a_[y]);
        } else {
            const std::uint64_t took = last(x, y, rest - a_[y], window);
            goes_on = took > 0;
            steps += took;
        }
        chosen_.pop_back();
        if (!goes_on) return false;
    }
    return count_steps(steps);
}

// Adds the sums of x with every i <= x that leave for the items from x on, x being one of them, an
// amount that they can have. Returns how many.
std::uint64_t SizeSearch::add_pairs(std::size_t x, std::uint32_t size) {
    const auto others = static_cast<Minor>(size) - 2;
    const auto end = a_.begin() + static_cast<std::ptrdiff_t>(x) + 1;
    const auto first = std::lower_bound(a_.begin(), end, target_ - others * a_[n_ - 1] - a_[x]);
    const auto last = std::upper_bound(first, end, target_ - others * a_[x] - a_[x]);
    for (auto i = first; i != last; ++i)
        bits_.set(low(*i + a_[x]));
    return static_cast<std::uint64_t>(last - first);
}

bool SizeSearch::larger(std::uint32_t size) {
    const std::size_t pairs = n_ * (n_ + 1) / 2;
    // No more pairs are ever added than there are steps left.
    const std::uint64_t left = limits_.steps_max - std::min(answer_.steps, limits_.steps_max);
    size_bitmap(static_cast<std::size_t>(std::min<std::uint64_t>(pairs, left)), 32);
    if (!count_steps(scratch_.bits.size() / 32)) return false;
    const auto above = static_cast<Minor>(size) - 3;  // items at or above x
    Window window{n_, n_};
    for (std::size_t x = 0; x < n_; ++x) {
        if (2 * a_[0] + (above + 1) * a_[x] > target_) break;
        if (!count_steps(1 + add_pairs(x, size) / 2)) return false;
        if (3 * a_[x] + above * a_[n_ - 1] < target_) continue;
        chosen_.assign(1, static_cast<std::uint32_t>(x));
        if (size > 4) {
            if (!choose(x, x, size - 3, target_ - a_[x])) return false;
            continue;
        }
        const std::uint64_t took = last(x, x, target_ - a_[x], window);
        if (took == 0 || !count_steps(took)) return false;
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
        SizeSearch search(scratch_, pool, target, limits, answer);
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
