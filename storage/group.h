// A group is what one commit writes: entries in order, sealed and chained to all that came before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "engine/digest.h"
#include "engine/entry.h"
#include "engine/error.h"
#include "storage/file_system.h"
#include "storage/hashing.h"

namespace tieout {

// What is written at once: a multiple of it, at a multiple of it.
inline constexpr std::size_t block_bytes = 4096;
inline constexpr std::size_t group_header_bytes = 128;
inline constexpr std::size_t entry_header_bytes = 16;
inline constexpr std::size_t chain_bytes = 32;

constexpr std::uint64_t padded(std::uint64_t bytes) {
    return (bytes + block_bytes - 1) / block_bytes * block_bytes;
}

// The bytes that a group with this payload takes in its segment.
constexpr std::uint64_t group_bytes_of(std::uint64_t payload) {
    return padded(group_header_bytes + payload + chain_bytes);
}

// Memory whose address the disk takes as it is.
class BlockBuffer {
public:
    // Has room for so many bytes; the first `kept` stay what they are.
    void reserve(std::size_t bytes, std::size_t kept = 0);

    char* data() { return memory_.get(); }

    std::string_view view(std::size_t bytes) const { return {memory_.get(), bytes}; }

private:
    struct Free {
        void operator()(char* memory) const { std::free(memory); }
    };

    std::unique_ptr<char, Free> memory_;
    std::size_t bytes_ = 0;
};

// Where a group stands, and behind what: each is in its header, so that a group that was written
// to the wrong place, or belongs to another book, is not taken for the right one.
struct GroupPlace {
    Mark book;
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;
    Sequence first = 0;  // sequence of its first entry
    Digest previous;     // chain hash of the group before it
};

// A group that is being written, in the memory it goes to the disk from.
class GroupDraft {
public:
    // Begins anew in a buffer that stays where it is until the group is sealed.
    void begin(BlockBuffer& buffer, std::size_t payload_bytes);

    // Adds an entry and fills in its frame: sequence, length and CRC, which goes on from that of
    // the entry before. Requires: `framed` has a blank frame.
    void add(std::string_view framed, Sequence sequence);

    // Lays header, chain hash and padding around the entries; returns the chain hash.
    Digest seal(const GroupPlace& place);

    std::uint32_t count() const { return count_; }

    std::size_t payload_bytes() const { return used_; }

private:
    BlockBuffer* buffer_ = nullptr;
    std::size_t room_ = 0;  // for entries
    std::size_t used_ = 0;
    std::uint32_t count_ = 0;
    std::uint32_t crc_ = 0;
};

// The first block of a segment says which it is and what it goes on from.
struct SegmentHeader {
    Mark book;
    std::uint64_t segment = 0;
    std::uint64_t bytes = 0;  // of the whole file
    Sequence first = 1;
    Digest previous;
};

std::string encode_segment_header(const SegmentHeader& header);  // one block
Result<SegmentHeader> decode_segment_header(std::string_view block);

// A group that was read and verified; `payload` lives until the next step of the scan.
struct Group {
    Sequence first = 0;
    std::uint32_t count = 0;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;  // padded
    Digest previous;
    Digest chain;
    std::string_view payload;

    Sequence last() const { return first + count - 1; }
};

enum class Step : std::uint8_t {
    group,   // the next group, whole and in its place
    end,     // a block of zeros, or no room: nothing more was written here
    broken,  // something else: torn by a power cut or damaged; why() says what is wrong
};

// Walks over the groups of one segment and believes nothing that does not verify: CRCs, chain,
// place, sequence, padding.
class SegmentScan {
public:
    // Goes on from `place`, which is what the next group must say of itself.
    SegmentScan(File& file, std::uint64_t segment_bytes, const GroupPlace& place)
        : file_(file), segment_bytes_(segment_bytes), place_(place) {}

    Result<Step> next(Group& group);

    // Where the next group would stand, and behind what.
    const GroupPlace& place() const { return place_; }

    const std::string& why() const { return why_; }

    // True when nothing but zeros follows the place.
    Result<bool> rest_is_zero();

private:
    Result<std::string_view> window(std::uint64_t offset, std::size_t bytes);
    Step broken(std::string why);

    File& file_;
    std::uint64_t segment_bytes_;
    GroupPlace place_;
    std::string why_;
    std::string window_;
    std::uint64_t window_at_ = 0;
};

// Walks over the entries of a verified payload.
class PayloadWalk {
public:
    explicit PayloadWalk(std::string_view payload) : rest_(payload) {}

    bool next(Sequence& sequence, std::string_view& bytes);

private:
    std::string_view rest_;
};

bool all_zero(std::string_view bytes);

}  // namespace tieout
