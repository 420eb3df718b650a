// Any bytes: an entry that is read is written as it was read, or refused.
#include "engine/check.h"
#include "storage/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tieout;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto entry = decode_entry(bytes);
    if (!entry) return 0;
    std::string again;
    encode_entry(*entry, again);
    const auto twice = decode_entry(again);
    check(twice.has_value() && *twice == *entry, "an entry survives writing and reading");
    return 0;
}
