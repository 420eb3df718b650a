#include "io/cli/package_folder.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "storage/file_system.h"

namespace tieout {

namespace {

namespace fs = std::filesystem;

Result<void> refused(const std::string& path, const std::error_code& error) {
    return refuse(ErrorKind::machine, fmt::format("cannot write {}: {}", path, error.message()));
}

Result<void> write_synced(const std::string& path, std::string_view bytes) {
    auto file = posix_files().open(path, FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    if (auto done = (*file)->write(0, bytes); !done) return done;
    return (*file)->sync();
}

bool is_there(const std::string& path, const ExportPackage& package) {
    std::error_code error;
    const auto count = std::distance(fs::directory_iterator(path, error), fs::directory_iterator());
    if (error || count != static_cast<std::ptrdiff_t>(package.files.size())) return false;
    return std::all_of(package.files.begin(), package.files.end(), [&](const PackageFile& file) {
        const auto held = read_whole(posix_files(), path + '/' + file.name, file.bytes.size());
        return held && *held == file.bytes;
    });
}

}  // namespace

Result<void> write_package(
    const std::string& folder, const std::string& name, const ExportPackage& package
) {
    const std::string path = folder + '/' + name;
    const std::string fresh = path + ".new";
    const std::string stale = path + ".old";
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return refused(folder, error);
    if (fs::exists(path, error) && is_there(path, package)) return {};
    for (const std::string& left : {fresh, stale}) {
        fs::remove_all(left, error);
        if (error) return refused(left, error);
    }
    FileSystem& files = posix_files();
    if (auto done = files.make_folder(fresh); !done) return done;
    for (const PackageFile& file : package.files) {
        if (auto done = write_synced(fresh + '/' + file.name, file.bytes); !done) return done;
    }
    if (auto done = files.sync_folder(fresh); !done) return done;
    if (fs::exists(path, error)) {
        if (auto done = files.rename(path, stale); !done) return done;
    }
    if (auto done = files.rename(fresh, path); !done) return done;
    if (auto done = files.sync_folder(folder); !done) return done;
    fs::remove_all(stale, error);
    return {};
}

}  // namespace tieout
