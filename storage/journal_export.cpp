#include "storage/journal_export.h"

#include <algorithm>

#include "storage/group.h"
#include "storage/segment_archive.h"
#include "storage/segment_writer.h"

namespace tieout {

namespace {

Result<void> copy(FileSystem& files, File& from, const std::string& to) {
    constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20U;
    const auto size = from.size();
    if (!size) return tl::make_unexpected(size.error());
    auto file = files.open(to, FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    if (auto done = (*file)->resize(*size); !done) return done;
    for (std::uint64_t at = 0; at < *size; at += piece_bytes) {
        const auto piece =
            from.read(at, static_cast<std::size_t>(std::min(piece_bytes, *size - at)));
        if (!piece) return tl::make_unexpected(piece.error());
        if (all_zero(*piece)) continue;  // a hole reads as zeros
        if (auto done = (*file)->write(at, *piece); !done) return done;
    }
    return (*file)->sync();
}

}  // namespace

Result<std::uint64_t> export_journal(
    FileSystem& files, const std::string& book_folder, const std::string& out
) {
    const std::string from = book_folder + "/journal";
    const std::string to = out + "/journal";
    for (const std::string& folder : {out, to}) {
        if (auto done = files.make_folder(folder); !done) {
            return tl::make_unexpected(std::move(done).error());
        }
    }
    const auto segments = list_segments(files, from);
    if (!segments) return tl::make_unexpected(segments.error());
    for (const SegmentName& each : *segments) {
        auto file = open_segment(files, from, each.number);
        if (!file) return tl::make_unexpected(std::move(file).error());
        auto done = copy(files, **file, to + "/" + SegmentWriter::file_name(each.number));
        if (!done) return tl::make_unexpected(std::move(done).error());
    }
    auto anchor = files.open(book_folder + "/anchor", FileUse::read);
    if (!anchor) return tl::make_unexpected(std::move(anchor).error());
    auto done = copy(files, **anchor, out + "/anchor");
    if (done) done = files.sync_folder(to);
    if (done) done = files.sync_folder(out);
    if (!done) return tl::make_unexpected(std::move(done).error());
    return segments->size();
}

}  // namespace tieout
