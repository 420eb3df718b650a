// The progress line tells a person at a terminal what a long command is doing and how far it is.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "io/containers/input.h"

namespace tieout {

// Writes over one line of the error stream each half second, from the second second on, and wipes
// it when it goes. Silent when the error stream is no terminal.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    // What is being done from now on: "matching".
    void say(std::string what);

    // Counted while files are read; shown as long as the command reads.
    ReadingProgress& reading() { return reading_; }

private:
    void run();
    std::string text(unsigned seconds);

    ReadingProgress reading_;
    std::mutex mutex_;
    std::condition_variable ends_;
    std::string what_ = "reading";
    bool is_ending_ = false;
    std::thread thread_;  // last: it uses what stands above
};

}  // namespace tieout
