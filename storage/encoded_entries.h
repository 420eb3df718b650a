// Entries in the bytes of the journal, made on any thread before the journal gives them a place.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/entry.h"
#include "storage/anchor.h"

namespace tieout {

// Some entries in order: each a frame of 16 bytes, still blank, and the entry's own bytes. Its
// memory is used again after clear().
class EncodedEntries {
public:
    void clear();
    // Cost: about 200 ns a payment. An entry of more than entry_bytes_max stays out and makes the
    // whole unfit to be journalled.
    void add(const Entry& entry);
    void add(std::span<const Entry> entries);

    std::size_t size() const { return lengths_.size(); }

    bool is_fit() const { return is_fit_; }

    const ControlTotals& totals() const { return totals_; }

    // Calls take(frame) for each, frame and bytes in one piece, until it returns false.
    template <class Take>
    void each(Take&& take) const {
        std::string_view rest(bytes_.data(), used_);
        for (const std::uint32_t length : lengths_) {
            if (!take(rest.substr(0, length))) return;
            rest.remove_prefix(length);
        }
    }

private:
    std::string bytes_;  // with spare room at its end
    std::size_t used_ = 0;
    std::vector<std::uint32_t> lengths_;  // of frame and bytes
    ControlTotals totals_;
    bool is_fit_ = true;
};

}  // namespace tieout
