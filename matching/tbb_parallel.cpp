#include "matching/tbb_parallel.h"

#include <algorithm>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace tieout {

struct TbbParallel::Arena {
    explicit Arena(unsigned wanted)
        : threads(std::max(wanted, 1U)), arena(static_cast<int>(threads)) {}

    unsigned threads;
    tbb::task_arena arena;
};

TbbParallel::TbbParallel(unsigned threads) : arena_(std::make_unique<Arena>(threads)) {}

TbbParallel::~TbbParallel() = default;

void TbbParallel::for_each(std::size_t count, const std::function<void(std::size_t)>& task) {
    arena_->arena.execute([&] {
        tbb::parallel_for(std::size_t{0}, count, [&](std::size_t at) { task(at); });
    });
}

unsigned TbbParallel::threads() const {
    return arena_->threads;
}

}  // namespace tieout
