// The pool's classes are dealt to two halves of about equal numbers of sums. A half lists the sums
// of all its multisets in ascending order: adding a class merges the list with itself moved by 1, 2
// .. copies. One pointer ascends the first half, the other descends the second; where both stand on
// runs of sums that together make the target, the sizes in the runs are counted and multiplied. A
// group of items that share a choice goes to one half as a whole.
#include "matching/full_count.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "engine/check.h"

namespace tieout {

namespace {

struct Half {
    std::vector<std::uint32_t> bit_places;  // place in the pool of each bit
    std::vector<Minor> sums;                // ascending
    std::vector<std::uint32_t> masks;       // which bits make the sum
};

// Adds a class: the list becomes the merge of itself with 0, 1, .. copies of the amount.
void add_class(Half& half, std::uint32_t place, Minor amount, std::uint32_t copies) {
    const std::vector<Minor> base_sums = half.sums;
    const std::vector<std::uint32_t> base_masks = half.masks;
    std::vector<Minor> sums;
    std::vector<std::uint32_t> masks;
    std::uint32_t taken_mask = 0;
    for (std::uint32_t copy = 1; copy <= copies; ++copy) {
        taken_mask |= std::uint32_t{1} << half.bit_places.size();
        half.bit_places.push_back(place);
        const Minor moved = amount * static_cast<Minor>(copy);
        const std::size_t whole = half.sums.size() + base_sums.size();
        sums.resize(whole);
        masks.resize(whole);
        std::size_t i = 0;
        std::size_t j = 0;
        for (std::size_t at = 0; at < whole; ++at) {
            const bool from_list = j == base_sums.size() ||
                                   (i < half.sums.size() && half.sums[i] <= base_sums[j] + moved);
            sums[at] = from_list ? half.sums[i] : base_sums[j] + moved;
            masks[at] = from_list ? half.masks[i] : base_masks[j] | taken_mask;
            i += from_list ? 1 : 0;
            j += from_list ? 0 : 1;
        }
        half.sums.swap(sums);
        half.masks.swap(masks);
    }
}

// What is dealt to one half: a class, or all classes of a group that share a choice.
struct Unit {
    std::vector<std::uint32_t> gross;  // places in the pool
    std::vector<std::uint32_t> net;    // of a group
};

std::vector<Unit> units_of(const SumPool& pool) {
    std::vector<Unit> units;
    std::uint32_t largest = 0;
    for (const std::uint32_t choice : pool.choice)
        largest = std::max(largest, choice / 2);
    std::vector<std::size_t> unit_of_group(largest + 1, 0);  // 1 + its number
    for (std::uint32_t place = 0; place < pool.classes(); ++place) {
        if (!pool.has_choices() || pool.choice[place] == 0) {
            units.push_back({{place}, {}});
            continue;
        }
        std::size_t& unit = unit_of_group[pool.choice[place] / 2];
        if (unit == 0) {
            units.emplace_back();
            unit = units.size();
        }
        Unit& group = units[unit - 1];
        (pool.is_second(place) ? group.net : group.gross).push_back(place);
    }
    return units;
}

// By how much a unit multiplies the sums of its half, and how many bits it takes.
std::uint64_t ways_of(const SumPool& pool, const Unit& unit) {
    std::uint64_t ways = 1;
    for (const std::uint32_t place : unit.gross)
        ways = std::min<std::uint64_t>(ways * (pool.copies[place] + 1), std::uint64_t{1} << 32U);
    return unit.net.empty() ? ways : 2 * ways - 1;
}

std::uint32_t bits_of(const SumPool& pool, const Unit& unit) {
    std::uint32_t bits = 0;
    for (const auto* side : {&unit.gross, &unit.net}) {
        for (const std::uint32_t place : *side)
            bits += pool.copies[place];
    }
    return bits;
}

void add_classes(Half& half, const SumPool& pool, const std::vector<std::uint32_t>& places) {
    for (const std::uint32_t place : places)
        add_class(half, place, pool.amounts[place], pool.copies[place]);
}

// The group gross, the group net, or none of it: no sum has items of both sides.
void add_unit(Half& half, const SumPool& pool, const Unit& unit) {
    Half net = half;
    add_classes(half, pool, unit.gross);
    if (unit.net.empty()) return;
    const std::size_t first_bit = half.bit_places.size();
    net.bit_places = half.bit_places;
    add_classes(net, pool, unit.net);
    std::vector<Minor> sums;
    std::vector<std::uint32_t> masks;
    std::size_t i = 0;
    for (std::size_t j = 0; j < net.sums.size(); ++j) {
        if (net.masks[j] >> first_bit == 0) continue;
        for (; i < half.sums.size() && half.sums[i] <= net.sums[j]; ++i) {
            sums.push_back(half.sums[i]);
            masks.push_back(half.masks[i]);
        }
        sums.push_back(net.sums[j]);
        masks.push_back(net.masks[j]);
    }
    sums.insert(sums.end(), half.sums.begin() + static_cast<std::ptrdiff_t>(i), half.sums.end());
    masks.insert(
        masks.end(), half.masks.begin() + static_cast<std::ptrdiff_t>(i), half.masks.end()
    );
    half.bit_places = std::move(net.bit_places);
    half.sums.swap(sums);
    half.masks.swap(masks);
}

struct Run {
    std::size_t a_begin = 0;
    std::size_t a_end = 0;
    std::size_t b_begin = 0;
    std::size_t b_end = 0;
};

using Sizes = std::array<std::uint64_t, full_count_size_max + 1>;

Sizes sizes_of(const Half& half, std::size_t begin, std::size_t end) {
    Sizes sizes{};
    for (std::size_t i = begin; i < end; ++i) {
        ++sizes[static_cast<std::size_t>(std::popcount(half.masks[i]))];
    }
    return sizes;
}

void count_run(const Half& a, const Half& b, const Run& run, Sizes& by_size) {
    const Sizes in_a = sizes_of(a, run.a_begin, run.a_end);
    const Sizes in_b = sizes_of(b, run.b_begin, run.b_end);
    for (std::size_t i = 0; i <= full_count_size_max; ++i) {
        if (in_a[i] == 0) continue;
        for (std::size_t j = 0; i + j <= full_count_size_max; ++j)
            by_size[i + j] += in_a[i] * in_b[j];
    }
}

Picks picks_of(const Half& a, std::uint32_t a_mask, const Half& b, std::uint32_t b_mask) {
    Picks picks;
    for (std::uint32_t m = a_mask; m != 0; m &= m - 1) {
        picks.push_back(a.bit_places[static_cast<std::size_t>(std::countr_zero(m))]);
    }
    for (std::uint32_t m = b_mask; m != 0; m &= m - 1) {
        picks.push_back(b.bit_places[static_cast<std::size_t>(std::countr_zero(m))]);
    }
    std::sort(picks.begin(), picks.end());
    return picks;
}

// Lists the sets of one size in one run, until enough are listed.
void list_run(
    const Half& a,
    const Half& b,
    const Run& run,
    std::uint32_t size,
    std::uint32_t solutions_max,
    FullAnswer& answer
) {
    const Sizes in_b = sizes_of(b, run.b_begin, run.b_end);
    for (std::size_t i = run.a_begin; i < run.a_end; ++i) {
        const auto in_a = static_cast<std::uint32_t>(std::popcount(a.masks[i]));
        if (in_a > size || in_b[size - in_a] == 0) continue;
        for (std::size_t j = run.b_begin; j < run.b_end; ++j) {
            if (in_a + static_cast<std::uint32_t>(std::popcount(b.masks[j])) != size) continue;
            if (answer.solutions.size() >= solutions_max) return;
            answer.solutions.push_back(picks_of(a, a.masks[i], b, b.masks[j]));
        }
    }
}

std::vector<Run> meet(const Half& a, const Half& b, Minor target) {
    std::vector<Run> runs;
    std::size_t i = 0;
    std::size_t j = b.sums.size();
    while (i < a.sums.size() && j > 0) {
        const Minor sum = a.sums[i] + b.sums[j - 1];
        if (sum < target) {
            ++i;
        } else if (sum > target) {
            --j;
        } else {
            Run run{i, i, j, j};
            while (run.a_end < a.sums.size() && a.sums[run.a_end] == a.sums[i])
                ++run.a_end;
            while (run.b_begin > 0 && b.sums[run.b_begin - 1] == b.sums[j - 1])
                --run.b_begin;
            i = run.a_end;
            j = run.b_begin;
            runs.push_back(run);
        }
    }
    return runs;
}

}  // namespace

bool can_count_fully(const SumPool& pool, std::int64_t items_max) {
    const auto items = static_cast<std::int64_t>(pool.items());
    const auto most = std::min(items_max, static_cast<std::int64_t>(full_count_size_max));
    if (items > most) return false;
    if (!pool.has_choices()) return true;
    // Choices make more sums of as many items: no half may have more than without them.
    const std::uint64_t sums_max = std::uint64_t{1} << ((most + 1) / 2);
    std::array<std::uint64_t, 2> sums{1, 1};
    std::array<std::uint32_t, 2> bits{0, 0};
    for (const Unit& unit : units_of(pool)) {
        const std::size_t smaller = sums[0] <= sums[1] ? 0 : 1;
        sums[smaller] *= ways_of(pool, unit);
        bits[smaller] += bits_of(pool, unit);
        if (sums[smaller] > sums_max || bits[smaller] > full_count_size_max) return false;
    }
    return true;
}

FullAnswer count_fully(
    const SumPool& pool, Minor target, std::uint32_t listed_size_max, std::uint32_t solutions_max
) {
    check(can_count_fully(pool, full_count_size_max), "a full count takes at most 32 items");
    Half a{{}, {0}, {0}};
    Half b{{}, {0}, {0}};
    FullAnswer answer;
    for (const Unit& unit : units_of(pool)) {
        Half& smaller = a.sums.size() <= b.sums.size() ? a : b;
        add_unit(smaller, pool, unit);
    }
    const std::vector<Run> runs = meet(a, b, target);
    for (const Run& run : runs)
        count_run(a, b, run, answer.by_size);
    if (target == 0) --answer.by_size[0];  // the empty set pays nothing
    answer.steps = 2 * (a.sums.size() + b.sums.size());
    const std::uint32_t largest = std::min(listed_size_max, full_count_size_max);
    for (std::uint32_t size = 1; size <= largest; ++size) {
        if (answer.by_size[size] == 0) continue;
        for (const Run& run : runs)
            list_run(a, b, run, size, solutions_max, answer);
        if (answer.solutions.size() >= solutions_max) break;
    }
    return answer;
}

}  // namespace tieout
