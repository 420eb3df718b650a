// What must be true of our own code: kept in every build, stops the program with file and line.
#pragma once

#include <source_location>
#include <string_view>

namespace tieout {

// Prints "file:line: sentence" to the error stream and aborts; nothing is committed after it.
[[noreturn]] void fail_check(std::string_view sentence, std::source_location place);

// States one fact that only our own fault can break; cost one predicted branch, in release too.
inline void check(
    bool holds,
    std::string_view sentence,
    std::source_location place = std::source_location::current()
) {
    if (!holds) [[unlikely]] {
        fail_check(sentence, place);
    }
}

}  // namespace tieout
