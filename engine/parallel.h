// The port through which engine and io spread independent work over threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

namespace tieout {

// Runs task(0) .. task(count-1), in any order and on any thread; returns when all are done. Tasks
// read shared facts and write their own slot, so the result never depends on the thread count.
class Parallel {
public:
    virtual ~Parallel() = default;
    virtual void for_each(std::size_t count, const std::function<void(std::size_t)>& task) = 0;
    virtual unsigned threads() const = 0;
};

// The caller's own thread, in order: for tests and small work.
class Serial final : public Parallel {
public:
    void for_each(std::size_t count, const std::function<void(std::size_t)>& task) override {
        for (std::size_t i = 0; i < count; ++i)
            task(i);
    }

    unsigned threads() const override { return 1; }
};

// Runs task(first, last) over chunks of 0 .. count-1 through the port.
template <class Task>
void in_chunks(Parallel& parallel, std::size_t chunk, std::size_t count, Task&& task) {
    parallel.for_each((count + chunk - 1) / chunk, [&](std::size_t at) {
        task(at * chunk, std::min(count, (at + 1) * chunk));
    });
}

// Reserves room for `count` rows and has its memory given by the system on all threads: for large
// vectors and strings that one thread fills.
template <class Rows>
void reserve_warm(Rows& rows, std::size_t count, Parallel& parallel) {
    using Row = typename Rows::value_type;
    constexpr std::size_t page = 4096;
    if (count <= rows.capacity()) return;
    const std::size_t used = rows.size() * sizeof(Row);
    rows.reserve(count);
    volatile char* const memory = reinterpret_cast<volatile char*>(rows.data());
    const std::size_t fresh = rows.capacity() * sizeof(Row) - used;
    in_chunks(parallel, page * 1024, fresh, [&](std::size_t at, std::size_t end) {
        for (; at < end; at += page)
            memory[used + at] = 0;
    });
}

}  // namespace tieout
