// The key file holds one wrapped key an owner; deleting a key is how a person is forgotten.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/digest.h"
#include "engine/error.h"
#include "engine/slot_table.h"
#include "storage/file_system.h"
#include "storage/keyed_hash.h"

namespace tieout {

inline constexpr std::size_t wrapped_key_bytes = 60;  // nonce, hidden key, tag

// What stands for one owner: his name's mark, and his key as the book's own key wraps it.
struct KeyRecord {
    Mark owner;
    bool is_forgotten = false;
    std::array<char, wrapped_key_bytes> wrapped{};
};

// BOOK/keys: records of fixed size that never reach across a sector, so that a power cut spoils
// none that was synced. Memory: 12 bytes a key. Safe for concurrent find() and add().
class KeyFile {
public:
    // Makes an empty file. `check_mark` is a mark under the book's keys: it tells a wrong key.
    static Result<void> create(
        FileSystem& files, const std::string& folder, const Mark& book, const Mark& check_mark
    );
    // Opens the file; `keys_acknowledged` records must be whole, torn ones behind them are cut.
    static Result<std::unique_ptr<KeyFile>> open(FileSystem& files, const std::string& folder);
    Result<void> load(std::uint64_t keys_acknowledged, std::vector<std::string>& notices);

    const Mark& book() const { return book_; }

    const Mark& check_mark() const { return check_mark_; }

    std::uint64_t keys_durable() const;  // records

    // The owner's record that is not forgotten, else one that is, else nothing.
    Result<std::optional<KeyRecord>> find(const Mark& owner) const;
    // Adds a record unless the owner has a living one by now; returns the one that stands.
    Result<KeyRecord> add(const KeyRecord& record);
    // Makes all records durable; returns their number.
    Result<std::uint64_t> sync();
    // Overwrites every key of the owner with zeros, durably; returns how many.
    Result<std::uint64_t> forget(const Mark& owner);

    // Verifies every byte; faults in words, none when all is well.
    static Result<std::vector<std::string>> verify(
        FileSystem& files, const std::string& folder, std::uint64_t keys_acknowledged
    );

private:
    explicit KeyFile(std::unique_ptr<File> file) : file_(std::move(file)) {}

    Result<std::optional<KeyRecord>> find_locked(const Mark& owner) const;
    Result<KeyRecord> record(std::uint64_t row) const;
    Result<void> extend(std::uint64_t bytes);
    tl::unexpected<Error> poisoned(Error error);

    std::unique_ptr<File> file_;
    Mark book_;
    Mark check_mark_;
    mutable std::shared_mutex mutex_;
    SlotTable owners_;
    std::uint64_t durable_ = 0;       // records that are on the disk
    std::uint64_t file_bytes_ = 0;    // zero-filled behind the records
    std::vector<KeyRecord> pending_;  // records behind them
    std::optional<Error> poison_;
};

}  // namespace tieout
