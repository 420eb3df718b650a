#include "storage/encoded_entries.h"

#include "storage/codec.h"

namespace tieout {

void EncodedEntries::clear() {
    bytes_.clear();
    lengths_.clear();
    totals_ = {};
    is_fit_ = true;
}

void EncodedEntries::add(const Entry& entry) {
    const std::size_t before = bytes_.size();
    bytes_.resize(before + entry_header_bytes);
    encode_entry(entry, bytes_);
    const std::size_t length = bytes_.size() - before;
    if (length - entry_header_bytes > entry_bytes_max) {
        bytes_.resize(before);
        is_fit_ = false;
        return;
    }
    lengths_.push_back(static_cast<std::uint32_t>(length));
    totals_.take(entry);
}

void EncodedEntries::add(std::span<const Entry> entries) {
    for (const Entry& entry : entries)
        add(entry);
}

}  // namespace tieout
