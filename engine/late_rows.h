// Late rows are a vector whose new elements are made by many threads, each at its own place.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace tieout {

// resize() makes room and no elements.
template <class T>
struct LateAllocator : std::allocator<T> {
    template <class Other>
    struct rebind {  // NOLINT(readability-identifier-naming): the library's name
        using other = LateAllocator<Other>;
    };

    template <class Made>
    void construct(Made*) noexcept {}

    template <class Made, class... Arguments>
    void construct(Made* at, Arguments&&... arguments) {
        std::construct_at(at, std::forward<Arguments>(arguments)...);
    }
};

// After resize() each new element must be made with std::construct_at before anything else is done
// with the rows, and nothing may throw in between.
template <class T>
using LateRows = std::vector<T, LateAllocator<T>>;

}  // namespace tieout
