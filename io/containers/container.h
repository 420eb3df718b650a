// A container is an input file that holds files: gzip, zip, tar and the like, within each other.
#pragma once

#include <string>
#include <vector>

#include "io/containers/unpacking.h"

namespace tieout {

// A file to be read by its format: one that lay in a folder, or one out of a container.
struct InputFile {
    std::string name;  // shown: "statement.bai", "statement.zip:entry 3 (NAME)"
    std::string bytes;
    std::vector<Error> faults;  // why nothing of it is read: a container that was refused
    std::vector<Error> notes;   // of its container: entries that hold no file
};

// The files within, in their order, however deep; a file that is no container is itself. Known by
// content alone. A container with any damage gives nothing of all that it holds: it comes back as
// one file with its fault. Cost: linear in the bytes that come out, which are bounded.
std::vector<InputFile> files_within(
    std::string name, std::string bytes, const ContainerLimits& limits = {}
);

}  // namespace tieout
