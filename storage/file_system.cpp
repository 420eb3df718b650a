#include "storage/file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tieout {

namespace {

tl::unexpected<Error> failed(std::string_view deed, const std::string& path, int code) {
    return refuse(
        ErrorKind::machine,
        std::string(deed) + " " + path +
            " failed: " + std::strerror(code)  // NOLINT(concurrency-mt-unsafe)
    );
}

class PosixFile final : public File {
public:
    PosixFile(int descriptor, std::string path, bool writes_are_synced)
        : descriptor_(descriptor), path_(std::move(path)), writes_are_synced_(writes_are_synced) {}

    ~PosixFile() override { ::close(descriptor_); }

    PosixFile(const PosixFile&) = delete;
    PosixFile& operator=(const PosixFile&) = delete;

    Result<std::uint64_t> size() override {
        struct stat facts{};
        if (::fstat(descriptor_, &facts) != 0) return failed("asking the size of", path_, errno);
        return static_cast<std::uint64_t>(facts.st_size);
    }

    Result<std::string> read(std::uint64_t offset, std::size_t size) override {
        std::string bytes(size, '\0');
        std::size_t done = 0;
        while (done < size) {
            const ssize_t got = ::pread(
                descriptor_, bytes.data() + done, size - done, static_cast<off_t>(offset + done)
            );
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return failed("reading", path_, errno);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        bytes.resize(done);
        return bytes;
    }

    Result<void> write(std::uint64_t offset, std::string_view bytes) override {
        while (!bytes.empty()) {
            const ssize_t put =
                ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return failed("writing", path_, errno);
            if (put == 0) return failed("writing", path_, ENOSPC);
            offset += static_cast<std::uint64_t>(put);
            bytes.remove_prefix(static_cast<std::size_t>(put));
        }
        return {};
    }

    Result<void> sync() override {
        if (writes_are_synced_) return {};
        if (::fdatasync(descriptor_) != 0) return failed("syncing", path_, errno);
        return {};
    }

    Result<void> resize(std::uint64_t size) override {
        if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
            return failed("resizing", path_, errno);
        }
        return {};
    }

private:
    int descriptor_;
    std::string path_;
    bool writes_are_synced_;
};

class PosixFiles final : public FileSystem {
public:
    Result<std::unique_ptr<File>> open(const std::string& path, FileUse use) override {
        constexpr mode_t private_mode = 0600;
        bool writes_are_synced = false;
        int descriptor = -1;
        if (use == FileUse::write_direct) {
            descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_DIRECT | O_DSYNC);
            writes_are_synced = descriptor >= 0;
        }
        if (descriptor < 0) {
            int flags = O_CLOEXEC | (use == FileUse::read ? O_RDONLY : O_RDWR);
            if (use == FileUse::create) flags |= O_CREAT | O_EXCL;
            descriptor = ::open(path.c_str(), flags, private_mode);
        }
        if (descriptor < 0 && errno == ENOENT) {
            return refuse(ErrorKind::not_found, "there is no file " + path);
        }
        if (descriptor < 0) return failed("opening", path, errno);
        return std::make_unique<PosixFile>(descriptor, path, writes_are_synced);
    }

    Result<bool> exists(const std::string& path) override {
        struct stat facts{};
        if (::stat(path.c_str(), &facts) == 0) return true;
        if (errno == ENOENT || errno == ENOTDIR) return false;
        return failed("looking for", path, errno);
    }

    Result<std::vector<std::string>> list(const std::string& folder) override {
        DIR* open_folder = ::opendir(folder.c_str());
        if (open_folder == nullptr) return failed("listing", folder, errno);
        std::vector<std::string> names;
        errno = 0;
        while (const dirent* each = ::readdir(open_folder)) {  // NOLINT(concurrency-mt-unsafe)
            const std::string_view name = each->d_name;
            if (name != "." && name != "..") names.emplace_back(name);
            errno = 0;
        }
        const int code = errno;
        ::closedir(open_folder);
        if (code != 0) return failed("listing", folder, code);
        std::sort(names.begin(), names.end());
        return names;
    }

    Result<void> make_folder(const std::string& folder) override {
        constexpr mode_t private_mode = 0700;
        if (::mkdir(folder.c_str(), private_mode) != 0 && errno != EEXIST) {
            return failed("making the folder", folder, errno);
        }
        return {};
    }

    Result<void> rename(const std::string& from, const std::string& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return failed("renaming", from, errno);
        return {};
    }

    Result<void> remove(const std::string& path) override {
        if (::unlink(path.c_str()) != 0) return failed("removing", path, errno);
        return {};
    }

    Result<void> sync_folder(const std::string& folder) override {
        const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) return failed("opening the folder", folder, errno);
        const bool done = ::fsync(descriptor) == 0;
        const int code = errno;
        ::close(descriptor);
        if (!done) return failed("syncing the folder", folder, code);
        return {};
    }
};

}  // namespace

FileSystem& posix_files() {
    static PosixFiles files;
    return files;
}

Result<std::string> read_whole(
    FileSystem& files, const std::string& path, std::uint64_t bytes_max
) {
    auto file = files.open(path, FileUse::read);
    if (!file) return tl::make_unexpected(std::move(file).error());
    const auto size = (*file)->size();
    if (!size) return tl::make_unexpected(size.error());
    if (*size > bytes_max) return refuse(ErrorKind::damaged, path + " is longer than it may be");
    return (*file)->read(0, static_cast<std::size_t>(*size));
}

}  // namespace tieout
