// A segment that is full and old is kept packed; whoever reads it sees the bytes that it had.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/digest.h"
#include "engine/error.h"
#include "storage/file_system.h"

namespace tieout {

// One segment in a listing of the journal's folder.
struct SegmentName {
    std::string name;
    std::uint64_t number = 0;  // 0: no name of a segment
    bool is_archived = false;
};

// The names of segments in the folder, by number; names of files being made (".new") are left out,
// and so is the archive of a segment that still stands beside it.
Result<std::vector<SegmentName>> list_segments(FileSystem& files, const std::string& folder);

// Opens a segment for reading, archived or not; size and bytes are those it was written with.
Result<std::unique_ptr<File>> open_segment(
    FileSystem& files, const std::string& folder, std::uint64_t number
);

// Packs a segment that nobody writes any more: writes the archive under another name, syncs, reads
// it back and compares every byte, renames it, and only then removes the segment. A crash at any
// point leaves the segment, its archive, or both. Cost: about 0.5 s for 64 MiB.
Result<void> archive_segment(
    FileSystem& files, const std::string& folder, const Mark& book, std::uint64_t number
);

}  // namespace tieout
