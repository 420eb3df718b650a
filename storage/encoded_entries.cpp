#include "storage/encoded_entries.h"

#include "storage/codec.h"

namespace tieout {

void EncodedEntries::clear() {
    used_ = 0;
    lengths_.clear();
    totals_ = {};
    is_fit_ = true;
}

void EncodedEntries::add(const Entry& entry) {
    const std::size_t before = used_;
    {
        ByteWriter out(bytes_, used_);
        out.fixed64(0);
        out.fixed64(0);
        encode_entry(entry, out);
    }
    const std::size_t length = used_ - before;
    if (length - entry_header_bytes > entry_bytes_max) {
        used_ = before;
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
