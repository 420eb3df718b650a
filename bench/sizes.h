// How large the benches are: small enough to be a test, or the sizes that are quoted.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace tieout {

// TIEOUT_BENCH=full asks for the sizes that bench/README.md quotes.
inline bool is_full_bench() {
    const char* const mode = std::getenv("TIEOUT_BENCH");
    return mode != nullptr && std::string_view(mode) == "full";
}

inline std::int64_t bench_size(std::int64_t small, std::int64_t full) {
    return is_full_bench() ? full : small;
}

}  // namespace tieout
