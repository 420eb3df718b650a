// The engine's Parallel on oneTBB: independent work over a stated number of threads.
#pragma once

#include <memory>

#include "engine/parallel.h"

namespace tieout {

class TbbParallel final : public Parallel {
public:
    // Requires: threads >= 1.
    explicit TbbParallel(unsigned threads);
    ~TbbParallel() override;
    TbbParallel(const TbbParallel&) = delete;
    TbbParallel& operator=(const TbbParallel&) = delete;

    void for_each(std::size_t count, const std::function<void(std::size_t)>& task) override;
    unsigned threads() const override;

private:
    struct Arena;
    std::unique_ptr<Arena> arena_;
};

}  // namespace tieout
