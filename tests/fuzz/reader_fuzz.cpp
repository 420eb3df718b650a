// Any bytes: the reader of one format (TIEOUT_FUZZ_FORMAT; empty: by content) gives a sound result.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/oracles.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    tieout::check_bank_file(TIEOUT_FUZZ_FORMAT, bytes);
    return 0;
}
