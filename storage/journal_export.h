// A copy of a journal for an auditor: its segments, unpacked, and the anchor, nothing else.
#pragma once

#include <cstdint>
#include <string>

#include "engine/error.h"
#include "storage/file_system.h"

namespace tieout {

// Writes OUT/journal/0000000001.seg ... and OUT/anchor as the book has them, for the verifier in
// storage/audit. Requires: the book's lock is held. Neither keys nor index are copied, so that
// sealed texts stay sealed. Refused when one of the files is there already. Returns how many
// segments were written.
Result<std::uint64_t> export_journal(
    FileSystem& files, const std::string& book_folder, const std::string& out
);

}  // namespace tieout
