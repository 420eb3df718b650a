#include "storage/book_lock.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tieout {

namespace {

std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string holder(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    while (!holder.empty() && holder.back() == '\n')
        holder.pop_back();
    return holder.empty() ? "an unknown number" : holder;
}

}  // namespace

BookLock::BookLock(BookLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

BookLock& BookLock::operator=(BookLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

BookLock::~BookLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<BookLock> BookLock::take(const std::string& book_folder, std::chrono::milliseconds wait) {
    constexpr std::chrono::milliseconds pause_max{50};
    const std::string path = book_folder + "/LOCK";
    BookLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.descriptor_ < 0) {
        return refuse(
            ErrorKind::machine,
            "opening " + path + " failed: " + std::strerror(errno)  // NOLINT(concurrency-mt-unsafe)
        );
    }
    const auto deadline = std::chrono::steady_clock::now() + wait;
    std::chrono::milliseconds pause{1};
    while (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return refuse(ErrorKind::machine, "the lock " + path + " cannot be taken");
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            return refuse(
                ErrorKind::busy, "the book is in use by process " + holder_of(lock.descriptor_)
            );
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, pause_max);
    }
    const std::string holder = std::to_string(::getpid()) + "\n";
    const bool is_named = ::ftruncate(lock.descriptor_, 0) == 0 &&
                          ::pwrite(lock.descriptor_, holder.data(), holder.size(), 0) ==
                              static_cast<ssize_t>(holder.size());
    if (!is_named) return refuse(ErrorKind::machine, "the lock " + path + " cannot be written");
    return lock;
}

}  // namespace tieout
