// The segment writer brings sealed groups to the disk in order, on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/error.h"
#include "storage/file_system.h"
#include "storage/group.h"

namespace tieout {

// While one group is written the next are encoded and hashed; a few wait, as many as are sealed
// while a new segment is zero-filled and synced. The first error stops it for ever.
class SegmentWriter {
public:
    SegmentWriter(FileSystem& files, std::string folder);
    ~SegmentWriter();
    SegmentWriter(const SegmentWriter&) = delete;
    SegmentWriter& operator=(const SegmentWriter&) = delete;

    // Opens an existing segment, to go on in it.
    Result<void> continue_in(std::uint64_t segment);

    // A job: a new segment to be made first, and a group to be written.
    struct Job {
        std::optional<SegmentHeader> new_segment;
        std::uint64_t offset = 0;
        std::size_t bytes = 0;
        BlockBuffer buffer;
    };

    // An unused job, with a buffer that may have been used before. Waits for one if all are in use.
    std::unique_ptr<Job> take_job();
    // Hands the job to the thread.
    void submit(std::unique_ptr<Job> job);
    // Does the job on the caller's thread. Requires: nothing is waiting.
    Result<void> write_now(std::unique_ptr<Job> job);
    // Waits until all that was submitted is durable.
    Result<void> wait();

    // Makes a zero-filled segment of the header's size: written under another name, synced,
    // renamed.
    static Result<void> make_segment(
        FileSystem& files, const std::string& folder, const SegmentHeader& header
    );
    static std::string file_name(std::uint64_t segment);

private:
    void run();
    Result<void> write(Job& job);

    static constexpr std::size_t jobs_max = 8;  // one written, the others waiting or being filled

    FileSystem& files_;
    std::string folder_;
    std::unique_ptr<File> file_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Job>> free_;
    std::vector<std::unique_ptr<Job>> waiting_;
    bool is_writing_ = false;
    bool is_ending_ = false;
    std::optional<Error> error_;
    std::thread thread_;  // last: it uses what stands above
};

}  // namespace tieout
