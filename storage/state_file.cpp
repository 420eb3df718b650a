// The file: a header of 128 bytes, then pieces (raw length 4, compressed length 4, zstd frame)
// until a piece of length 0. Raw pieces joined are rows: table 1, bytes with their length.
// FORMAT.md.
#include "storage/state_file.h"

#include <fmt/core.h>

#include "storage/book_rows.h"
#include "storage/bytes.h"
#include "storage/hashing.h"
#include "storage/packing.h"

namespace tieout {

namespace {

constexpr std::uint32_t state_magic = 0x3154'5453U;  // "STT1"
constexpr std::uint32_t state_version = 1;
constexpr std::size_t header_bytes = 128;
constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
constexpr std::size_t piece_bytes_max = std::size_t{32} << 20U;

std::string encode_header(const Mark& identity, Sequence sequence) {
    std::string header;
    {
        ByteWriter out(header);
        out.fixed32(state_magic);
        out.fixed32(state_version);
        out.fixed64(identity.high);
        out.fixed64(identity.low);
        out.fixed64(sequence);
    }
    header.resize(header_bytes, '\0');
    return header;
}

// Gathers rows, compresses them piece by piece and hashes what goes to the file.
class StateWriter {
public:
    explicit StateWriter(File& file) : file_(file) {}

    Result<void> put(std::string_view bytes) {
        hash_.add(bytes);
        const auto done = file_.write(at_, bytes);
        at_ += bytes.size();
        return done;
    }

    Result<void> add(RowTable table, std::string_view row) {
        {
            ByteWriter out(raw_);
            out.byte(static_cast<std::uint8_t>(table));
            out.text(row);
        }
        return raw_.size() < piece_bytes ? Result<void>{} : close_piece();
    }

    Result<void> close_piece() {
        if (auto done = pack(raw_, packed_); !done) return done;
        std::string lengths;
        {
            ByteWriter out(lengths);
            out.fixed32(static_cast<std::uint32_t>(raw_.size()));
            out.fixed32(static_cast<std::uint32_t>(packed_.size()));
        }
        raw_.clear();
        if (auto done = put(lengths); !done) return done;
        return put(packed_);
    }

    Result<Digest> finish() {
        if (!raw_.empty()) {
            if (auto done = close_piece(); !done) return tl::make_unexpected(done.error());
        }
        if (auto done = put(std::string(8, '\0')); !done) return tl::make_unexpected(done.error());
        if (auto done = file_.sync(); !done) return tl::make_unexpected(done.error());
        return hash_.finish();
    }

private:
    File& file_;
    std::uint64_t at_ = 0;
    std::string raw_;
    std::string packed_;
    PieceHash hash_;
};

Result<void> write_rows(StateWriter& writer, const Mark& identity, const Book& book) {
    if (auto done = writer.put(encode_header(identity, book.applied)); !done) return done;
    std::string row;
    for (const RowTable table : row_tables) {
        const std::uint32_t rows = rows_of(book, table);
        for (std::uint32_t i = 0; i < rows; ++i) {
            row.clear();
            append_row(book, table, i, row);
            if (auto done = writer.add(table, row); !done) return done;
        }
    }
    return {};
}

tl::unexpected<Error> damaged(std::string_view why) {
    return refuse(ErrorKind::damaged, "a state file is damaged: " + std::string(why));
}

Result<void> take_piece(std::string_view raw, Book& book) {
    ByteReader in(raw);
    while (in.left() > 0) {
        const auto table = static_cast<RowTable>(in.byte());
        const std::string_view row = in.text();
        if (in.failed()) return damaged("a row is cut short");
        if (auto done = add_row(book, table, row); !done) return done;
    }
    return {};
}

// Reads the whole file once for its digest, so that nothing of it is believed before.
Result<void> check_digest(File& file, std::uint64_t size, const Digest& digest) {
    PieceHash hash;
    for (std::uint64_t at = 0; at < size; at += piece_bytes) {
        const auto piece = file.read(at, piece_bytes);
        if (!piece) return tl::make_unexpected(piece.error());
        hash.add(*piece);
    }
    if (hash.finish() != digest) return damaged("its digest is not the one the journal names");
    return {};
}

}  // namespace

std::string state_file_name(Sequence sequence) {
    return fmt::format("{:020}.state", sequence);
}

Result<Digest> write_state(
    FileSystem& files, const std::string& folder, const Mark& identity, const Book& book
) {
    if (auto done = files.make_folder(folder); !done) return tl::make_unexpected(done.error());
    const std::string path = folder + "/" + state_file_name(book.applied);
    const auto leftover = files.exists(path + ".new");
    if (!leftover) return tl::make_unexpected(leftover.error());
    if (*leftover) {
        if (auto done = files.remove(path + ".new"); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    auto file = files.open(path + ".new", FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    StateWriter writer(**file);
    if (auto done = write_rows(writer, identity, book); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    auto digest = writer.finish();
    if (!digest) return digest;
    if (auto done = files.rename(path + ".new", path); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    if (auto done = files.sync_folder(folder); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    return digest;
}

Result<void> read_state(
    FileSystem& files,
    const std::string& path,
    const Mark& identity,
    const Digest& digest,
    Book& book
) {
    auto file = files.open(path, FileUse::read);
    if (!file) return tl::make_unexpected(std::move(file).error());
    const auto size = (*file)->size();
    if (!size) return tl::make_unexpected(size.error());
    if (auto done = check_digest(**file, *size, digest); !done) return done;
    const auto header = (*file)->read(0, header_bytes);
    if (!header) return tl::make_unexpected(header.error());
    std::uint64_t at = header_bytes;
    std::string raw;
    while (true) {
        const auto lengths = (*file)->read(at, 8);
        if (!lengths) return tl::make_unexpected(lengths.error());
        ByteReader in(*lengths);
        const std::uint32_t raw_size = in.fixed32();
        const std::uint32_t packed_size = in.fixed32();
        if (in.failed() || raw_size > piece_bytes_max || packed_size > piece_bytes_max) {
            return damaged("an impossible length");
        }
        if (raw_size == 0) break;
        const auto packed = (*file)->read(at + 8, packed_size);
        if (!packed) return tl::make_unexpected(packed.error());
        raw.resize(raw_size);
        if (!unpack(*packed, raw)) return damaged("a piece cannot be unpacked");
        if (auto done = take_piece(raw, book); !done) return done;
        at += 8 + packed_size;
    }
    if (*header != encode_header(identity, book.applied)) return damaged("it is of another book");
    return {};
}

}  // namespace tieout
