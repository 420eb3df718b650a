// Unpacking is what is taken out of one input file: its entries, and the bounds that they keep.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"

namespace tieout {

// Bounds of everything that one input file holds, at every depth. The ratio: bank files with other
// references and amounts in each record came out at 65 to 170 times their packed size as gzip and
// up to 410 times as xz; deflate alone can reach 1032, archives within archives any number.
struct ContainerLimits {
    std::uint64_t entries_max = 10'000;
    std::uint64_t entry_bytes_max = std::uint64_t{4} << 30U;  // as any file
    std::uint64_t total_bytes_max = std::uint64_t{8} << 30U;
    std::uint64_t ratio_max = 500;                              // bytes out for a byte of the file
    std::uint64_t ratio_free_bytes = std::uint64_t{64} << 20U;  // out before the ratio counts
    unsigned depth_max = 3;                                     // containers within each other
};

// An entry's bytes, and how messages call it: "statement.zip:entry 3 (NAME)".
struct UnpackedFile {
    std::string name;
    std::string bytes;
};

// What a container gave. Never half: an error takes its place when anything of it is in doubt.
struct Unpacked {
    std::vector<UnpackedFile> files;
    std::vector<Error> notes;  // entries that hold no file: folders, metadata
    std::string document;      // not a container but an office document; empty: a container
};

// Counts what came out against the limits. One for an input file and all that is within it.
class UnpackBudget {
public:
    UnpackBudget(const ContainerLimits& limits, std::uint64_t packed_bytes)
        : limits_(limits), packed_bytes_(packed_bytes) {}

    // Both refuse, with the limit in words, what goes beyond it. `shown` is the place.
    Result<void> take_entry(const std::string& shown);
    // Appends what was unpacked to the entry.
    Result<void> append(UnpackedFile& entry, std::string_view piece);

private:
    const ContainerLimits& limits_;
    std::uint64_t packed_bytes_;
    std::uint64_t entries_ = 0;
    std::uint64_t bytes_ = 0;
};

// "statement.zip:entry 3 (NAME)". The name is for people only, never a path: without control
// characters and marks of writing direction, cut at 80 bytes; left out where there is none.
std::string shown_entry(std::string_view container, std::uint64_t number, std::string_view name);

// A fault of a container or an entry of it.
tl::unexpected<Error> refuse_entry(
    std::string_view fault, const std::string& shown, std::string words
);

}  // namespace tieout
