// The input of a command: files named on its line, taken out of their containers and read.
#pragma once

#include <string>
#include <vector>

#include "io/containers/container.h"
#include "io/formats/recognise.h"

namespace tieout {

// Every bank file in the named files ("-": the standard input), in their order, each keeping its
// bytes. A container that is refused is one refused file. Fails when a file cannot be opened.
Result<std::vector<IntakeFile>> read_bank_inputs(
    const std::vector<std::string>& paths, const ReadOptions& options, Parallel& parallel
);

}  // namespace tieout
