// The anchor says how far the journal was acknowledged: two slots in a file of its own.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/digest.h"
#include "engine/entry.h"
#include "engine/error.h"
#include "storage/file_system.h"
#include "storage/group.h"

namespace tieout {

// What the journal up to a sequence holds, counted as it was written: a second witness beside the
// chain, in figures that a controller can compare with the banks'.
struct ControlTotals {
    std::uint64_t payments = 0;                // PaymentTaken entries
    std::uint64_t postings = 0;                // PaymentDecided entries that post
    std::map<std::string, WideMinor> amounts;  // by currency: credits less debits taken

    void take(const Entry& entry);
    void add(const ControlTotals& later);

    friend bool operator==(const ControlTotals&, const ControlTotals&) = default;
};

inline constexpr std::size_t anchor_currencies_max = 180;

// One state of the anchor. Generations are numbered from 1 and lie in the slots in turn.
struct AnchorState {
    Mark book;
    std::uint64_t generation = 0;
    Sequence sequence = 0;
    Digest head;             // chain hash of the group that ends with `sequence`
    std::uint64_t keys = 0;  // records of the key file that were durable before
    ControlTotals totals;

    friend bool operator==(const AnchorState&, const AnchorState&) = default;
};

// What the two slots say. `previous` is empty in a new book, and when its slot does not verify.
struct AnchorReading {
    AnchorState newest;
    std::optional<AnchorState> previous;
    bool has_torn_slot = false;  // one slot is neither empty nor whole
};

// The file. It is made whole (written, synced, renamed) and then changed one slot at a time, so a
// power cut spoils at most the slot that was being written, never the one before.
class Anchor {
public:
    Anchor(FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

    // Nothing when there is no file. Damaged when no slot verifies, or the slots do not go
    // together.
    Result<std::optional<AnchorReading>> read();
    // Makes the file with its first state; generation 1.
    Result<void> create(const AnchorState& first);
    // Opens the file for writing.
    Result<void> open();
    // Durable when it returns. Generations must follow each other.
    Result<void> write(const AnchorState& state);

private:
    std::string path() const { return folder_ + "/anchor"; }

    FileSystem& files_;
    std::string folder_;
    std::unique_ptr<File> file_;
    std::uint64_t generation_ = 0;
    BlockBuffer block_;
};

}  // namespace tieout
