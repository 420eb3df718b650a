#include "tests/storage/sim_files.h"

#include <algorithm>
#include <cstring>

namespace tieout {

namespace {

constexpr std::uint64_t sector_bytes = 512;

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

}  // namespace

class SimFile final : public File {
public:
    SimFile(SimFiles& files, std::shared_ptr<SimFiles::Node> node)
        : files_(files), node_(std::move(node)) {}

    Result<std::uint64_t> size() override {
        const std::lock_guard lock(files_.mutex_);
        if (files_.is_dark_) return SimFiles::broken("the power is off");
        return node_->now.size();
    }

    Result<std::string> read(std::uint64_t offset, std::size_t size) override {
        const std::lock_guard lock(files_.mutex_);
        if (files_.is_dark_) return SimFiles::broken("the power is off");
        if (offset >= node_->now.size()) return std::string();
        return node_->now.substr(offset, size);
    }

    Result<void> write(std::uint64_t offset, std::string_view bytes) override {
        const std::lock_guard lock(files_.mutex_);
        const auto fault = files_.change();
        if (!fault) return tl::make_unexpected(fault.error());
        if (*fault == SimFault::io_error) return SimFiles::broken("a write failed");
        if (*fault == SimFault::short_write) bytes = bytes.substr(0, bytes.size() / 2);
        if (node_->now.size() < offset + bytes.size()) node_->now.resize(offset + bytes.size());
        std::memcpy(node_->now.data() + offset, bytes.data(), bytes.size());
        for (std::uint64_t at = offset / sector_bytes * sector_bytes; at < offset + bytes.size();
             at += sector_bytes) {
            node_->dirty.insert(at / sector_bytes);
        }
        if (*fault == SimFault::power) return SimFiles::broken("the power is off");
        if (*fault == SimFault::short_write) return SimFiles::broken("the disk is full");
        return {};
    }

    Result<void> sync() override {
        const std::lock_guard lock(files_.mutex_);
        const auto fault = files_.change();
        if (!fault) return tl::make_unexpected(fault.error());
        if (*fault == SimFault::power) return SimFiles::broken("the power is off");
        if (*fault != SimFault::none) return SimFiles::broken("a sync failed");
        if (!files_.ignores_syncs_) files_.write_back(*node_, true);
        return {};
    }

    Result<void> resize(std::uint64_t size) override {
        const std::lock_guard lock(files_.mutex_);
        const auto fault = files_.change();
        if (!fault) return tl::make_unexpected(fault.error());
        if (*fault != SimFault::none) return SimFiles::broken("a resize failed");
        node_->now.resize(size);
        return {};
    }

private:
    SimFiles& files_;
    std::shared_ptr<SimFiles::Node> node_;
};

tl::unexpected<Error> SimFiles::broken(const char* words) {
    return refuse(ErrorKind::machine, words);
}

void SimFiles::strike(SimFault fault, std::uint64_t call) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
    strikes_at_ = changes_ + call;
    is_struck_ = false;
    changes_after_fault_ = 0;
}

Result<SimFault> SimFiles::change() {
    if (is_dark_) return broken("the power is off");
    ++changes_;
    if (is_struck_) ++changes_after_fault_;
    if (fault_ == SimFault::none || changes_ != strikes_at_) return SimFault::none;
    is_struck_ = true;
    if (fault_ == SimFault::power) is_dark_ = true;
    return fault_;
}

// Brings dirty sectors to the disk: all of them, or those that chance picks.
void SimFiles::write_back(Node& node, bool all) {
    for (const std::uint64_t sector : node.dirty) {
        if (!all && random_() % 2 == 0) continue;
        const std::uint64_t at = sector * sector_bytes;
        if (at >= node.now.size()) continue;
        const std::uint64_t size = std::min<std::uint64_t>(sector_bytes, node.now.size() - at);
        if (node.disk.size() < at + size) node.disk.resize(at + size);
        std::memcpy(node.disk.data() + at, node.now.data() + at, size);
    }
    node.dirty.clear();
}

void SimFiles::cut_power() {
    const std::lock_guard lock(mutex_);
    // An ordered front part of the changes of names has reached the disk.
    const std::size_t kept = name_changes_.empty() ? 0 : random_() % (name_changes_.size() + 1);
    for (auto& [path, node] : names_)
        write_back(*node, false);
    for (const NameChange& each : name_changes_) {
        for (const auto& [path, node] : each.after)
            write_back(*node, false);
    }
    if (kept > 0) disk_names_ = name_changes_[kept - 1].after;
    name_changes_.clear();
    names_ = disk_names_;
    for (auto& [path, node] : names_)
        node->now = node->disk;
    is_dark_ = false;
    is_struck_ = false;
    fault_ = SimFault::none;
}

void SimFiles::names_changed(const std::string& folder) {
    name_changes_.push_back({folder, names_});
}

std::string& SimFiles::bytes(const std::string& path) {
    return names_.at(path)->now;
}

void SimFiles::remove_now(const std::string& path) {
    names_.erase(path);
    disk_names_.erase(path);
}

std::vector<std::string> SimFiles::paths() const {
    std::vector<std::string> found;
    for (const auto& [path, node] : names_)
        found.push_back(path);
    return found;
}

std::map<std::string, std::string> SimFiles::image() const {
    std::map<std::string, std::string> image;
    for (const auto& [path, node] : names_)
        image[path] = node->now;
    return image;
}

void SimFiles::restore(const std::map<std::string, std::string>& image) {
    names_.clear();
    for (const auto& [path, bytes] : image) {
        names_[path] = std::make_shared<Node>(Node{bytes, bytes, {}});
    }
    disk_names_ = names_;
    name_changes_.clear();
    is_dark_ = false;
    is_struck_ = false;
    fault_ = SimFault::none;
}

Result<std::unique_ptr<File>> SimFiles::open(const std::string& path, FileUse use) {
    const std::lock_guard lock(mutex_);
    if (is_dark_) return broken("the power is off");
    if (use != FileUse::create) {
        const auto found = names_.find(path);
        if (found == names_.end()) return refuse(ErrorKind::not_found, "there is no file " + path);
        return std::make_unique<SimFile>(*this, found->second);
    }
    const auto fault = change();
    if (!fault) return tl::make_unexpected(fault.error());
    if (*fault == SimFault::io_error || *fault == SimFault::short_write || names_.contains(path)) {
        return broken("a file cannot be made");
    }
    names_[path] = std::make_shared<Node>();
    names_changed(folder_of(path));
    if (*fault == SimFault::power) return broken("the power is off");
    return std::make_unique<SimFile>(*this, names_[path]);
}

Result<bool> SimFiles::exists(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (is_dark_) return broken("the power is off");
    return names_.contains(path);
}

Result<std::vector<std::string>> SimFiles::list(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    if (is_dark_) return broken("the power is off");
    std::vector<std::string> found;
    for (const auto& [path, node] : names_) {
        if (folder_of(path) == folder) found.push_back(path.substr(folder.size() + 1));
    }
    return found;
}

Result<void> SimFiles::make_folder(const std::string&) {
    if (is_dark_) return broken("the power is off");
    return {};
}

Result<void> SimFiles::rename(const std::string& from, const std::string& to) {
    const std::lock_guard lock(mutex_);
    const auto fault = change();
    if (!fault) return tl::make_unexpected(fault.error());
    if (*fault == SimFault::io_error || *fault == SimFault::short_write) {
        return broken("a renaming failed");
    }
    names_[to] = names_.at(from);
    names_.erase(from);
    names_changed(folder_of(to));
    if (*fault == SimFault::power) return broken("the power is off");
    return {};
}

Result<void> SimFiles::remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto fault = change();
    if (!fault) return tl::make_unexpected(fault.error());
    if (*fault == SimFault::io_error || *fault == SimFault::short_write) {
        return broken("a removal failed");
    }
    names_.erase(path);
    names_changed(folder_of(path));
    if (*fault == SimFault::power) return broken("the power is off");
    return {};
}

Result<void> SimFiles::sync_folder(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    const auto fault = change();
    if (!fault) return tl::make_unexpected(fault.error());
    if (*fault == SimFault::power) return broken("the power is off");
    if (*fault != SimFault::none) return broken("a sync failed");
    if (ignores_syncs_) return {};
    // Names are journalled in order: what came before the folder's last change comes along.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < name_changes_.size(); ++i) {
        if (name_changes_[i].folder == folder) kept = i + 1;
    }
    if (kept == 0) return {};
    disk_names_ = name_changes_[kept - 1].after;
    name_changes_.erase(
        name_changes_.begin(), name_changes_.begin() + static_cast<std::ptrdiff_t>(kept)
    );
    return {};
}

}  // namespace tieout
