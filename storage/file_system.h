// The port through which the floor reaches its files, so that tests can cut the power at any call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"

namespace tieout {

enum class FileUse : std::uint8_t {
    read,          // must exist
    write,         // must exist; written in place and synced by call
    write_direct,  // the same past the page cache where the file system can: see File::write
    create,        // must not exist
};

// An open file. Every error is final for its user: nothing is tried twice (after a failed sync the
// kernel may have dropped the bytes and call the next sync a success).
class File {
public:
    virtual ~File() = default;
    virtual Result<std::uint64_t> size() = 0;
    // Reads exactly `size` bytes; fewer only at the end of the file.
    virtual Result<std::string> read(std::uint64_t offset, std::size_t size) = 0;
    // Writes all of it. For write_direct offset, size and address are multiples of 4096.
    virtual Result<void> write(std::uint64_t offset, std::string_view bytes) = 0;
    // Returns when all that was written would survive a power cut.
    virtual Result<void> sync() = 0;
    virtual Result<void> resize(std::uint64_t size) = 0;
};

// The calls on names. Safe for concurrent callers that use different names.
class FileSystem {
public:
    virtual ~FileSystem() = default;
    virtual Result<std::unique_ptr<File>> open(const std::string& path, FileUse use) = 0;
    virtual Result<bool> exists(const std::string& path) = 0;
    virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;  // sorted names
    virtual Result<void> make_folder(const std::string& folder) = 0;  // 0700; may be there already
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    virtual Result<void> remove(const std::string& path) = 0;
    // Makes creations, renamings and removals in the folder survive a power cut.
    virtual Result<void> sync_folder(const std::string& folder) = 0;
};

// The operating system's files.
FileSystem& posix_files();

// Reads a whole file; refused when it is longer than `bytes_max`.
Result<std::string> read_whole(FileSystem& files, const std::string& path, std::uint64_t bytes_max);

}  // namespace tieout
