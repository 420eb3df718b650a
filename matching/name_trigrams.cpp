#include "matching/name_trigrams.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include "engine/check.h"
#include "matching/odds.h"

namespace tieout {

namespace {

constexpr std::uint32_t alphabet = 37;
constexpr std::uint32_t inverse_bits = 24;

// Digits 1 to 10, letters 11 to 36, everything else the blank.
constexpr std::uint32_t code_of(char letter) {
    if (letter >= 'a' && letter <= 'z') return 11 + static_cast<std::uint32_t>(letter - 'a');
    if (letter >= '0' && letter <= '9') return 1 + static_cast<std::uint32_t>(letter - '0');
    return 0;
}

std::uint64_t root_of(std::uint64_t square) {
    if (square == 0) return 0;
    std::uint64_t root = std::uint64_t{1} << ((std::bit_width(square) + 1) / 2);
    for (std::uint64_t next = (root + square / root) / 2; next < root;) {
        root = next;
        next = (root + square / root) / 2;
    }
    return root;
}

}  // namespace

void trigrams_of(std::string_view name, std::vector<Trigram>& found) {
    found.clear();
    std::uint32_t first = 0;
    std::uint32_t second = 0;  // the blank before the first word
    const auto take = [&](std::uint32_t third) {
        const bool is_empty = second == 0 && third == 0;
        // A run over the blank between two words tells their order, which does not matter.
        const bool spans_words = second == 0 && first != 0;
        if (!is_empty && !spans_words)
            found.push_back(static_cast<Trigram>((first * alphabet + second) * alphabet + third));
        first = second;
        second = third;
    };
    for (const char letter : name)
        take(code_of(letter));
    take(0);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
}

void NameTrigrams::build(std::span<const std::string_view> names) {
    check(names.size() < 0xFFFF'FFFFU, "names are numbered in 32 bits");
    starts_.assign(trigrams_max + 1, 0);
    std::vector<Trigram> trigrams;
    for (const std::string_view name : names) {
        trigrams_of(name, trigrams);
        for (const Trigram trigram : trigrams)
            ++starts_[trigram + std::size_t{1}];
    }
    weights_.resize(trigrams_max);
    const auto weight_for = [&](std::size_t listed) {
        const std::uint64_t odds =
            std::max<std::uint64_t>(names.size(), 1) / std::max<std::size_t>(listed, 1);
        return static_cast<std::uint16_t>(
            std::max(1, centibits_of(std::max<std::uint64_t>(odds, 1)) / 10)
        );
    };
    for (std::size_t trigram = 0; trigram < trigrams_max; ++trigram)
        weights_[trigram] = weight_for(starts_[trigram + 1]);
    for (std::size_t trigram = 0; trigram < trigrams_max; ++trigram)
        starts_[trigram + 1] += starts_[trigram];
    entries_.resize(starts_.back());
    inverse_lengths_.resize(names.size());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t name = 0; name < names.size(); ++name) {
        trigrams_of(names[name], trigrams);
        std::uint64_t square = 0;
        for (const Trigram trigram : trigrams) {
            entries_[next[trigram]++] = static_cast<std::uint32_t>(name);
            square += std::uint64_t{weights_[trigram]} * weights_[trigram];
        }
        inverse_lengths_[name] = static_cast<std::uint32_t>(
            (std::uint64_t{1} << inverse_bits) / std::max<std::uint64_t>(root_of(square), 1)
        );
    }
}

void NameTrigrams::best(
    std::string_view name, std::size_t hits_max, TrigramWork& work, std::vector<TrigramHit>& found
) const {
    found.clear();
    if (inverse_lengths_.empty() || hits_max == 0) return;
    trigrams_of(name, work.trigrams);
    std::sort(work.trigrams.begin(), work.trigrams.end(), [&](Trigram a, Trigram b) {
        return std::pair{list_size(a), a} < std::pair{list_size(b), b};
    });
    if (work.sums.size() < inverse_lengths_.size()) work.sums.resize(inverse_lengths_.size());
    work.touched.clear();
    std::size_t looked = 0;
    for (const Trigram trigram : work.trigrams) {
        looked += list_size(trigram);
        if (looked > entries_max) break;
        const std::uint32_t product = std::uint32_t{weights_[trigram]} * weights_[trigram];
        for (std::size_t at = starts_[trigram]; at < starts_[trigram + std::size_t{1}]; ++at) {
            std::uint32_t& sum = work.sums[entries_[at]];
            if (sum == 0) work.touched.push_back(entries_[at]);
            sum += product;
        }
    }
    // Of many names the better half is kept whenever twice the wanted number came together.
    work.hits.clear();
    const auto is_better = [](const TrigramHit& a, const TrigramHit& b) {
        return a.score != b.score ? a.score > b.score : a.name < b.name;
    };
    std::uint32_t least = 0;
    const auto thin_out = [&] {
        const auto end = work.hits.begin() + static_cast<std::ptrdiff_t>(hits_max);
        std::nth_element(work.hits.begin(), end - 1, work.hits.end(), is_better);
        least = (end - 1)->score;
        work.hits.erase(end, work.hits.end());
    };
    for (const std::uint32_t touched : work.touched) {
        const std::uint64_t sum = work.sums[touched];
        work.sums[touched] = 0;
        const auto score = static_cast<std::uint32_t>(sum * inverse_lengths_[touched] >> 8U);
        if (score < least) continue;
        work.hits.push_back({touched, score});
        if (work.hits.size() == 2 * hits_max) thin_out();
    }
    if (work.hits.size() > hits_max) thin_out();
    std::sort(work.hits.begin(), work.hits.end(), is_better);
    found = work.hits;
}

std::int32_t NameTrigrams::cosine_bp(std::string_view a, std::string_view b) const {
    std::vector<Trigram> left;
    std::vector<Trigram> right;
    trigrams_of(a, left);
    trigrams_of(b, right);
    const auto square_of = [&](std::span<const Trigram> trigrams) {
        std::uint64_t square = 0;
        for (const Trigram trigram : trigrams)
            square += std::uint64_t{weights_[trigram]} * weights_[trigram];
        return square;
    };
    std::vector<Trigram> shared;
    std::set_intersection(
        left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(shared)
    );
    const std::uint64_t length = root_of(square_of(left) * square_of(right));
    if (length == 0) return 0;
    return static_cast<std::int32_t>(
        std::min<std::uint64_t>(10'000, square_of(shared) * 10'000 / length)
    );
}

std::size_t NameTrigrams::bytes() const {
    return (starts_.capacity() + entries_.capacity() + inverse_lengths_.capacity()) * 4 +
           weights_.capacity() * 2;
}

}  // namespace tieout
