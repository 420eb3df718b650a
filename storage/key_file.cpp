// BOOK/keys: a header of one sector, then five records of 96 bytes in each sector of 512.
// FORMAT.md.
#include "storage/key_file.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include <fmt/core.h>

#include "engine/check.h"
#include "storage/bytes.h"
#include "storage/crc32c.h"
#include "storage/group.h"

namespace tieout {

namespace {

constexpr std::size_t sector_bytes = 512;
constexpr std::size_t record_bytes = 96;
constexpr std::size_t records_a_sector = 5;
constexpr std::size_t crc_at = record_bytes - 4;
constexpr std::uint32_t key_file_magic = 0x3159'454BU;  // "KEY1"
constexpr std::uint32_t key_file_version = 1;
constexpr std::uint64_t extension_bytes = std::uint64_t{256} << 10U;
constexpr std::uint8_t kind_key = 1;
constexpr std::uint8_t kind_forgotten = 2;

std::uint64_t offset_of(std::uint64_t row) {
    return sector_bytes * (1 + row / records_a_sector) + record_bytes * (row % records_a_sector);
}

// The CRC begins with the row's number: a record in another place does not verify.
std::uint32_t crc_of(std::string_view front, std::uint64_t row) {
    return crc32c(front, static_cast<std::uint32_t>(row) ^ 0x5EC2'E700U);
}

std::string encode_record(const KeyRecord& record, std::uint64_t row) {
    std::string bytes;
    {
        ByteWriter out(bytes);
        out.fixed64(record.owner.high);
        out.fixed64(record.owner.low);
        out.fixed32(record.is_forgotten ? kind_forgotten : kind_key);
        out.raw(record.wrapped.data(), record.wrapped.size());
    }
    bytes.resize(crc_at, '\0');
    const std::uint32_t crc = crc_of(bytes, row);
    ByteWriter(bytes).fixed32(crc);
    return bytes;
}

std::optional<KeyRecord> decode_record(std::string_view bytes, std::uint64_t row) {
    if (bytes.size() != record_bytes) return std::nullopt;
    ByteReader crc(bytes.substr(crc_at));
    if (crc.fixed32() != crc_of(bytes.substr(0, crc_at), row)) return std::nullopt;
    ByteReader in(bytes);
    KeyRecord record;
    record.owner.high = in.fixed64();
    record.owner.low = in.fixed64();
    const std::uint32_t kind = in.fixed32();
    if (kind != kind_key && kind != kind_forgotten) return std::nullopt;
    record.is_forgotten = kind == kind_forgotten;
    const std::string_view wrapped = in.raw(wrapped_key_bytes);
    std::memcpy(record.wrapped.data(), wrapped.data(), wrapped.size());
    return record;
}

std::string encode_header(const Mark& book, const Mark& check_mark) {
    std::string bytes;
    {
        ByteWriter out(bytes);
        out.fixed32(key_file_magic);
        out.fixed32(key_file_version);
        out.fixed64(book.high);
        out.fixed64(book.low);
        out.fixed64(check_mark.high);
        out.fixed64(check_mark.low);
    }
    bytes.resize(sector_bytes - 4, '\0');
    const std::uint32_t crc = crc32c(bytes);
    ByteWriter(bytes).fixed32(crc);
    return bytes;
}

// The file grows by whole extensions; any other length was cut.
bool has_usual_length(std::uint64_t bytes) {
    return bytes == sector_bytes || bytes % extension_bytes == 0;
}

tl::unexpected<Error> damaged(std::string words) {
    return refuse(ErrorKind::damaged, "the key file is damaged: " + std::move(words));
}

// Reads the records in order and hands each to take(row, record); stops at the first that is none.
// The bytes between a sector's records and its end must be zero.
template <class Take>
Result<std::uint64_t> each_record(File& file, std::uint64_t file_bytes, Take&& take) {
    constexpr std::size_t piece_bytes = sector_bytes * 2048;
    std::uint64_t row = 0;
    for (std::uint64_t at = sector_bytes; at < file_bytes; at += piece_bytes) {
        const auto piece = file.read(at, piece_bytes);
        if (!piece) return tl::make_unexpected(piece.error());
        const std::string_view bytes = *piece;
        for (std::size_t sector = 0; sector + sector_bytes <= bytes.size();
             sector += sector_bytes) {
            for (std::size_t i = 0; i < records_a_sector; ++i, ++row) {
                const auto record =
                    decode_record(bytes.substr(sector + i * record_bytes, record_bytes), row);
                if (!record) return row;
                take(row, *record);
            }
            const std::size_t used = records_a_sector * record_bytes;
            if (!all_zero(bytes.substr(sector + used, sector_bytes - used))) return row - 1;
        }
    }
    return row;
}

// The end of what is not zero behind a row's place.
Result<bool> is_zero_behind(File& file, std::uint64_t at, std::uint64_t file_bytes) {
    constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
    for (; at < file_bytes; at += piece_bytes) {
        const auto piece = file.read(at, piece_bytes);
        if (!piece) return tl::make_unexpected(piece.error());
        if (!all_zero(*piece)) return false;
    }
    return true;
}

}  // namespace

Result<void> KeyFile::create(
    FileSystem& files, const std::string& folder, const Mark& book, const Mark& check_mark
) {
    const std::string path = folder + "/keys";
    const auto leftover = files.exists(path + ".new");
    if (!leftover) return tl::make_unexpected(leftover.error());
    if (*leftover) {
        if (auto done = files.remove(path + ".new"); !done) return done;
    }
    auto file = files.open(path + ".new", FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    if (auto done = (*file)->write(0, encode_header(book, check_mark)); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
    if (auto done = files.rename(path + ".new", path); !done) return done;
    return files.sync_folder(folder);
}

Result<std::unique_ptr<KeyFile>> KeyFile::open(FileSystem& files, const std::string& folder) {
    auto file = files.open(folder + "/keys", FileUse::write);
    if (!file) return tl::make_unexpected(std::move(file).error());
    const auto header = (*file)->read(0, sector_bytes);
    if (!header) return tl::make_unexpected(header.error());
    std::unique_ptr<KeyFile> keys(new KeyFile(std::move(*file)));
    ByteReader in(*header);
    if (in.fixed32() != key_file_magic || in.fixed32() != key_file_version) {
        return damaged("no key file of a known version");
    }
    keys->book_.high = in.fixed64();
    keys->book_.low = in.fixed64();
    keys->check_mark_.high = in.fixed64();
    keys->check_mark_.low = in.fixed64();
    if (*header != encode_header(keys->book_, keys->check_mark_)) {
        return damaged("its header does not verify");
    }
    return keys;
}

Result<void> KeyFile::load(std::uint64_t keys_acknowledged, std::vector<std::string>& notices) {
    const auto size = file_->size();
    if (!size) return tl::make_unexpected(size.error());
    file_bytes_ = *size;
    owners_.reserve(keys_acknowledged + keys_acknowledged / 8);
    const auto rows =
        each_record(*file_, file_bytes_, [&](std::uint64_t row, const KeyRecord& each) {
            owners_.insert(each.owner.low, static_cast<std::uint32_t>(row));
        });
    if (!rows) return tl::make_unexpected(rows.error());
    if (*rows < keys_acknowledged) {
        return damaged(fmt::format(
            "key {} does not verify, {} were acknowledged", *rows + 1, keys_acknowledged
        ));
    }
    durable_ = *rows;
    const std::uint64_t end = offset_of(durable_);
    if (!has_usual_length(file_bytes_)) {
        const std::uint64_t before = file_bytes_;
        if (auto done = extend(file_bytes_); !done) return done;
        notices.push_back(fmt::format("keys: the file was cut at byte {}, behind its keys", before)
        );
    }
    const auto is_zero = is_zero_behind(*file_, end, file_bytes_);
    if (!is_zero) return tl::make_unexpected(is_zero.error());
    if (!*is_zero) {
        // Zeros are written, not a shorter length: the records in front stay where they are.
        const std::string zeros(static_cast<std::size_t>(file_bytes_ - end), '\0');
        if (auto done = file_->write(end, zeros); !done) return done;
        if (auto done = file_->sync(); !done) return done;
        notices.push_back(fmt::format("keys: cut what was torn behind key {}", durable_));
    }
    return {};
}

std::uint64_t KeyFile::keys_durable() const {
    const std::shared_lock lock(mutex_);
    return durable_;
}

tl::unexpected<Error> KeyFile::poisoned(Error error) {
    poison_ = error;
    return tl::make_unexpected(std::move(error));
}

Result<KeyRecord> KeyFile::record(std::uint64_t row) const {
    if (row >= durable_) return pending_[static_cast<std::size_t>(row - durable_)];
    const auto bytes = file_->read(offset_of(row), record_bytes);
    if (!bytes) return tl::make_unexpected(bytes.error());
    const auto record = decode_record(*bytes, row);
    if (!record) return damaged(fmt::format("key {} does not verify", row + 1));
    return *record;
}

Result<std::optional<KeyRecord>> KeyFile::find_locked(const Mark& owner) const {
    std::optional<KeyRecord> found;
    std::optional<Error> error;
    owners_.visit(owner.low, [&](std::uint32_t row) {
        auto each = record(row);
        if (!each) {
            error = std::move(each).error();
            return false;
        }
        if (each->owner == owner) found = *each;
        return !found || found->is_forgotten;
    });
    if (error) return tl::make_unexpected(std::move(*error));
    return found;
}

Result<std::optional<KeyRecord>> KeyFile::find(const Mark& owner) const {
    const std::shared_lock lock(mutex_);
    return find_locked(owner);
}

Result<KeyRecord> KeyFile::add(const KeyRecord& record) {
    constexpr std::uint64_t keys_max = std::uint64_t{1} << 31U;
    const std::unique_lock lock(mutex_);
    auto known = find_locked(record.owner);
    if (!known) return tl::make_unexpected(std::move(known).error());
    if (*known && !(*known)->is_forgotten) return **known;
    const std::uint64_t row = durable_ + pending_.size();
    if (row >= keys_max) return refuse(ErrorKind::machine, "a book holds at most 2^31 keys");
    owners_.insert(record.owner.low, static_cast<std::uint32_t>(row));
    pending_.push_back(record);
    return record;
}

// Writes zeros ahead of the records, so that a sync need not bring a new length to the disk.
Result<void> KeyFile::extend(std::uint64_t bytes) {
    if (bytes <= file_bytes_ && has_usual_length(file_bytes_)) return {};
    const std::uint64_t grown = (bytes / extension_bytes + 1) * extension_bytes;
    const std::string zeros(static_cast<std::size_t>(grown - file_bytes_), '\0');
    if (auto done = file_->write(file_bytes_, zeros); !done) return done;
    file_bytes_ = grown;
    return {};
}

Result<std::uint64_t> KeyFile::sync() {
    const std::unique_lock lock(mutex_);
    if (poison_) return tl::make_unexpected(*poison_);
    if (pending_.empty()) return durable_;
    const std::uint64_t begin = offset_of(durable_);
    const std::uint64_t end = offset_of(durable_ + pending_.size() - 1) + record_bytes;
    std::string image(static_cast<std::size_t>(end - begin), '\0');
    for (std::size_t i = 0; i < pending_.size(); ++i) {
        const std::uint64_t row = durable_ + i;
        const std::string bytes = encode_record(pending_[i], row);
        std::memcpy(image.data() + (offset_of(row) - begin), bytes.data(), bytes.size());
    }
    if (auto done = extend(end); !done) return poisoned(std::move(done).error());
    if (auto done = file_->write(begin, image); !done) return poisoned(std::move(done).error());
    if (auto done = file_->sync(); !done) return poisoned(std::move(done).error());
    durable_ += pending_.size();
    pending_.clear();
    return durable_;
}

Result<std::uint64_t> KeyFile::forget(const Mark& owner) {
    auto synced = sync();
    if (!synced) return synced;
    const std::unique_lock lock(mutex_);
    std::vector<std::uint32_t> rows;
    owners_.visit(owner.low, [&](std::uint32_t row) {
        rows.push_back(row);
        return true;
    });
    std::uint64_t forgotten = 0;
    for (const std::uint32_t row : rows) {
        auto known = record(row);
        if (!known) return tl::make_unexpected(std::move(known).error());
        if (known->owner != owner || known->is_forgotten) continue;
        KeyRecord empty;
        empty.owner = owner;
        empty.is_forgotten = true;
        auto done = file_->write(offset_of(row), encode_record(empty, row));
        if (!done) return poisoned(std::move(done).error());
        ++forgotten;
    }
    if (forgotten == 0) return forgotten;
    if (auto done = file_->sync(); !done) return poisoned(std::move(done).error());
    return forgotten;
}

Result<std::vector<std::string>> KeyFile::verify(
    FileSystem& files, const std::string& folder, std::uint64_t keys_acknowledged
) {
    std::vector<std::string> faults;
    auto keys = open(files, folder);
    if (!keys && keys.error().kind == ErrorKind::machine) {
        return tl::make_unexpected(std::move(keys).error());
    }
    if (!keys) return std::vector<std::string>{keys.error().words};
    File& file = *(*keys)->file_;
    const auto size = file.size();
    if (!size) return tl::make_unexpected(size.error());
    const auto rows = each_record(file, *size, [](std::uint64_t, const KeyRecord&) {});
    if (!rows) return tl::make_unexpected(rows.error());
    if (*rows < keys_acknowledged) {
        faults.push_back(
            fmt::format("keys: {} verify, {} were acknowledged", *rows, keys_acknowledged)
        );
    }
    if (!has_usual_length(*size)) faults.push_back(fmt::format("keys: cut at byte {}", *size));
    const auto is_zero = is_zero_behind(file, offset_of(*rows), *size);
    if (!is_zero) return tl::make_unexpected(is_zero.error());
    if (!*is_zero) faults.push_back(fmt::format("keys: bytes behind key {}", *rows));
    return faults;
}

}  // namespace tieout
