// A state file holds all rows of a book as they stood behind one entry; rebuilding may begin there.
#pragma once

#include <string>

#include "engine/book.h"
#include "engine/digest.h"
#include "engine/error.h"
#include "storage/file_system.h"

namespace tieout {

// BOOK/checkpoints/SEQUENCE.state
std::string state_file_name(Sequence sequence);

// Writes the rows, compressed, under another name, syncs and renames. Returns the digest of the
// file's bytes, which the journal names.
Result<Digest> write_state(
    FileSystem& files, const std::string& folder, const Mark& identity, const Book& book
);

// Reads the rows into an empty book. Refused (damaged) unless the bytes have this digest.
Result<void> read_state(
    FileSystem& files,
    const std::string& path,
    const Mark& identity,
    const Digest& digest,
    Book& book
);

}  // namespace tieout
