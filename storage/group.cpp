// A group on the disk, little-endian, padded with zeros to blocks of 4096 bytes:
//
//   header 128 | entry: sequence 8, length 4, CRC32C 4, bytes | entry ... | chain hash 32 | zeros
//
// chain hash = SHA-256(chain hash of the group before, header, entries). FORMAT.md has each field.
#include "storage/group.h"

#include <algorithm>
#include <cstring>

#include "engine/check.h"
#include "storage/bytes.h"
#include "storage/crc32c.h"

namespace tieout {

namespace {

constexpr std::uint32_t group_magic = 0x3152'4754U;    // "TGR1"
constexpr std::uint32_t segment_magic = 0x3147'4553U;  // "SEG1"
constexpr std::uint32_t format_version = 1;
constexpr std::size_t crc_at = group_header_bytes - 4;

void write_mark(ByteWriter& out, const Mark& mark) {
    out.fixed64(mark.high);
    out.fixed64(mark.low);
}

Mark read_mark(ByteReader& in) {
    const std::uint64_t high = in.fixed64();
    return {high, in.fixed64()};
}

Digest read_digest(ByteReader& in) {
    Digest digest;
    const std::string_view bytes = in.raw(digest.bytes.size());
    if (!bytes.empty()) std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
    return digest;
}

// Fills up with zeros and closes the 128 bytes with their CRC.
void close_header(std::string& header) {
    header.resize(crc_at, '\0');
    const std::uint32_t crc = crc32c(header);
    ByteWriter(header).fixed32(crc);
}

bool header_is_closed(std::string_view header) {
    ByteReader in(header.substr(crc_at));
    return in.fixed32() == crc32c(header.substr(0, crc_at));
}

std::string encode_group_header(
    const GroupPlace& place, std::uint32_t count, std::uint32_t payload
) {
    std::string header;
    {
        ByteWriter out(header);
        out.fixed32(group_magic);
        out.fixed32(format_version);
        write_mark(out, place.book);
        out.fixed64(place.segment);
        out.fixed64(place.offset);
        out.fixed64(place.first);
        out.fixed32(count);
        out.fixed32(payload);
        out.raw(place.previous.bytes.data(), chain_bytes);
    }
    close_header(header);
    return header;
}

// Every entry in its place and with its CRC.
bool payload_verifies(std::string_view payload, Sequence first, std::uint32_t count) {
    std::uint32_t crc = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (payload.size() < entry_header_bytes) return false;
        ByteReader in(payload.substr(0, entry_header_bytes));
        const Sequence sequence = in.fixed64();
        const std::uint32_t length = in.fixed32();
        const std::uint32_t stored = in.fixed32();
        if (sequence != first + i || length > payload.size() - entry_header_bytes) return false;
        crc = crc32c(payload.substr(0, 12), crc);
        crc = crc32c(payload.substr(entry_header_bytes, length), crc);
        if (crc != stored) return false;
        payload.remove_prefix(entry_header_bytes + length);
    }
    return payload.empty();
}

}  // namespace

bool all_zero(std::string_view bytes) {
    if (bytes.empty()) return true;
    return bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

void BlockBuffer::reserve(std::size_t bytes, std::size_t kept) {
    if (bytes <= bytes_) return;
    bytes = padded(bytes);
    std::unique_ptr<char, Free> wider(static_cast<char*>(std::aligned_alloc(block_bytes, bytes)));
    check(wider != nullptr, "there is memory for a group");
    if (kept != 0) std::memcpy(wider.get(), memory_.get(), kept);
    memory_ = std::move(wider);
    bytes_ = bytes;
}

void GroupDraft::begin(BlockBuffer& buffer, std::size_t payload_bytes) {
    buffer_ = &buffer;
    room_ = payload_bytes;
    used_ = 0;
    count_ = 0;
    crc_ = 0;
    buffer.reserve(group_bytes_of(room_));
}

void GroupDraft::add(std::string_view framed, Sequence sequence) {
    check(buffer_ != nullptr, "a group is begun before entries are added");
    if (framed.size() > room_ - used_) {
        room_ = std::max(used_ + framed.size(), room_ + room_ / 2);
        buffer_->reserve(group_bytes_of(room_), group_header_bytes + used_);
    }
    char* const frame = buffer_->data() + group_header_bytes + used_;
    std::memcpy(frame, framed.data(), framed.size());
    const auto length = static_cast<std::uint32_t>(framed.size() - entry_header_bytes);
    std::memcpy(frame, &sequence, 8);
    std::memcpy(frame + 8, &length, 4);
    crc_ = crc32c({frame, 12}, crc_);
    crc_ = crc32c({frame + entry_header_bytes, length}, crc_);
    std::memcpy(frame + 12, &crc_, 4);
    used_ += framed.size();
    ++count_;
}

Digest GroupDraft::seal(const GroupPlace& place) {
    check(count_ > 0 && place.offset % block_bytes == 0, "a group has entries and begins a block");
    const std::size_t bytes = group_bytes_of(used_);
    char* const at = buffer_->data();
    const std::string header =
        encode_group_header(place, count_, static_cast<std::uint32_t>(used_));
    std::memcpy(at, header.data(), group_header_bytes);
    const std::size_t used = group_header_bytes + used_;
    const Digest chain = sha256_of(place.previous, {at, used});
    std::memcpy(at + used, chain.bytes.data(), chain_bytes);
    std::memset(at + used + chain_bytes, 0, bytes - used - chain_bytes);
    count_ = 0;
    used_ = 0;
    return chain;
}

std::string encode_segment_header(const SegmentHeader& header) {
    std::string block;
    {
        ByteWriter out(block);
        out.fixed32(segment_magic);
        out.fixed32(format_version);
        write_mark(out, header.book);
        out.fixed64(header.segment);
        out.fixed64(header.bytes);
        out.fixed64(header.first);
        out.raw(header.previous.bytes.data(), chain_bytes);
    }
    close_header(block);
    block.resize(block_bytes, '\0');
    return block;
}

Result<SegmentHeader> decode_segment_header(std::string_view block) {
    const auto unreadable = [](std::string_view why) {
        return refuse(
            ErrorKind::damaged, "a segment's header does not verify: " + std::string(why)
        );
    };
    if (block.size() != block_bytes) return unreadable("it is cut short");
    if (!header_is_closed(block.substr(0, group_header_bytes))) return unreadable("wrong CRC");
    if (!all_zero(block.substr(group_header_bytes))) return unreadable("bytes behind it");
    ByteReader in(block);
    if (in.fixed32() != segment_magic) return unreadable("it is no segment");
    if (in.fixed32() != format_version) return unreadable("a version that is not known");
    SegmentHeader header;
    header.book = read_mark(in);
    header.segment = in.fixed64();
    header.bytes = in.fixed64();
    header.first = in.fixed64();
    header.previous = read_digest(in);
    return header;
}

Step SegmentScan::broken(std::string why) {
    why_ = std::move(why);
    return Step::broken;
}

Result<std::string_view> SegmentScan::window(std::uint64_t offset, std::size_t bytes) {
    constexpr std::size_t window_bytes = std::size_t{1} << 20U;
    if (offset < window_at_ || offset + bytes > window_at_ + window_.size()) {
        auto read = file_.read(offset, std::max(bytes, window_bytes));
        if (!read) return tl::make_unexpected(std::move(read).error());
        window_ = std::move(*read);
        window_at_ = offset;
    }
    return std::string_view(window_).substr(static_cast<std::size_t>(offset - window_at_), bytes);
}

Result<Step> SegmentScan::next(Group& group) {
    if (place_.offset + block_bytes > segment_bytes_) return Step::end;
    auto front = window(place_.offset, block_bytes);
    if (!front) return tl::make_unexpected(std::move(front).error());
    if (front->size() < block_bytes) return broken("the segment is cut short");
    if (all_zero(*front)) return Step::end;
    const std::string_view header = front->substr(0, group_header_bytes);
    if (!header_is_closed(header)) return broken("the CRC of a group's header is wrong");
    ByteReader in(header);
    if (in.fixed32() != group_magic || in.fixed32() != format_version) {
        return broken("no group of a known version stands there");
    }
    if (read_mark(in) != place_.book) return broken("the group belongs to another book");
    if (in.fixed64() != place_.segment || in.fixed64() != place_.offset) {
        return broken("the group was written for another place");
    }
    const Sequence first = in.fixed64();
    const std::uint32_t count = in.fixed32();
    const std::uint32_t payload = in.fixed32();
    if (first != place_.first) return broken("the group has another sequence");
    if (read_digest(in) != place_.previous) return broken("the group goes on from another chain");
    const std::uint64_t bytes = group_bytes_of(payload);
    if (count == 0 || bytes > segment_bytes_ - place_.offset) return broken("impossible length");
    auto whole = window(place_.offset, static_cast<std::size_t>(bytes));
    if (!whole) return tl::make_unexpected(std::move(whole).error());
    if (whole->size() < bytes) return broken("the group is cut short");
    const std::size_t used = group_header_bytes + payload;
    const Digest chain = sha256_of(place_.previous, whole->substr(0, used));
    const std::string_view stored = whole->substr(used, chain_bytes);
    if (std::memcmp(stored.data(), chain.bytes.data(), chain_bytes) != 0) {
        return broken("the chain hash does not agree");
    }
    if (!all_zero(whole->substr(used + chain_bytes))) return broken("bytes in the padding");
    const std::string_view entries = whole->substr(group_header_bytes, payload);
    if (!payload_verifies(entries, first, count)) return broken("the CRC of an entry is wrong");
    group = {first, count, place_.offset, bytes, place_.previous, chain, entries};
    place_.offset += bytes;
    place_.first += count;
    place_.previous = chain;
    return Step::group;
}

Result<bool> SegmentScan::rest_is_zero() {
    constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
    for (std::uint64_t at = place_.offset; at < segment_bytes_; at += piece_bytes) {
        const std::size_t wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, segment_bytes_ - at));
        const auto piece = file_.read(at, wanted);
        if (!piece) return tl::make_unexpected(piece.error());
        if (piece->size() < wanted || !all_zero(*piece)) return false;
    }
    return true;
}

bool PayloadWalk::next(Sequence& sequence, std::string_view& bytes) {
    if (rest_.size() < entry_header_bytes) return false;
    ByteReader in(rest_.substr(0, entry_header_bytes));
    sequence = in.fixed64();
    const std::uint32_t length = in.fixed32();
    bytes = rest_.substr(entry_header_bytes, length);
    rest_.remove_prefix(entry_header_bytes + bytes.size());
    return true;
}

}  // namespace tieout
