#include "matching/name_similarity.h"

#include <algorithm>
#include <bit>

namespace tieout {

void NamePattern::assign(std::string_view name) {
    name = name.substr(0, name_bytes_compared_max);
    const std::size_t tables = std::max<std::size_t>(1, (name.size() + 63) / 64);
    places_.resize(tables);
    for (auto& table : places_)
        table.fill(0);
    for (std::size_t i = 0; i < name.size(); ++i) {
        places_[i / 64][static_cast<std::uint8_t>(name[i])] |= std::uint64_t{1} << (i % 64);
    }
    size_ = name.size();
}

// The zeros of `left` are the places of this name that end a common subsequence: a place moves to
// the earliest that the next letter allows. The sum carries over from one word to the next.
template <std::size_t Words>
std::size_t NamePattern::common(std::string_view other) const {
    std::array<std::uint64_t, Words> left;
    left.fill(~std::uint64_t{0});
    for (const char letter : other) {
        std::uint64_t carry = 0;
        for (std::size_t word = 0; word < Words; ++word) {
            const std::uint64_t here = places_[word][static_cast<std::uint8_t>(letter)];
            const std::uint64_t hit = left[word] & here;
            const std::uint64_t sum = left[word] + hit;
            const std::uint64_t carried = sum + carry;
            carry =
                static_cast<std::uint64_t>(sum < hit) | static_cast<std::uint64_t>(carried < sum);
            left[word] = carried | (left[word] - hit);
        }
    }
    std::size_t common = 0;
    for (std::size_t word = 0; word < Words; ++word)
        common += static_cast<std::size_t>(std::popcount(~left[word]));
    return common;
}

std::size_t NamePattern::common_with(std::string_view other) const {
    other = other.substr(0, name_bytes_compared_max);
    switch (places_.size()) {
        case 0: return 0;
        case 1: return common<1>(other);
        case 2: return common<2>(other);
        default: break;
    }
    static_assert(words_max == 4, "one case for each number of tables");
    return places_.size() == 3 ? common<3>(other) : common<4>(other);
}

std::int32_t NamePattern::ratio_bp(std::string_view other) const {
    const std::size_t both = size_ + std::min(other.size(), name_bytes_compared_max);
    return ratio_of(common_with(other), both);
}

std::size_t slips_between(std::string_view a, std::string_view b) {
    a = a.substr(0, word_bytes_compared_max);
    b = b.substr(0, word_bytes_compared_max);
    if (a.empty()) return b.size();
    std::array<std::uint64_t, 256> places{};
    for (std::size_t i = 0; i < a.size(); ++i)
        places[static_cast<std::uint8_t>(a[i])] |= std::uint64_t{1} << i;
    // The columns of the table of distances, as differences between neighbours: +1 and -1 down.
    std::uint64_t more = ~std::uint64_t{0};
    std::uint64_t fewer = 0;
    std::uint64_t diagonal = 0;
    std::uint64_t before = 0;
    const std::uint64_t last = std::uint64_t{1} << (a.size() - 1);
    std::size_t slips = a.size();
    for (const char letter : b) {
        const std::uint64_t here = places[static_cast<std::uint8_t>(letter)];
        const std::uint64_t swapped = (((~diagonal) & here) << 1U) & before;
        diagonal = (((here & more) + more) ^ more) | here | fewer | swapped;
        std::uint64_t across_more = fewer | ~(diagonal | more);
        std::uint64_t across_fewer = diagonal & more;
        if ((across_more & last) != 0) ++slips;
        if ((across_fewer & last) != 0) --slips;
        across_more = (across_more << 1U) | 1U;
        across_fewer <<= 1U;
        more = across_fewer | ~(diagonal | across_more);
        fewer = across_more & diagonal;
        before = here;
    }
    return slips;
}

}  // namespace tieout
