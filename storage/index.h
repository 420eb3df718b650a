// The index mirrors the rows of the book in RocksDB, behind the journal; it can be thrown away.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/digest.h"
#include "engine/error.h"
#include "storage/index_slice.h"

namespace tieout {

inline constexpr std::uint64_t debt_records_max = 4'000'000;

// What is not in the index yet. Times are measured over what was drained so far.
struct IndexDebt {
    std::uint64_t records = 0;
    std::uint64_t drain_ms = 0;          // expected, 0 when nothing is known or owed
    std::uint64_t records_a_second = 0;  // drained so far, while there was something to drain
};

// Slices are taken in order by a thread of its own, each whole with the place it leads to. Any
// error of RocksDB is final: nothing is written after it and nothing is ever "not found" because
// of it. One owner; the reading functions see what was drained.
class Index {
public:
    // Opens the folder, or makes it if `is_new`. Refused when a byte of it does not verify.
    static Result<std::unique_ptr<Index>> open(const std::string& folder, bool is_new);

    // Deletes the folder with all that is in it.
    static Result<void> destroy(const std::string& folder);

    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;
    ~Index();

    // The place that was reached; nothing in an index that was never finished.
    Result<std::optional<IndexPlace>> place() const;

    // Queues a slice; waits while more than debt_records_max records are owed. Returns the error
    // that stopped the thread, if one did.
    Result<void> push(IndexSlice slice);
    Result<void> error() const;
    IndexDebt debt() const;
    // Waits until nothing is owed.
    Result<void> drain();
    // Brings what was drained to the disk; else a restart catches up from the journal.
    Result<void> flush();
    // Leaves what is owed to the next opening.
    void stop();

    // Calls visit(key, value) in the order of keys for all that begin with `prefix`, until it
    // returns false.
    Result<void> scan(
        std::string_view prefix,
        const std::function<bool(std::string_view, std::string_view)>& visit
    ) const;
    Result<std::optional<std::string>> get(std::string_view key) const;
    // Reads every block and compares its checksum.
    Result<void> verify() const;

private:
    struct State;
    explicit Index(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace tieout
