#include "io/containers/zip_file.h"

#include <memory>

#include <archive.h>
#include <archive_entry.h>

#include "engine/check.h"

namespace tieout {

namespace {

la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

struct FreesArchive {
    void operator()(archive* writer) const { archive_write_free(writer); }
};

struct FreesEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

std::string zip_file(const std::vector<ZipEntry>& entries) {
    std::string out;
    const std::unique_ptr<archive, FreesArchive> writer(archive_write_new());
    check(writer != nullptr, "there is memory for a zip");
    const auto done = [&](int code) {
        check(code == ARCHIVE_OK, "a zip can be written to memory");
    };
    done(archive_write_set_format_zip(writer.get()));
    done(archive_write_set_bytes_per_block(writer.get(), 0));
    done(archive_write_open2(writer.get(), &out, nullptr, &append, nullptr, nullptr));
    for (const ZipEntry& each : entries) {
        const std::unique_ptr<archive_entry, FreesEntry> entry(archive_entry_new());
        check(entry != nullptr, "there is memory for an entry of a zip");
        archive_entry_set_pathname(entry.get(), each.name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(each.bytes.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        done(archive_write_header(writer.get(), entry.get()));
        const la_ssize_t size =
            archive_write_data(writer.get(), each.bytes.data(), each.bytes.size());
        check(size == static_cast<la_ssize_t>(each.bytes.size()), "an entry of a zip is whole");
    }
    done(archive_write_close(writer.get()));
    return out;
}

}  // namespace tieout
