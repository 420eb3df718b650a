// The file: a header of 64 bytes, then for every MiB of the segment a piece: packed length 4,
// CRC32C of the packed bytes 4, zstd frame. FORMAT.md.
#include "storage/segment_archive.h"

#include <algorithm>

#include <fmt/core.h>

#include "storage/bytes.h"
#include "storage/crc32c.h"
#include "storage/packing.h"
#include "storage/segment_writer.h"

namespace tieout {

namespace {

constexpr std::uint32_t archive_magic = 0x315A'4753U;  // "SGZ1"
constexpr std::uint32_t archive_version = 1;
constexpr std::size_t header_bytes = 64;
constexpr std::size_t crc_at = header_bytes - 4;
constexpr std::size_t frame_bytes = 8;
constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
constexpr std::uint64_t segment_bytes_max = std::uint64_t{4} << 30U;
constexpr std::string_view archive_ending = ".zst";

tl::unexpected<Error> damaged(std::string_view why) {
    return refuse(ErrorKind::damaged, "an archived segment is damaged: " + std::string(why));
}

std::string archive_name(std::uint64_t number) {
    return SegmentWriter::file_name(number) + std::string(archive_ending);
}

std::string encode_header(const Mark& book, std::uint64_t number, std::uint64_t bytes) {
    std::string header;
    {
        ByteWriter out(header);
        out.fixed32(archive_magic);
        out.fixed32(archive_version);
        out.fixed64(book.high);
        out.fixed64(book.low);
        out.fixed64(number);
        out.fixed64(bytes);
    }
    header.resize(crc_at, '\0');
    const std::uint32_t crc = crc32c(header);
    ByteWriter(header).fixed32(crc);
    return header;
}

// The segment as it was, unpacked a piece at a time.
class ArchivedSegment final : public File {
public:
    explicit ArchivedSegment(std::unique_ptr<File> file) : file_(std::move(file)) {}

    Result<void> open(std::uint64_t number) {
        const auto header = file_->read(0, header_bytes);
        if (!header) return tl::make_unexpected(header.error());
        if (header->size() != header_bytes) return damaged("its header is cut short");
        ByteReader in(*header);
        const bool is_known = in.fixed32() == archive_magic && in.fixed32() == archive_version;
        const std::uint64_t high = in.fixed64();
        const std::uint64_t low = in.fixed64();
        const bool is_named = in.fixed64() == number;
        bytes_ = in.fixed64();
        const bool agrees = *header == encode_header({high, low}, number, bytes_);
        if (!is_known || !is_named || !agrees || bytes_ > segment_bytes_max) {
            return damaged("its header does not verify");
        }
        return find_pieces();
    }

    Result<std::uint64_t> size() override { return bytes_; }

    Result<std::string> read(std::uint64_t offset, std::size_t size) override {
        std::string out;
        const std::uint64_t end = std::min<std::uint64_t>(bytes_, offset + size);
        out.reserve(static_cast<std::size_t>(end > offset ? end - offset : 0));
        while (offset < end) {
            const auto piece = static_cast<std::size_t>(offset / piece_bytes);
            if (auto done = unpack_piece(piece); !done) return tl::make_unexpected(done.error());
            const auto at = static_cast<std::size_t>(offset % piece_bytes);
            const auto wanted =
                std::min<std::size_t>(raw_.size() - at, static_cast<std::size_t>(end - offset));
            out.append(raw_, at, wanted);
            offset += wanted;
        }
        return out;
    }

    Result<void> write(std::uint64_t, std::string_view) override { return never(); }

    Result<void> sync() override { return never(); }

    Result<void> resize(std::uint64_t) override { return never(); }

private:
    struct Piece {
        std::uint64_t offset = 0;
        std::uint32_t packed = 0;
        std::uint32_t crc = 0;
    };

    static Result<void> never() {
        return refuse(ErrorKind::machine, "an archived segment is never written");
    }

    Result<void> find_pieces() {
        const std::uint64_t count = (bytes_ + piece_bytes - 1) / piece_bytes;
        std::uint64_t at = header_bytes;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto frame = file_->read(at, frame_bytes);
            if (!frame) return tl::make_unexpected(frame.error());
            ByteReader in(*frame);
            Piece piece{at + frame_bytes, in.fixed32(), in.fixed32()};
            if (in.failed() || piece.packed > 2 * piece_bytes) return damaged("it is cut short");
            at = piece.offset + piece.packed;
            pieces_.push_back(piece);
        }
        const auto size = file_->size();
        if (!size) return tl::make_unexpected(size.error());
        if (*size != at) return damaged("bytes behind its last piece");
        return {};
    }

    Result<void> unpack_piece(std::size_t at) {
        if (unpacked_ == at) return {};
        const Piece& piece = pieces_[at];
        const auto packed = file_->read(piece.offset, piece.packed);
        if (!packed) return tl::make_unexpected(packed.error());
        if (packed->size() != piece.packed || crc32c(*packed) != piece.crc) {
            return damaged(fmt::format("the CRC of piece {} is wrong", at));
        }
        unpacked_ = none;
        raw_.resize(static_cast<std::size_t>(
            std::min<std::uint64_t>(piece_bytes, bytes_ - at * piece_bytes)
        ));
        if (!unpack(*packed, raw_)) return damaged(fmt::format("piece {} cannot be unpacked", at));
        unpacked_ = at;
        return {};
    }

    static constexpr std::size_t none = ~std::size_t{0};

    std::unique_ptr<File> file_;
    std::uint64_t bytes_ = 0;
    std::vector<Piece> pieces_;
    std::string raw_;
    std::size_t unpacked_ = none;
};

Result<std::unique_ptr<File>> open_archive(
    FileSystem& files, const std::string& path, std::uint64_t number
) {
    auto file = files.open(path, FileUse::read);
    if (!file) return file;
    auto archive = std::make_unique<ArchivedSegment>(std::move(*file));
    if (auto done = archive->open(number); !done) return tl::make_unexpected(done.error());
    return archive;
}

Result<void> write_archive(File& segment, File& archive, const Mark& book, std::uint64_t number) {
    const auto bytes = segment.size();
    if (!bytes) return tl::make_unexpected(bytes.error());
    if (*bytes > segment_bytes_max) return damaged("it is too long");
    if (auto done = archive.write(0, encode_header(book, number, *bytes)); !done) return done;
    std::uint64_t to = header_bytes;
    std::string packed;
    for (std::uint64_t at = 0; at < *bytes; at += piece_bytes) {
        const auto raw = segment.read(at, piece_bytes);
        if (!raw) return tl::make_unexpected(raw.error());
        if (auto done = pack(*raw, packed); !done) return done;
        std::string frame;
        {
            ByteWriter out(frame);
            out.fixed32(static_cast<std::uint32_t>(packed.size()));
            out.fixed32(crc32c(packed));
        }
        frame += packed;
        if (auto done = archive.write(to, frame); !done) return done;
        to += frame.size();
    }
    return archive.sync();
}

Result<void> compare(File& segment, File& archive) {
    const auto bytes = segment.size();
    if (!bytes) return tl::make_unexpected(bytes.error());
    for (std::uint64_t at = 0; at < *bytes; at += piece_bytes) {
        const auto written = segment.read(at, piece_bytes);
        if (!written) return tl::make_unexpected(written.error());
        const auto kept = archive.read(at, piece_bytes);
        if (!kept) return tl::make_unexpected(kept.error());
        if (*written != *kept) return damaged("it is not what was written");
    }
    return {};
}

// The segment that a name stands for.
SegmentName read_name(const std::string& name) {
    const std::uint64_t number = std::strtoull(name.c_str(), nullptr, 10);
    if (number != 0 && name == SegmentWriter::file_name(number)) return {name, number, false};
    if (number != 0 && name == archive_name(number)) return {name, number, true};
    return {name, 0, false};
}

}  // namespace

Result<std::vector<SegmentName>> list_segments(FileSystem& files, const std::string& folder) {
    const auto names = files.list(folder);
    if (!names) return tl::make_unexpected(names.error());
    std::vector<SegmentName> segments;
    for (const std::string& name : *names) {
        if (name.ends_with(".new")) continue;
        SegmentName segment = read_name(name);
        const bool stands_beside =
            segment.is_archived && !segments.empty() && segments.back().number == segment.number;
        if (!stands_beside) segments.push_back(std::move(segment));
    }
    return segments;
}

Result<std::unique_ptr<File>> open_segment(
    FileSystem& files, const std::string& folder, std::uint64_t number
) {
    const std::string path = folder + "/" + SegmentWriter::file_name(number);
    const auto is_plain = files.exists(path);
    if (!is_plain) return tl::make_unexpected(is_plain.error());
    if (*is_plain) return files.open(path, FileUse::read);
    return open_archive(files, path + std::string(archive_ending), number);
}

Result<void> archive_segment(
    FileSystem& files, const std::string& folder, const Mark& book, std::uint64_t number
) {
    const std::string plain = folder + "/" + SegmentWriter::file_name(number);
    const std::string kept = folder + "/" + archive_name(number);
    const std::string fresh = kept + ".new";
    for (const std::string& leftover : {fresh, kept}) {  // of an archiving that was cut off
        const auto is_there = files.exists(leftover);
        if (!is_there) return tl::make_unexpected(is_there.error());
        if (!*is_there) continue;
        if (auto done = files.remove(leftover); !done) return done;
    }
    auto segment = files.open(plain, FileUse::read);
    if (!segment) return tl::make_unexpected(std::move(segment).error());
    {
        auto archive = files.open(fresh, FileUse::create);
        if (!archive) return tl::make_unexpected(std::move(archive).error());
        if (auto done = write_archive(**segment, **archive, book, number); !done) return done;
    }
    auto archive = open_archive(files, fresh, number);
    if (!archive) return tl::make_unexpected(std::move(archive).error());
    if (auto done = compare(**segment, **archive); !done) return done;
    if (auto done = files.rename(fresh, kept); !done) return done;
    if (auto done = files.sync_folder(folder); !done) return done;
    if (auto done = files.remove(plain); !done) return done;
    return files.sync_folder(folder);
}

}  // namespace tieout
