// Any bytes: unpacking ends within its limits, and a refused container gives nothing.
#include "engine/check.h"
#include "io/containers/container.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tieout;
    ContainerLimits limits;
    limits.entries_max = 100;
    limits.entry_bytes_max = std::uint64_t{4} << 20U;
    limits.total_bytes_max = std::uint64_t{8} << 20U;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const auto files = files_within("fuzz", bytes, limits);
    check(!files.empty(), "an input is a file, or refused");
    std::uint64_t all = 0;
    for (const InputFile& file : files) {
        all += file.bytes.size();
        check(file.bytes.size() <= limits.entry_bytes_max || file.name == "fuzz", "an entry fits");
        if (file.name != "fuzz") continue;
        check(files.size() == 1 && file.bytes == bytes, "a file that gave no entries is itself");
    }
    check(all <= limits.total_bytes_max + size, "the entries fit");
    return 0;
}
