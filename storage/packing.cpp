#include "storage/packing.h"

#include <zstd.h>

namespace tieout {

Result<void> pack(std::string_view raw, std::string& packed) {
    constexpr int level = 1;
    packed.resize(ZSTD_compressBound(raw.size()));
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), raw.data(), raw.size(), level);
    if (ZSTD_isError(size) != 0) return refuse(ErrorKind::machine, "compressing failed");
    packed.resize(size);
    return {};
}

bool unpack(std::string_view packed, std::string& raw) {
    const std::size_t got = ZSTD_decompress(raw.data(), raw.size(), packed.data(), packed.size());
    return ZSTD_isError(got) == 0 && got == raw.size();
}

}  // namespace tieout
