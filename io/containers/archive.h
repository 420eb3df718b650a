// Archives and compressed files of other makes than gzip: zip, tar, bzip2, xz, zstd.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/containers/unpacking.h"

namespace tieout {

enum class ArchiveKind : std::uint8_t {
    none,
    zip,
    tar,
    bzip2,
    xz,
    zstd,
};

// By the content alone: first bytes, for tar its checksum.
ArchiveKind archive_kind_of(std::string_view bytes);

// All entries in their order. Damage (checksums, lengths, a cut), encryption, links and devices
// refuse the whole archive: it was sent as one thing, and half a day's files look like a whole day.
// Folders and the metadata of macOS are passed over with a note. Cost: one pass.
Result<Unpacked> unpack_archive(
    ArchiveKind kind, const std::string& name, std::string_view bytes, UnpackBudget& budget
);

}  // namespace tieout
