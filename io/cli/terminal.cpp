#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "io/cli/commands.h"

namespace tieout {

namespace {

Error machine_error(std::string_view what, const std::string& path) {
    return {ErrorKind::machine, {}, fmt::format("{} {}: {}", what, path, std::strerror(errno)), {}};
}

// Closes its descriptor when it goes.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}

    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }

private:
    int number_;
};

Result<void> write_whole(const std::string& path, std::string_view bytes) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.number() < 0) return tl::make_unexpected(machine_error("cannot write", path));
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return tl::make_unexpected(machine_error("cannot write", path));
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fdatasync(file.number()) != 0) {
        return tl::make_unexpected(machine_error("cannot sync", path));
    }
    return {};
}

}  // namespace

void print_out(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_note(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
    std::error_code error;
    const auto folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error) {
        return refuse(
            ErrorKind::machine, fmt::format("cannot make {}: {}", folder.string(), error.message())
        );
    }
    const std::string part = path + ".part";
    auto written = write_whole(part, bytes);
    if (!written) return written;
    std::filesystem::rename(part, path, error);
    if (error) {
        return refuse(
            ErrorKind::machine, fmt::format("cannot put {} in place: {}", path, error.message())
        );
    }
    return {};
}

Result<Date> as_of_or(const Options& options, Date otherwise) {
    if (options.as_of.empty()) return otherwise;
    auto day = parse_date(options.as_of);
    if (!day) return refuse(ErrorKind::usage, "--as-of: " + day.error().words);
    return *day;
}

ExitCode exit_code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::usage: return ExitCode::usage;
        case ErrorKind::input: return ExitCode::some_refused;
        case ErrorKind::busy: return ExitCode::try_again;
        case ErrorKind::machine:
        case ErrorKind::damaged:
        case ErrorKind::not_found: return ExitCode::failed;
    }
    return ExitCode::failed;
}

Date today() {
    return Date{std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
}

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch()
    )
        .count();
}

}  // namespace tieout
