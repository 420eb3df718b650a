// Claims count, for each item of the book, how many payments of a batch name it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/ids.h"
#include "matching/reading.h"

namespace tieout {

// A payment whose items nobody else names can be judged by itself: the others of its family take
// nothing of them before it. Memory: a byte an item. Safe for concurrent callers.
class Claims {
public:
    explicit Claims(std::size_t items) : counts_(items) {}

    void note(std::span<const Hit> hits) {
        for (const Hit& hit : hits) {
            std::atomic<std::uint8_t>& count = counts_[slot(hit.item)];
            if (count.load(std::memory_order_relaxed) < several) {
                count.fetch_add(1, std::memory_order_relaxed);
            }
        }
    }

    // Brings the counts near before they are noted.
    void prefetch(std::span<const Hit> hits) const {
        for (const Hit& hit : hits)
            __builtin_prefetch(&counts_[slot(hit.item)], 1);
    }

    // Once all payments are noted: whether each of these items is named once in the whole batch.
    bool are_sole(std::span<const Hit> hits) const {
        return std::all_of(hits.begin(), hits.end(), [&](const Hit& hit) {
            return counts_[slot(hit.item)].load(std::memory_order_relaxed) == 1;
        });
    }

private:
    static constexpr std::uint8_t several = 2;

    std::vector<std::atomic<std::uint8_t>> counts_;  // up to `several`, and a few of a close race
};

}  // namespace tieout
