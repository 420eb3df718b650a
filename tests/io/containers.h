// Containers for tests: zip, tar, gzip and the like, made of given entries.
#pragma once

#include <string>
#include <vector>

namespace tieout {

struct MadeEntry {
    enum class Kind {
        file,
        folder,
        link,
        hard_link,
        device
    };

    std::string name;
    std::string bytes;
    Kind kind = Kind::file;
};

// `shape`: "zip", "zip stored", "zip encrypted", "tar", "tar pax"; stops the test on a failure.
std::string archive_of(const std::string& shape, const std::vector<MadeEntry>& entries);
// `filter`: "gzip", "bzip2", "xz", "zstd".
std::string compressed(const std::string& filter, const std::string& bytes);

}  // namespace tieout
