#include "engine/check.h"

#include <cstdlib>

#include <fmt/core.h>

namespace tieout {

void fail_check(std::string_view sentence, std::source_location place) {
    fmt::print(stderr, "{}:{}: {}\n", place.file_name(), place.line(), sentence);
    std::abort();
}

}  // namespace tieout
