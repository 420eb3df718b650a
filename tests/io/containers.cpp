#include "tests/io/containers.h"

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>

namespace tieout {

namespace {

la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

void write_entry(archive* writer, const MadeEntry& made) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, made.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1'773'619'200, 0);
    archive_entry_set_size(entry, static_cast<la_int64_t>(made.bytes.size()));
    switch (made.kind) {
        case MadeEntry::Kind::file: archive_entry_set_filetype(entry, AE_IFREG); break;
        case MadeEntry::Kind::folder: archive_entry_set_filetype(entry, AE_IFDIR); break;
        case MadeEntry::Kind::link:
            archive_entry_set_filetype(entry, AE_IFLNK);
            archive_entry_set_symlink(entry, "/etc/passwd");
            break;
        case MadeEntry::Kind::hard_link:
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_hardlink(entry, "other");
            break;
        case MadeEntry::Kind::device: archive_entry_set_filetype(entry, AE_IFCHR); break;
    }
    REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
    if (!made.bytes.empty()) {
        REQUIRE(
            archive_write_data(writer, made.bytes.data(), made.bytes.size()) ==
            static_cast<la_ssize_t>(made.bytes.size())
        );
    }
    archive_entry_free(entry);
}

std::string written(archive* writer, const std::vector<MadeEntry>& entries) {
    std::string out;
    archive_write_set_bytes_per_block(writer, 0);
    REQUIRE(archive_write_open(writer, &out, nullptr, append, nullptr) == ARCHIVE_OK);
    for (const MadeEntry& entry : entries)
        write_entry(writer, entry);
    REQUIRE(archive_write_close(writer) == ARCHIVE_OK);
    archive_write_free(writer);
    return out;
}

}  // namespace

std::string archive_of(const std::string& shape, const std::vector<MadeEntry>& entries) {
    archive* const writer = archive_write_new();
    if (shape.starts_with("zip")) {
        REQUIRE(archive_write_set_format_zip(writer) == ARCHIVE_OK);
        if (shape == "zip stored") archive_write_zip_set_compression_store(writer);
        if (shape == "zip encrypted") {
            REQUIRE(archive_write_set_options(writer, "zip:encryption=traditional") == ARCHIVE_OK);
            REQUIRE(archive_write_set_passphrase(writer, "secret") == ARCHIVE_OK);
        }
    } else if (shape == "tar pax") {
        REQUIRE(archive_write_set_format_pax(writer) == ARCHIVE_OK);
    } else {
        REQUIRE(archive_write_set_format_gnutar(writer) == ARCHIVE_OK);
    }
    return written(writer, entries);
}

std::string compressed(const std::string& filter, const std::string& bytes) {
    archive* const writer = archive_write_new();
    REQUIRE(archive_write_set_format_raw(writer) == ARCHIVE_OK);
    REQUIRE(archive_write_add_filter_by_name(writer, filter.c_str()) == ARCHIVE_OK);
    return written(writer, {{"raw", bytes}});
}

}  // namespace tieout
