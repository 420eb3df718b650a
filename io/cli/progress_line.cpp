#include "io/cli/progress_line.h"

#include <chrono>
#include <cstdio>

#include <fmt/core.h>
#include <unistd.h>

namespace tieout {

namespace {

constexpr auto first_shown = std::chrono::milliseconds(1000);
constexpr auto shown_each = std::chrono::milliseconds(500);
constexpr std::string_view wiped = "\r\033[K";

// "3 of 12 files, 412 of 2480 MB, 7 s".
std::string progress_text(const ReadingProgress& reading, unsigned seconds) {
    constexpr std::uint64_t megabyte = 1'000'000;
    return fmt::format(
        "{} of {} files, {} of {} MB, {} s",
        reading.files_done.load(),
        reading.files_known.load(),
        reading.bytes_done.load() / megabyte,
        reading.bytes_known.load() / megabyte,
        seconds
    );
}

}  // namespace

ProgressLine::ProgressLine() {
    if (::isatty(STDERR_FILENO) == 1) thread_ = std::thread([this] { run(); });
}

ProgressLine::~ProgressLine() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    ends_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void ProgressLine::say(std::string what) {
    const std::lock_guard lock(mutex_);
    what_ = std::move(what);
}

std::string ProgressLine::text(unsigned seconds) {
    if (what_ != "reading") return fmt::format("{} ... {} s", what_, seconds);
    return fmt::format("reading {}", progress_text(reading_, seconds));
}

void ProgressLine::run() {
    const auto begin = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    bool is_shown = false;
    auto wait = first_shown;
    while (!ends_.wait_for(lock, wait, [this] { return is_ending_; })) {
        const auto past = std::chrono::steady_clock::now() - begin;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(past).count();
        const std::string line = std::string(wiped) + text(static_cast<unsigned>(seconds));
        std::fwrite(line.data(), 1, line.size(), stderr);
        is_shown = true;
        wait = shown_each;
    }
    if (is_shown) std::fwrite(wiped.data(), 1, wiped.size(), stderr);
}

}  // namespace tieout
