// Any bytes: master data of the ERP is read row by row, or refused with a located fault.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/oracles.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr const char* kinds[] = {"", "customers", "items", "accounts"};
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    tieout::check_master_file(kinds[size % 4], bytes);
    return 0;
}
