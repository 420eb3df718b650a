#include "io/containers/archive.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t piece_bytes = std::size_t{256} << 10U;
constexpr std::size_t tar_block = 512;
constexpr std::string_view zip_end = "PK\x05\x06";

struct Closes {
    void operator()(archive* reader) const { archive_read_free(reader); }
};

using Reader = std::unique_ptr<archive, Closes>;

std::optional<std::uint64_t> octal(std::string_view text) {
    std::uint64_t value = 0;
    bool any = false;
    for (const char digit : text) {
        if (digit == ' ' && !any) continue;
        if (digit == ' ' || digit == '\0') break;
        if (digit < '0' || digit > '7') return std::nullopt;
        value = value * 8 + static_cast<std::uint64_t>(digit - '0');
        any = true;
    }
    if (!any) return std::nullopt;
    return value;
}

// A header block carries the sum of its bytes, its own eight counted as blanks.
bool is_tar(std::string_view bytes) {
    constexpr std::size_t sum_at = 148;
    constexpr std::size_t sum_bytes = 8;
    if (bytes.size() < tar_block) return false;
    const auto stated = octal(bytes.substr(sum_at, sum_bytes));
    if (!stated) return false;
    std::uint64_t sum = sum_bytes * ' ';
    for (std::size_t i = 0; i < tar_block; ++i) {
        if (i < sum_at || i >= sum_at + sum_bytes) sum += static_cast<unsigned char>(bytes[i]);
    }
    return sum == *stated && bytes.front() != '\0';
}

// Only the one format and filter that the content shows; none of those that start programs.
Reader open_reader(ArchiveKind kind) {
    Reader reader(archive_read_new());
    if (!reader) return nullptr;
    archive* const to = reader.get();
    switch (kind) {
        // Without its directory at the end a zip was cut: it is not read by what is left.
        case ArchiveKind::zip: archive_read_support_format_zip_seekable(to); break;
        case ArchiveKind::tar: archive_read_support_format_tar(to); break;
        case ArchiveKind::bzip2: archive_read_support_filter_bzip2(to); break;
        case ArchiveKind::xz: archive_read_support_filter_xz(to); break;
        case ArchiveKind::zstd: archive_read_support_filter_zstd(to); break;
        case ArchiveKind::none: return nullptr;
    }
    if (kind != ArchiveKind::zip && kind != ArchiveKind::tar) {
        archive_read_support_format_raw(to);
        archive_read_support_format_empty(to);
    }
    return reader;
}

bool is_folder(archive_entry* entry) {
    return archive_entry_filetype(entry) == AE_IFDIR;
}

// Files that macOS packs beside the others: resource forks and settings of a folder.
bool is_mac_metadata(std::string_view bytes) {
    return bytes.starts_with(std::string_view("\x00\x05\x16\x07", 4)) ||
           bytes.starts_with(std::string_view("\x00\x00\x00\x01\x42ud1", 8));
}

std::string name_of(archive_entry* entry) {
    if (const char* const name = archive_entry_pathname_utf8(entry)) return name;
    if (const char* const name = archive_entry_pathname(entry)) return name;
    return {};
}

class ArchiveUnpacker {
public:
    ArchiveUnpacker(
        ArchiveKind kind, const std::string& name, std::string_view bytes, UnpackBudget& budget
    )
        : kind_(kind), name_(name), bytes_(bytes), budget_(budget) {}

    Result<Unpacked> unpack();

private:
    Result<bool> next();
    Result<void> take(archive_entry* entry);
    Result<void> read(UnpackedFile& file);
    Result<void> check_end();
    void note(const std::string& shown, std::string words);
    tl::unexpected<Error> damaged(const std::string& shown);
    void look_for_document(std::string_view name, const std::string& bytes);

    std::uint64_t position() const {
        return static_cast<std::uint64_t>(archive_filter_bytes(reader_.get(), -1));
    }

    bool is_stream() const { return kind_ != ArchiveKind::zip && kind_ != ArchiveKind::tar; }

    ArchiveKind kind_;
    const std::string& name_;
    std::string_view bytes_;
    UnpackBudget& budget_;
    Reader reader_;
    archive_entry* entry_ = nullptr;  // belongs to the reader
    Unpacked unpacked_;
    std::uint64_t number_ = 0;
    std::uint64_t data_end_ = 0;  // behind the last entry's data
};

tl::unexpected<Error> ArchiveUnpacker::damaged(const std::string& shown) {
    const char* const words = archive_error_string(reader_.get());
    return refuse_entry(
        "F_CONTAINER_DAMAGED",
        shown,
        fmt::format(
            "an undamaged archive expected: {}",
            words != nullptr ? clean_text(words) : "it cannot be read"
        )
    );
}

void ArchiveUnpacker::note(const std::string& shown, std::string words) {
    unpacked_.notes.push_back(
        {ErrorKind::input, "F_CONTAINER_ENTRY", std::move(words), {shown, 0, 0}}
    );
}

// The next header; false at the end.
Result<bool> ArchiveUnpacker::next() {
    const int answer = archive_read_next_header(reader_.get(), &entry_);
    if (answer == ARCHIVE_EOF) return false;
    if (answer == ARCHIVE_OK) return true;
    // A name that cannot be written in the locale in force does no harm: it is only shown.
    const char* const words = archive_error_string(reader_.get());
    const bool is_name = words != nullptr &&
                         std::string_view(words).find("converted from") != std::string_view::npos;
    if (answer == ARCHIVE_WARN && is_name) return true;
    return damaged(shown_entry(name_, number_ + 1, {}));
}

Result<void> ArchiveUnpacker::read(UnpackedFile& file) {
    std::string piece(piece_bytes, '\0');
    for (;;) {
        const la_ssize_t got = archive_read_data(reader_.get(), piece.data(), piece.size());
        if (got == 0) break;
        if (got < 0) return damaged(file.name);
        const auto size = static_cast<std::size_t>(got);
        if (auto added = budget_.append(file, std::string_view(piece).substr(0, size)); !added) {
            return added;
        }
    }
    const bool states_size = archive_entry_size_is_set(entry_) != 0;
    const auto stated = static_cast<std::uint64_t>(archive_entry_size(entry_));
    if (states_size && !is_stream() && stated != file.bytes.size()) {
        return refuse_entry(
            "F_CONTAINER_DAMAGED",
            file.name,
            fmt::format("{} bytes expected, found {}", stated, file.bytes.size())
        );
    }
    return {};
}

// Office documents are archives, too; their parts are no files of a bank.
void ArchiveUnpacker::look_for_document(std::string_view name, const std::string& bytes) {
    if (kind_ != ArchiveKind::zip) return;
    if (name == "[Content_Types].xml") {
        const bool is_book = bytes.find("spreadsheetml") != std::string::npos;
        unpacked_.document = is_book ? "an Excel workbook (XLSX)" : "an office document (OOXML)";
    } else if (name == "mimetype" && bytes.starts_with("application/vnd.oasis.")) {
        unpacked_.document = "an OpenDocument file";
    }
}

Result<void> ArchiveUnpacker::take(archive_entry* entry) {
    const std::string name = is_stream() ? std::string{} : name_of(entry);
    UnpackedFile file{shown_entry(name_, ++number_, name), {}};
    if (auto taken = budget_.take_entry(file.name); !taken) return taken;
    if (archive_entry_is_encrypted(entry) != 0) {
        return refuse_entry(
            "F_CONTAINER_ENCRYPTED",
            file.name,
            "an entry that is not encrypted expected: decrypt the archive before"
        );
    }
    if (is_folder(entry)) {
        note(file.name, "a folder, passed over");
        return {};
    }
    const bool is_link =
        archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
    if (is_link || archive_entry_filetype(entry) != AE_IFREG) {
        return refuse_entry(
            "F_CONTAINER_ENTRY",
            file.name,
            is_link ? "a file expected, found a link to one" : "a file expected, found a device"
        );
    }
    if (auto done = read(file); !done) return done;
    look_for_document(name, file.bytes);
    if (is_mac_metadata(file.bytes)) {
        note(file.name, "metadata of macOS, passed over");
        return {};
    }
    unpacked_.files.push_back(std::move(file));
    return {};
}

// What lies behind the end is a second archive that was joined, or damage; a tar without its end
// was cut between two entries.
Result<void> ArchiveUnpacker::check_end() {
    if (kind_ == ArchiveKind::zip) return {};
    const std::uint64_t end = position();
    if (kind_ == ArchiveKind::tar && end == data_end_) {
        return refuse_entry(
            "F_CONTAINER_DAMAGED", name_, "the end of the tar archive expected: it was cut"
        );
    }
    const std::string_view behind = bytes_.substr(std::min<std::size_t>(end, bytes_.size()));
    if (behind.find_first_not_of('\0') == std::string_view::npos) return {};
    return refuse_entry(
        "F_CONTAINER_DAMAGED",
        name_,
        fmt::format("nothing expected behind the archive's end, found {} bytes", behind.size())
    );
}

Result<Unpacked> ArchiveUnpacker::unpack() {
    reader_ = open_reader(kind_);
    if (!reader_) {
        return tl::make_unexpected(
            Error{ErrorKind::machine, "F_FILE", "no memory to unpack the file", {name_, 0, 0}}
        );
    }
    // Nothing but the end of its directory: libarchive takes that for no zip at all.
    if (kind_ == ArchiveKind::zip && bytes_.starts_with(zip_end)) return Unpacked{};
    if (archive_read_open_memory(reader_.get(), bytes_.data(), bytes_.size()) != ARCHIVE_OK) {
        return damaged(name_);
    }
    for (;;) {
        const auto has_entry = next();
        if (!has_entry) return tl::make_unexpected(has_entry.error());
        if (!*has_entry) break;
        if (auto taken = take(entry_); !taken) return tl::make_unexpected(taken.error());
        // Reads to the end of the entry's data, padding included, so that the place is known.
        if (archive_read_data_skip(reader_.get()) < ARCHIVE_OK) return damaged(name_);
        data_end_ = position();
    }
    if (is_stream() && unpacked_.files.empty()) {
        unpacked_.files.push_back({shown_entry(name_, 1, {}), {}});
    }
    if (auto ended = check_end(); !ended) return tl::make_unexpected(ended.error());
    return std::move(unpacked_);
}

}  // namespace

ArchiveKind archive_kind_of(std::string_view bytes) {
    constexpr std::size_t level_at = 3;
    constexpr std::size_t mark_at = 4;
    const auto holds = [&](std::size_t at, std::string_view mark) {
        return bytes.size() >= at && bytes.substr(at).starts_with(mark);
    };
    for (const std::string_view mark :
         {std::string_view("PK\x03\x04"), zip_end, std::string_view("PK\x07\x08")}) {
        if (bytes.starts_with(mark)) return ArchiveKind::zip;
    }
    const bool is_bzip2 = bytes.starts_with("BZh") && bytes.size() > level_at &&
                          bytes[level_at] >= '1' && bytes[level_at] <= '9';
    if (is_bzip2 && (holds(mark_at, "\x31\x41\x59\x26\x53\x59") ||
                     holds(mark_at, "\x17\x72\x45\x38\x50\x90"))) {
        return ArchiveKind::bzip2;
    }
    if (bytes.starts_with(std::string_view("\xFD\x37zXZ\x00", 6))) return ArchiveKind::xz;
    if (bytes.starts_with("\x28\xB5\x2F\xFD")) return ArchiveKind::zstd;
    return is_tar(bytes) ? ArchiveKind::tar : ArchiveKind::none;
}

Result<Unpacked> unpack_archive(
    ArchiveKind kind, const std::string& name, std::string_view bytes, UnpackBudget& budget
) {
    return ArchiveUnpacker(kind, name, bytes, budget).unpack();
}

}  // namespace tieout
