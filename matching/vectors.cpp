// Compiled once for each instruction set by Highway, which picks the best that the processor has.
// Whole numbers only, lane by lane what the plain loop computes: no answer depends on the choice.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "matching/vectors.cpp"

#include "matching/vectors.h"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace tieout::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::size_t hinted(
    const SumBits& sums,
    std::uint32_t rest,
    const std::uint32_t* amounts,
    std::size_t begin,
    std::size_t end,
    std::uint32_t* places
) {
    const hn::ScalableTag<std::uint32_t> d;
    const hn::RebindToSigned<decltype(d)> di;
    const std::size_t lanes = hn::Lanes(d);
    const auto odd = hn::Set(d, SumBits::odd);
    const auto from = hn::Set(d, rest);
    const auto one = hn::Set(d, 1);
    const auto in_word = hn::Set(d, 31);
    const int shift = static_cast<int>(sums.shift);
    const std::uint32_t* const words = sums.words.data();
    std::size_t found = 0;
    for (std::size_t at = begin; at < end; at += lanes) {
        const auto left = hn::Sub(from, hn::LoadU(d, amounts + at));
        const auto place = hn::ShiftRightSame(hn::Mul(left, odd), shift);
        const auto word = hn::GatherIndex(d, words, hn::BitCast(di, hn::ShiftRight<5>(place)));
        const auto bit = hn::Shl(one, hn::And(place, in_word));
        const auto hit = hn::And(hn::TestBit(word, bit), hn::FirstN(d, end - at));
        if (hn::AllFalse(d, hit)) continue;
        const auto numbers = hn::Iota(d, static_cast<std::uint32_t>(at));
        found += hn::CompressStore(numbers, hit, d, places + found);
    }
    return found;
}

// From the top down, so that what is read was not written yet; below one vector one by one.
void add_moved(std::uint16_t* ways, const std::uint16_t* before, std::size_t by, std::size_t top) {
    const hn::ScalableTag<std::uint16_t> d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t end = top + 1;
    for (; by >= lanes && end >= by + lanes; end -= lanes) {
        const std::size_t at = end - lanes;
        const auto sum = hn::SaturatedAdd(hn::LoadU(d, ways + at), hn::LoadU(d, before + at - by));
        hn::StoreU(sum, d, ways + at);
    }
    for (; end > by; --end) {
        const unsigned sum = unsigned{ways[end - 1]} + before[end - 1 - by];
        ways[end - 1] = static_cast<std::uint16_t>(sum < 65'535 ? sum : 65'535);
    }
}

}  // namespace tieout::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tieout {

namespace {

HWY_EXPORT(hinted);
HWY_EXPORT(add_moved);

// The targets of this processor, best first, as bits.
std::int64_t target_at(std::size_t number) {
    std::int64_t left = hwy::SupportedTargets() & HWY_TARGETS;
    for (std::size_t i = 0; i < number; ++i)
        left &= left - 1;
    return left & -left;
}

}  // namespace

HintedPlaces best_hinted_places() {
    return &HWY_DYNAMIC_DISPATCH(hinted);
}

void add_ways(std::uint16_t* ways, const std::uint16_t* before, std::size_t by, std::size_t top) {
    HWY_DYNAMIC_DISPATCH(add_moved)(ways, before, by, top);
}

void add_own_ways(std::uint16_t* ways, std::size_t by, std::size_t top) {
    HWY_DYNAMIC_DISPATCH(add_moved)(ways, ways, by, top);
}

std::size_t instruction_sets() {
    use_best_instruction_set();
    std::size_t sets = 0;
    while (target_at(sets) != 0)
        ++sets;
    return sets;
}

std::string_view hold_instruction_set(std::size_t number) {
    use_best_instruction_set();
    const std::int64_t target = target_at(number);
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return hwy::TargetName(target);
}

void use_best_instruction_set() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace tieout

#endif
