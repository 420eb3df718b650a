#include "storage/segment_writer.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "engine/check.h"

namespace tieout {

SegmentWriter::SegmentWriter(FileSystem& files, std::string folder)
    : files_(files), folder_(std::move(folder)) {
    for (std::size_t i = 0; i < jobs_max; ++i)
        free_.push_back(std::make_unique<Job>());
    thread_ = std::thread([this] { run(); });
}

SegmentWriter::~SegmentWriter() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::string SegmentWriter::file_name(std::uint64_t segment) {
    return fmt::format("{:010}.seg", segment);
}

Result<void> SegmentWriter::make_segment(
    FileSystem& files, const std::string& folder, const SegmentHeader& header
) {
    const std::string path = folder + "/" + file_name(header.segment);
    const std::string fresh = path + ".new";
    auto file = files.open(fresh, FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    const std::string zeros(std::size_t{1} << 20U, '\0');
    for (std::uint64_t at = 0; at < header.bytes; at += zeros.size()) {
        const std::size_t piece =
            static_cast<std::size_t>(std::min<std::uint64_t>(zeros.size(), header.bytes - at));
        if (auto done = (*file)->write(at, std::string_view(zeros).substr(0, piece)); !done) {
            return done;
        }
    }
    if (auto done = (*file)->write(0, encode_segment_header(header)); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
    if (auto done = files.rename(fresh, path); !done) return done;
    return files.sync_folder(folder);
}

Result<void> SegmentWriter::continue_in(std::uint64_t segment) {
    auto file = files_.open(folder_ + "/" + file_name(segment), FileUse::write_direct);
    if (!file) return tl::make_unexpected(std::move(file).error());
    file_ = std::move(*file);
    return {};
}

std::unique_ptr<SegmentWriter::Job> SegmentWriter::take_job() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !free_.empty(); });
    std::unique_ptr<Job> job = std::move(free_.back());
    free_.pop_back();
    job->new_segment.reset();
    return job;
}

void SegmentWriter::submit(std::unique_ptr<Job> job) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(job));
    }
    changed_.notify_all();
}

Result<void> SegmentWriter::write_now(std::unique_ptr<Job> job) {
    {
        const std::lock_guard lock(mutex_);
        check(waiting_.empty() && !is_writing_, "groups are written in order");
        if (error_) return tl::make_unexpected(*error_);
    }
    auto done = write(*job);
    const std::lock_guard lock(mutex_);
    if (!done) error_ = done.error();
    free_.push_back(std::move(job));
    return done;
}

Result<void> SegmentWriter::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.empty() && !is_writing_; });
    if (error_) return tl::make_unexpected(*error_);
    return {};
}

Result<void> SegmentWriter::write(Job& job) {
    if (job.new_segment) {
        file_.reset();
        if (auto done = make_segment(files_, folder_, *job.new_segment); !done) return done;
        if (auto done = continue_in(job.new_segment->segment); !done) return done;
    }
    // A group is durable before the next is begun: so a power cut tears at most the last one.
    if (auto done = file_->write(job.offset, job.buffer.view(job.bytes)); !done) return done;
    return file_->sync();
}

void SegmentWriter::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        std::unique_ptr<Job> job = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        if (!error_) {
            is_writing_ = true;
            lock.unlock();
            auto done = write(*job);
            lock.lock();
            is_writing_ = false;
            if (!done) error_ = std::move(done).error();
        }
        free_.push_back(std::move(job));
        changed_.notify_all();
    }
}

}  // namespace tieout
