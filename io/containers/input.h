// The input of a command: files named on its line, taken out of their containers and read.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "io/containers/container.h"
#include "io/formats/recognise.h"

namespace tieout {

// How far the reading is; may be looked at by another thread.
struct ReadingProgress {
    std::atomic<std::uint64_t> files_known{0};
    std::atomic<std::uint64_t> files_done{0};
    std::atomic<std::uint64_t> bytes_known{0};
    std::atomic<std::uint64_t> bytes_done{0};
};

// Every bank file in the named files ("-": the standard input), in their order, each keeping its
// bytes; files are read beside each other. A container that is refused is one refused file. Fails
// when a file cannot be opened.
Result<std::vector<IntakeFile>> read_bank_inputs(
    const std::vector<std::string>& paths,
    const ReadOptions& options,
    Parallel& parallel,
    ReadingProgress& progress
);

}  // namespace tieout
