// Simulated files: a disk with a volatile cache, whose power can be cut at any call.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "storage/file_system.h"

namespace tieout {

// What happens at one chosen call that changes something.
enum class SimFault : std::uint8_t {
    none,
    power,        // the power fails in the middle of it
    io_error,     // it fails and does nothing
    short_write,  // a write does half of it and then finds the disk full
};

// Sectors of 512 bytes reach the disk whole, one by one and in any order until a sync; names reach
// it in order until their folder is synced. Deterministic for a seed and one caller at a time.
class SimFiles final : public FileSystem {
public:
    explicit SimFiles(std::uint64_t seed) : random_(seed) {}

    // The fault strikes at the call'th change from now on, counted from 1.
    void strike(SimFault fault, std::uint64_t call);
    // Forgets what did not reach the disk, as chance has it; then files can be used again.
    void cut_power();

    // A negative control: syncs do nothing.
    void ignore_syncs() { ignores_syncs_ = true; }

    bool is_struck() const { return is_struck_; }

    std::uint64_t changes() const { return changes_; }

    // Changes that were tried after a fault, other than of power.
    std::uint64_t changes_after_fault() const { return changes_after_fault_; }

    // The bytes of a file as they would be read now; for tests that damage them.
    std::string& bytes(const std::string& path);
    void remove_now(const std::string& path);
    std::vector<std::string> paths() const;
    // A copy of all files, to damage one and go back.
    std::map<std::string, std::string> image() const;
    void restore(const std::map<std::string, std::string>& image);

    Result<std::unique_ptr<File>> open(const std::string& path, FileUse use) override;
    Result<bool> exists(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& folder) override;
    Result<void> make_folder(const std::string& folder) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<void> sync_folder(const std::string& folder) override;

private:
    friend class SimFile;

    struct Node {
        std::string now;                // as the processes see it
        std::string disk;               // as it would be after a power cut
        std::set<std::uint64_t> dirty;  // sectors that differ
    };

    struct NameChange {
        std::string folder;
        std::map<std::string, std::shared_ptr<Node>> after;  // names as they are behind it
    };

    // Counts a change; tells what strikes it.
    Result<SimFault> change();
    void names_changed(const std::string& folder);
    void write_back(Node& node, bool all);
    static tl::unexpected<Error> broken(const char* words);

    mutable std::mutex mutex_;
    std::mt19937_64 random_;
    std::map<std::string, std::shared_ptr<Node>> names_;
    std::map<std::string, std::shared_ptr<Node>> disk_names_;
    std::vector<NameChange> name_changes_;
    SimFault fault_ = SimFault::none;
    std::uint64_t strikes_at_ = 0;
    std::uint64_t changes_ = 0;
    std::uint64_t changes_after_fault_ = 0;
    bool is_struck_ = false;
    bool is_dark_ = false;
    bool ignores_syncs_ = false;
};

}  // namespace tieout
