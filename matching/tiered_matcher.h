// The tiered matcher is the engine's Matcher: who paid, what for, how sure, a batch at a time.
#pragma once

#include <memory>
#include <vector>

#include "engine/ports.h"

namespace tieout {

// Reads what payments name, finds their payers, then judges family by family (matching.md 2 and
// 6). Families share no items, so they are judged in parallel; within one the order is by rule. The
// answer is the same for any thread count and any order of the payments. One batch at a time: it
// keeps the opened names of the book's customers from one to the next, once they were needed.
class TieredMatcher final : public Matcher {
public:
    explicit TieredMatcher(unsigned threads);
    ~TieredMatcher() override;
    TieredMatcher(const TieredMatcher&) = delete;
    TieredMatcher& operator=(const TieredMatcher&) = delete;
    TieredMatcher(TieredMatcher&& other) noexcept;
    TieredMatcher& operator=(TieredMatcher&& other) noexcept;

    void match(const MatchRequest& request, std::span<Match* const> answers) override;

private:
    struct Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace tieout
