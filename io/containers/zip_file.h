// A zip archive being written: the same entries give the same bytes.
#pragma once

#include <string>
#include <vector>

namespace tieout {

struct ZipEntry {
    std::string name;
    std::string bytes;
};

// Deflated, in the order given, without times (a zip then says 1980-01-01). Stops the program when
// memory runs out.
std::string zip_file(const std::vector<ZipEntry>& entries);

}  // namespace tieout
