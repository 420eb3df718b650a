#include "io/containers/gzip.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/core.h>
#include <zlib.h>

// libarchive reads gzip, too, but passes over its checksum; a bank file is not taken without it.

namespace tieout {

namespace {

constexpr std::size_t piece_bytes = std::size_t{256} << 10U;
constexpr std::size_t header_name_max = 256;
constexpr int gzip_only = 16;  // zlib's way to say that no other wrapping is read

// zlib's reader with the input that it has not taken yet.
class Inflater {
public:
    explicit Inflater(std::string_view bytes) : rest_(bytes) {
        ready_ = inflateInit2(&stream_, MAX_WBITS + gzip_only) == Z_OK;
    }

    ~Inflater() {
        if (ready_) inflateEnd(&stream_);
    }

    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    bool is_ready() const { return ready_; }

    std::string_view rest() const { return rest_; }

    void keep_name() {
        header_.name = name_.data();
        header_.name_max = header_name_max - 1;
        inflateGetHeader(&stream_, &header_);
    }

    // Of the first member; empty where it has none.
    std::string name() const { return std::string(reinterpret_cast<const char*>(name_.data())); }

    bool next_member() { return inflateReset(&stream_) == Z_OK; }

    // zlib's answer; what came out lies in `piece`.
    int read(std::string_view& piece) {
        constexpr std::size_t slice_max = std::numeric_limits<unsigned>::max() / 2;
        const std::size_t given = std::min(rest_.size(), slice_max);
        // zlib does not write to its input, though its type would let it.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
        stream_.avail_in = static_cast<unsigned>(given);
        stream_.next_out = out_.data();
        stream_.avail_out = static_cast<unsigned>(out_.size());
        const int answer = inflate(&stream_, Z_NO_FLUSH);
        rest_.remove_prefix(given - stream_.avail_in);
        piece = {reinterpret_cast<const char*>(out_.data()), out_.size() - stream_.avail_out};
        return answer;
    }

    std::string words() const { return stream_.msg != nullptr ? stream_.msg : "it was cut"; }

private:
    std::string_view rest_;
    z_stream stream_{};
    gz_header header_{};
    bool ready_ = false;
    std::array<Bytef, header_name_max> name_{};
    std::vector<Bytef> out_ = std::vector<Bytef>(piece_bytes);
};

bool is_padding(std::string_view rest) {
    return rest.find_first_not_of('\0') == std::string_view::npos;
}

}  // namespace

bool is_gzip(std::string_view bytes) {
    return bytes.starts_with("\x1F\x8B\x08");
}

Result<Unpacked> unpack_gzip(
    const std::string& name, std::string_view bytes, UnpackBudget& budget
) {
    Inflater inflater(bytes);
    if (!inflater.is_ready()) {
        return tl::make_unexpected(
            Error{ErrorKind::machine, "F_FILE", "no memory to unpack the file", {name, 0, 0}}
        );
    }
    inflater.keep_name();
    UnpackedFile entry{shown_entry(name, 1, {}), {}};
    if (auto taken = budget.take_entry(entry.name); !taken)
        return tl::make_unexpected(taken.error());
    for (;;) {
        std::string_view piece;
        const std::size_t before = inflater.rest().size();
        const int answer = inflater.read(piece);
        if (auto added = budget.append(entry, piece); !added) {
            return tl::make_unexpected(added.error());
        }
        const bool moves = !piece.empty() || inflater.rest().size() != before;
        if (answer == Z_OK && moves) continue;
        if (answer != Z_STREAM_END) {
            return refuse_entry(
                "F_CONTAINER_DAMAGED",
                name,
                fmt::format(
                    "gzip data that end where they should expected: {} at byte {}",
                    inflater.words(),
                    bytes.size() - inflater.rest().size()
                )
            );
        }
        if (is_padding(inflater.rest())) break;
        if (!is_gzip(inflater.rest()) || !inflater.next_member()) {
            return refuse_entry(
                "F_CONTAINER_DAMAGED",
                name,
                fmt::format(
                    "nothing expected behind the gzip data, found {} bytes", inflater.rest().size()
                )
            );
        }
    }
    entry.name = shown_entry(name, 1, inflater.name());
    Unpacked unpacked;
    unpacked.files.push_back(std::move(entry));
    return unpacked;
}

}  // namespace tieout
